import { ApiError, apiError } from '../errors/api-error.ts';
import { type DraftNode, outputName } from './draft.ts';
import { unknownField } from './field.ts';
import type { OrderBy, SpreadColumn } from './plan.ts';

/** @throws ApiError PGRST123 when any node has an aggregate (spec reading 7.2) */
export function forbidAggregates(node: DraftNode): void {
  if (node.select.some((term) => term.aggregate !== null)) throw apiError('PGRST123');
  for (const child of node.children) forbidAggregates(child);
}

/**
 * Lists what each spread lifts into its parent: its own terms, then those of its embeds (spec embedding 2.13).
 *
 * @throws ApiError 54011 for more columns than PostgreSQL takes; found out here, before each level repeats them
 */
export function liftSpreadColumns(node: DraftNode): void {
  for (const child of node.children) liftSpreadColumns(child);
  if (node.spread === null) return;
  node.spreadColumns = [
    ...node.select.map((term) => plainColumn(term.alias ?? term.field.name)),
    ...node.children.flatMap((child) =>
      child.spread === null ? [plainColumn(outputName(child))] : child.spreadColumns,
    ),
  ];
  if (node.spreadColumns.length > mostColumns) throw tooManyColumns();
}

/** PostgreSQL's limit on a select list, and its words for it. */
const mostColumns = 1664;

function tooManyColumns(): Error {
  const message = `target lists can have at most ${mostColumns} entries`;
  return new ApiError({ status: 500, body: { code: '54011', message, details: null, hint: null } });
}

function plainColumn(name: string): SpreadColumn {
  return { name, aggregate: null, aggregateCast: null, alias: null };
}

/**
 * Moves the aggregates of to-one spreads up to the nearest node that is none, where they are applied over the spread's
 * plain columns and grouped with that node's fields (spec reading 7.4, embedding 2.14).
 */
export function hoistAggregates(node: DraftNode): void {
  hoist(node);
}

type HoistedAggregates = ReadonlyMap<string, Pick<SpreadColumn, 'aggregate' | 'aggregateCast' | 'alias'>>;

/** Returns the aggregates to apply to the columns of this node, by column name, for its parent. */
function hoist(node: DraftNode): HoistedAggregates {
  const fromChildren = node.children.map((child) => [child, hoist(child)] as const);
  if (node.spread !== 'to-one') {
    for (const [child, hoisted] of fromChildren) {
      child.spreadColumns = child.spreadColumns.map((term) => ({ ...term, ...hoisted.get(term.name) }));
    }
    return new Map();
  }
  const hoisted = new Map<string, Pick<SpreadColumn, 'aggregate' | 'aggregateCast' | 'alias'>>();
  for (const [, fromChild] of fromChildren) for (const [name, aggregate] of fromChild) hoisted.set(name, aggregate);
  for (const { field, aggregate, aggregateCast, alias } of node.select.toReversed()) {
    if (aggregate !== null) hoisted.set(alias ?? field.name, { aggregate, aggregateCast, alias });
  }
  node.select = node.select.map((term) => ({ ...term, aggregate: null, aggregateCast: null }));
  return hoisted;
}

/**
 * Orders of to-many spreads: the terms become hidden columns of the subquery, by which each array is ordered (spec
 * embedding 2.13).
 *
 * @throws ApiError PGRST127 for an aggregate in a to-many spread
 */
export function orderSpreadArrays(node: DraftNode): void {
  if (node.spread === 'to-many') {
    const hasAggregate =
      node.select.some((term) => term.aggregate !== null) ||
      node.children.some(
        (child) => child.spread !== null && child.spreadColumns.some((term) => term.aggregate !== null),
      );
    if (hasAggregate) {
      throw apiError('PGRST127', {
        details: 'Aggregates are not implemented for one-to-many or many-to-many spreads.',
      });
    }
    for (const [index, term] of node.order.entries()) hideOrderTerm(node, term, index + 1);
    node.order = [];
  }
  for (const child of node.children) orderSpreadArrays(child);
}

function hideOrderTerm(node: DraftNode, term: OrderBy, position: number): void {
  const alias = `${node.link?.embedAlias ?? ''}_${term.field.name}_${position}`;
  node.hiddenSelect.push({
    embedAlias: term.embedAlias,
    term: { field: term.field, cast: null, aggregate: null, aggregateCast: null, alias },
  });
  node.arrayOrder.push({ ...term, embedAlias: null, field: unknownField(alias) });
}
