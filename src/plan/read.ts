import type { ApiRequest, Interval } from '../request/api-request.ts';
import { noRows } from '../request/range.ts';
import { isToOne, type QualifiedName, type SchemaCache } from '../schema-cache/model.ts';
import { forbidAggregates, hoistAggregates, liftSpreadColumns, orderSpreadArrays } from './aggregates.ts';
import { attachParameters } from './attach.ts';
import { type DraftNode, draftTree, outputName, type ReadContext } from './draft.ts';
import type { EmbedNode, EmbedOutput, ReadNode } from './plan.ts';
import { relateEmbeds } from './relate.ts';
import { resolveNullEmbeds, resolveRelatedOrders } from './related-order.ts';
import { completeSelectLists } from './select-list.ts';

export interface ReadOptions {
  readonly cache: SchemaCache;
  readonly aggregatesEnabled: boolean;
  readonly useLegacyTargetNames: boolean;
  readonly maxRows: number | null;
}

/** A planned tree with what else the planning of the whole request needs to know of it. */
export interface PlannedRead {
  readonly node: ReadNode;
  readonly legacyTargets: readonly (readonly [string, string])[];
  /** A bare `*` without embeds: the relation's own media handlers apply (spec reading 13.3). */
  readonly isDefaultSelect: boolean;
}

/**
 * Plans the tree of a request: the stages run in the order in which their errors are reported (spec embedding 2.2).
 * `source` is `relation` for reads of relations; the rows of writes and calls come from the CTE `pgrst_source`.
 *
 * @throws ApiError PGRST100, 108, 118, 123, 127, 200, 201
 */
export function planRead(
  options: ReadOptions,
  request: ApiRequest,
  root: QualifiedName,
  source: 'relation' | 'cte',
): PlannedRead {
  const context: ReadContext = {
    cache: options.cache,
    schema: root.schema,
    root,
    useLegacyTargetNames: options.useLegacyTargetNames,
    aggregatesEnabled: options.aggregatesEnabled,
  };
  const tree = draftTree(context, request.query.select);
  attachParameters(context, request, tree);
  if (source === 'cte') {
    tree.from = { schema: '', name: 'pgrst_source' };
    tree.fromAlias = root.name;
  }
  relateEmbeds(context, tree);
  completeSelectLists(context, tree);
  resolveRelatedOrders(tree);
  resolveNullEmbeds(tree);
  liftSpreadColumns(tree);
  if (!context.aggregatesEnabled) forbidAggregates(tree);
  hoistAggregates(tree);
  orderSpreadArrays(tree);
  return {
    node: readNode(tree, options.maxRows),
    legacyTargets: legacyTargets(tree),
    isDefaultSelect: tree.children.length === 0 && tree.select.length === 1 && tree.select[0]?.field.name === '*',
  };
}

function legacyTargets(node: DraftNode): readonly (readonly [string, string])[] {
  const own: (readonly [string, string])[] =
    node.usedLegacyTarget && node.alias !== null ? [[node.target, node.alias]] : [];
  return [...own, ...node.children.flatMap(legacyTargets)];
}

function readNode(node: DraftNode, maxRows: number | null): ReadNode {
  return {
    from: node.from,
    fromAlias: node.fromAlias,
    select: node.select,
    where: node.where,
    order: node.order,
    range: restrictRange(node.range, maxRows),
    embeds: embedNodes(node.children, maxRows),
  };
}

/**
 * Siblings of one output name share an alias, which PostgreSQL refuses. Which error that is depends on the query behind
 * the alias: it is the first sibling's, for all of them (spec embedding 2.7).
 */
function embedNodes(children: readonly DraftNode[], maxRows: number | null): readonly EmbedNode[] {
  const byAlias = new Map<string, EmbedNode>();
  return children.flatMap((child) =>
    embedNode(child, maxRows).map((embed) => {
      const first = byAlias.get(embed.alias);
      if (first !== undefined) return { ...first, output: sharedOutput(first.output, embed.output) };
      byAlias.set(embed.alias, embed);
      return embed;
    }),
  );
}

function sharedOutput(first: EmbedOutput, own: EmbedOutput): EmbedOutput {
  if (own.kind !== 'spread') return own;
  if (first.kind === 'spread') return { ...first, columns: own.columns };
  return { ...own, spread: 'to-one', arrayOrder: [], hiddenSelect: [] };
}

function embedNode(node: DraftNode, maxRows: number | null): readonly EmbedNode[] {
  if (node.link === null) return [];
  const { relationship, embedAlias, parentReference, joinConditions } = node.link;
  // Spreading into an object of this size is slow.
  const { from, fromAlias, select, where, order, range, embeds } = readNode(node, maxRows);
  return [
    {
      from,
      fromAlias,
      select,
      where,
      order,
      range,
      embeds,
      name: outputName(node),
      relationship,
      join: node.join,
      alias: embedAlias,
      parentReference,
      joinConditions,
      output: embedOutput(node, isToOne(relationship)),
    },
  ];
}

function embedOutput(node: DraftNode, toOne: boolean): EmbedOutput {
  if (node.spread === null) return { kind: 'json', shape: toOne ? 'object' : 'array', empty: isEmpty(node) };
  const { spread, spreadColumns: columns, arrayOrder, hiddenSelect } = node;
  return { kind: 'spread', spread, columns, arrayOrder, hiddenSelect };
}

/** `target()`: joined, but not part of the output (spec embedding 2.12). */
function isEmpty(node: DraftNode): boolean {
  return node.select.length === 0 && node.children.every(isEmpty);
}

/**
 * Cuts to `db-max-rows`; an interval without rows stays what it is (spec reading 9.3), and one that ends before the
 * first row, whatever made it so, is the zero range (9.2 step 3).
 */
function restrictRange(range: Interval, maxRows: number | null): Interval {
  if (range.upper === -1n) return noRows;
  if (maxRows === null) return range;
  if (range.upper !== null && range.upper < range.lower) return range;
  const last = range.lower + BigInt(maxRows) - 1n;
  return { lower: range.lower, upper: range.upper === null || range.upper > last ? last : range.upper };
}
