import { apiError } from '../errors/api-error.ts';
import { isToOne } from '../schema-cache/model.ts';
import { notEmbeddedError } from './addressed-embeds.ts';
import { type DraftNode, embedsByName } from './draft.ts';
import type { Condition, OrderBy } from './plan.ts';

/**
 * Points order terms like `embed(column)` at the lateral join of their embed (spec embedding 2.11).
 *
 * @throws ApiError PGRST108 when there is no such embed, PGRST118 when it is to-many
 */
export function resolveRelatedOrders(node: DraftNode): void {
  if (node.order.some((term) => term.embedAlias !== null)) {
    const embeds = embedsByName(node);
    node.order = node.order.map((term) =>
      term.embedAlias === null ? term : relatedOrder(node, embeds, term, term.embedAlias),
    );
  }
  for (const child of node.children) resolveRelatedOrders(child);
}

function relatedOrder(node: DraftNode, embeds: ReadonlyMap<string, DraftNode>, term: OrderBy, name: string): OrderBy {
  const link = embeds.get(name)?.link ?? null;
  if (link === null) throw notEmbeddedError(name);
  if (!isToOne(link.relationship)) {
    throw apiError('PGRST118', {
      message: `A related order on '${name}' is not possible`,
      details: `'${node.from.name}' and '${name}' do not form a many-to-one or one-to-one relationship`,
    });
  }
  return { ...term, embedAlias: link.embedAlias };
}

/** Turns `embed=is.null` and `embed=not.is.null` into tests of the embed (spec embedding 2.10). */
export function resolveNullEmbeds(node: DraftNode): void {
  if (node.children.length > 0 && node.where.length > 0) {
    const embeds = embedsByName(node);
    node.where = node.where.map((condition) => nullEmbed(embeds, condition));
  }
  for (const child of node.children) resolveNullEmbeds(child);
}

function nullEmbed(embeds: ReadonlyMap<string, DraftNode>, condition: Condition): Condition {
  switch (condition.kind) {
    case 'logic':
      return { ...condition, members: condition.members.map((member) => nullEmbed(embeds, member)) };
    case 'null-embed':
      return condition;
    case 'filter': {
      const { field, operation, negated } = condition;
      if (operation.kind !== 'is' || operation.value !== 'null' || field.path.length > 0) return condition;
      const link = embeds.get(field.name)?.link ?? null;
      return link === null ? condition : { kind: 'null-embed', negated, embedAlias: link.embedAlias };
    }
  }
}
