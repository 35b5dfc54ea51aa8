import type { ApiRequest, Interval } from '../request/api-request.ts';
import type { EmbedPath, RangeParameter } from '../request/query/ast.ts';
import { parseRangeTreePath } from '../request/query/index.ts';
import { intervalFromParameters } from '../request/range.ts';
import { AddressedEmbeds } from './addressed-embeds.ts';
import type { DraftNode, ReadContext } from './draft.ts';
import { planFilter, planLogic, planOrder } from './field.ts';

/**
 * Puts filters, orders, ranges and logic trees on the nodes that their paths name, in that order (spec embedding 2.2,
 * 2.8). Parameters of one kind are taken from the last to the first: so the last bad one is reported, the first order
 * wins, and each addressed embed moves to the front of its siblings.
 *
 * @throws ApiError PGRST108 for a path that names no embed, PGRST100 for a malformed limit or offset name
 */
export function attachParameters(context: ReadContext, request: ApiRequest, root: DraftNode): void {
  const { query } = request;
  const isMutation = isMutationRequest(request);
  const embeds = new AddressedEmbeds(root, context.useLegacyTargetNames);
  for (const { path, filter } of query.filters.toReversed()) {
    if (isMutation && path.length === 0) continue;
    const node = embeds.find(path);
    node.where.push(planFilter(context.cache, node.relation, filter));
  }
  for (const { path, terms } of query.orders.toReversed()) {
    embeds.find(path).order = terms.map((term) => planOrder(context.cache, context.root, term));
  }
  if (!isMutation) attachRanges(request, root, embeds);
  for (const { path, tree } of query.logic.toReversed()) {
    if (isMutation && path.length === 0) continue;
    const node = embeds.find(path);
    node.where.push(planLogic(context.cache, node.relation, tree));
  }
  embeds.reorder();
  restoreConditionOrder(root);
}

/** Mutations keep their root conditions for themselves: they choose the rows to write, not those to return. */
function isMutationRequest(request: ApiRequest): boolean {
  switch (request.action.kind) {
    case 'insert':
    case 'update':
    case 'upsert':
    case 'delete':
      return true;
    case 'read':
    case 'call':
    case 'describe':
    case 'info':
      return false;
  }
}

function attachRanges(request: ApiRequest, root: DraftNode, embeds: AddressedEmbeds): void {
  root.range = request.range;
  const embedded = request.query.ranges.filter((parameter) => parameter.name !== parameter.kind);
  for (const { path, range } of mergedRanges(embedded).toReversed()) {
    if (path.length > 0) embeds.find(path).range = range;
  }
}

/** One interval per path; of repeated limits and offsets the last one counts. */
function mergedRanges(parameters: readonly RangeParameter[]): readonly { path: EmbedPath; range: Interval }[] {
  const byPath = new Map<string, { limit: string | null; offset: string | null }>();
  for (const { name, kind, value } of parameters) {
    const limitName = `${name.slice(0, name.length - kind.length)}limit`;
    const values = byPath.get(limitName) ?? { limit: null, offset: null };
    values[kind] = value;
    byPath.set(limitName, values);
  }
  return [...byPath].map(([name, { limit, offset }]) => ({
    path: parseRangeTreePath(name),
    range: intervalFromParameters(limit, offset),
  }));
}

/** Conditions were added from the last to the first; in the statement logic trees come first, each in URL order. */
function restoreConditionOrder(node: DraftNode): void {
  node.where.reverse();
  for (const child of node.children) restoreConditionOrder(child);
}
