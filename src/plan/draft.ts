import { apiError } from '../errors/api-error.ts';
import type { Interval } from '../request/api-request.ts';
import type { JoinType, SelectItem } from '../request/query/ast.ts';
import type { QualifiedName, Relationship, SchemaCache } from '../schema-cache/model.ts';
import { outputField } from './field.ts';
import type {
  ColumnReference,
  Condition,
  HiddenSelect,
  OrderBy,
  RelationReference,
  SelectTerm,
  SpreadColumn,
  SpreadKind,
} from './plan.ts';

/** What the stages of read planning need beside the tree. */
export interface ReadContext {
  readonly cache: SchemaCache;
  /** The request's schema, at every depth. */
  readonly schema: string;
  /** The root relation's name in the cache; order terms of all nodes look their columns up here. */
  readonly root: QualifiedName;
  readonly useLegacyTargetNames: boolean;
  readonly aggregatesEnabled: boolean;
}

/**
 * A read tree under construction. The stages of plan/read.ts complete it in place, one after the other; what comes out
 * is frozen into `ReadNode`s.
 */
export interface DraftNode {
  readonly depth: number;
  /** Target text as requested; the root's relation name. */
  readonly target: string;
  readonly alias: string | null;
  readonly hint: string | null;
  readonly join: JoinType | null;
  /** The relation whose columns the node has: first by the target's text, then by its relationship. */
  relation: QualifiedName;
  /** The relation to select from; differs from `relation` where a CTE stands in for it. */
  from: RelationReference;
  fromAlias: string | null;
  select: SelectTerm[];
  where: Condition[];
  order: OrderBy[];
  range: Interval;
  children: DraftNode[];
  spread: SpreadKind | null;
  /** Addressed by its target text although it has an alias. */
  usedLegacyTarget: boolean;
  /** Null at the root. */
  link: DraftLink | null;
  spreadColumns: SpreadColumn[];
  hiddenSelect: HiddenSelect[];
  arrayOrder: OrderBy[];
}

export interface DraftLink {
  readonly relationship: Relationship;
  /** Alias of the lateral join. */
  readonly embedAlias: string;
  readonly parentReference: RelationReference;
  readonly joinConditions: readonly (readonly [ColumnReference, ColumnReference])[];
}

const allRows: Interval = { lower: 0n, upper: null };

/** The output key of an embed: alias if given, else target text. */
export function outputName(node: DraftNode): string {
  return node.alias ?? node.target;
}

/** The embeds of a node by output key; of several with one key the first. */
export function embedsByName(node: DraftNode): ReadonlyMap<string, DraftNode> {
  return new Map(node.children.toReversed().map((child) => [outputName(child), child]));
}

/**
 * PostgreSQL plans embeds as lateral joins, for which it takes memory that grows with a power of their number: a
 * thousand of them use up a machine. More than anybody needs, fewer than hurt.
 */
const mostEmbeds = 100;

/**
 * The tree as `select` writes it (spec embedding 2.2).
 *
 * @throws ApiError PGRST100 for more embeds than PostgreSQL could plan
 */
export function draftTree(context: ReadContext, select: readonly SelectItem[]): DraftNode {
  const root = emptyNode({ depth: 0, target: context.root.name, alias: null, hint: null, join: null }, context.root);
  if (countEmbeds(select) > mostEmbeds) {
    throw apiError('PGRST100', {
      message: '"failed to parse select parameter" (too many embedded resources)',
      details: `a request can embed ${mostEmbeds} resources at most`,
    });
  }
  addItems(context, root, select);
  return root;
}

function countEmbeds(items: readonly SelectItem[]): number {
  let count = 0;
  for (const item of items) if (item.kind !== 'field') count += 1 + countEmbeds(item.select);
  return count;
}

function addItems(context: ReadContext, node: DraftNode, items: readonly SelectItem[]): void {
  for (const item of items) {
    if (item.kind === 'field') {
      node.select.push({
        field: outputField(context.cache, node.relation, item.field),
        cast: item.cast,
        aggregate: item.aggregate,
        aggregateCast: item.aggregateCast,
        alias: item.alias,
      });
      continue;
    }
    const child = emptyNode(
      {
        depth: node.depth + 1,
        target: item.target,
        alias: item.kind === 'embed' ? item.alias : null,
        hint: item.hint,
        join: item.join,
      },
      { schema: context.schema, name: item.target },
    );
    if (item.kind === 'spread') child.spread = 'to-one';
    node.children.push(child);
    addItems(context, child, item.select);
  }
}

function emptyNode(
  { depth, target, alias, hint, join }: Pick<DraftNode, 'depth' | 'target' | 'alias' | 'hint' | 'join'>,
  relation: QualifiedName,
): DraftNode {
  // Spreading into an object of this size takes longer than all the rest of a plan.
  return {
    depth,
    target,
    alias,
    hint,
    join,
    relation,
    from: relation,
    fromAlias: null,
    select: [],
    where: [],
    order: [],
    range: allRows,
    children: [],
    spread: null,
    usedLegacyTarget: false,
    link: null,
    spreadColumns: [],
    hiddenSelect: [],
    arrayOrder: [],
  };
}
