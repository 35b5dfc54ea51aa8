import type { ColumnReference, EmbedNode, ReadNode, RelationReference, SelectTerm } from '../plan/plan.ts';
import type { Interval } from '../request/api-request.ts';
import { conditionExpression, nullEmbedUses } from './condition.ts';
import { column, fieldExpression, orderBy, selectTerm, spreadTerm } from './field.ts';
import { bind, empty, identifier, join, mostInteger, qualifiedName, type Sql, sql, wholeNumber } from './fragment.ts';

/** The SELECT of a node with its embeds as lateral joins (spec reading 17.2, embedding 2.17). */
export function readQuery(node: ReadNode): Sql {
  const relation = reference(node);
  const tests = nullEmbedUses(node.where);
  return sql`SELECT ${selectList(node, relation)} FROM ${fromClause(node)}${join(
    node.embeds.map((embed) => embedJoin(embed, tests.get(embed.alias) ?? 0)),
    '',
  )}${whereClause(node, relation)}${groupBy(node, relation)}${orderBy(relation, node.order)}${limitOffset(node.range)}`;
}

/** How the columns of a node are qualified. */
export function reference(node: ReadNode): RelationReference {
  return node.fromAlias === null ? node.from : { schema: '', name: node.fromAlias };
}

/** FROM item of a node; a many-to-many embed also needs its junction, a computed relationship calls its function. */
export function fromClause(node: ReadNode | EmbedNode): Sql {
  const source = 'relationship' in node ? embedSource(node) : qualifiedName(node.from);
  const aliased = node.fromAlias === null ? source : sql`${source} AS ${identifier(node.fromAlias)}`;
  if (!('relationship' in node) || node.relationship.kind !== 'many-to-many') return aliased;
  return sql`${aliased}, ${qualifiedName(node.relationship.junction)}`;
}

/** The cast picks the right overload, because the rows of a CTE are anonymous records. */
function embedSource(node: EmbedNode): Sql {
  if (node.relationship.kind !== 'computed') return qualifiedName(node.from);
  const { function: computed, table } = node.relationship;
  return sql`${qualifiedName(computed)}(${identifier(node.parentReference.name)}::${qualifiedName(table)})`;
}

function selectList(node: ReadNode, relation: RelationReference): Sql {
  const terms: Sql[] =
    node.select.length === 0 && node.embeds.length === 0
      ? [column(relation, '*')]
      : node.select.map((term) => selectTerm(relation, term));
  if ('output' in node) terms.push(...hiddenTerms(node as EmbedNode, relation));
  for (const embed of node.embeds) terms.push(...embedTerms(embed));
  return join(terms, ', ');
}

function hiddenTerms(node: EmbedNode, relation: RelationReference): readonly Sql[] {
  if (node.output.kind !== 'spread') return [];
  return node.output.hiddenSelect.map(({ embedAlias, term }) =>
    selectTerm(embedAlias === null ? relation : { schema: '', name: embedAlias }, term),
  );
}

function embedTerms(embed: EmbedNode): readonly Sql[] {
  const alias = identifier(embed.alias);
  if (embed.output.kind === 'spread') return embed.output.columns.map((term) => spreadTerm(embed.alias, term));
  if (embed.output.empty) return [];
  return embed.output.shape === 'object'
    ? [sql`row_to_json(${alias}.*)::jsonb AS ${identifier(embed.name)}`]
    : [sql`COALESCE(${alias}.${alias}, '[]') AS ${identifier(embed.name)}`];
}

/** `tests`: how often the parent's conditions refer to the embed's row. */
function embedJoin(embed: EmbedNode, tests: number): Sql {
  const alias = identifier(embed.alias);
  const query = readQuery(embed);
  const lateral = isMany(embed)
    ? sql`SELECT json_agg(${alias})::jsonb AS ${alias}${spreadArrays(embed)} FROM (${query}) AS ${alias}`
    : mergesBadly(embed, tests)
      ? sql`${query}${mergeBarrier}`
      : query;
  if (embed.join !== 'inner') return sql` LEFT JOIN LATERAL (${lateral}) AS ${alias} ON TRUE`;
  const condition = isMany(embed) ? sql`${alias} IS NOT NULL` : sql`TRUE`;
  return sql` INNER JOIN LATERAL (${lateral}) AS ${alias} ON ${condition}`;
}

/** Keeps PostgreSQL from merging a subquery into the query around it. */
export const mergeBarrier = sql` OFFSET 0`;

/** As many queries in place of one are nothing to the planner; each level of nested embeds can double them. */
export const mostMerged = 64;

/**
 * Merging puts all that the subquery selects in place of every reference to its row: the select list is one reference,
 * each test another. PostgREST lets PostgreSQL merge whatever it can, and the order of rows that nothing orders depends
 * on it, so that only what would cost too much is kept apart.
 */
function mergesBadly(embed: EmbedNode, tests: number): boolean {
  return tests > 0 && mergedQueries(embed, tests) > mostMerged;
}

/** How many queries PostgreSQL makes of an embed and those within that it merges. */
function mergedQueries(embed: EmbedNode, tests: number): number {
  if (isMany(embed) || !isUnlimited(embed.range)) return 1;
  const uses = nullEmbedUses(embed.where);
  let queries = 1;
  for (const child of embed.embeds) {
    const childTests = uses.get(child.alias) ?? 0;
    const merged = mergedQueries(child, childTests);
    queries += childTests > 0 && merged > mostMerged ? 1 : merged;
  }
  return (1 + tests) * queries;
}

function isMany({ output }: EmbedNode): boolean {
  return output.kind === 'spread' ? output.spread === 'to-many' : output.shape === 'array';
}

function spreadArrays(embed: EmbedNode): Sql {
  const { output } = embed;
  if (output.kind !== 'spread') return empty;
  const relation = { schema: '', name: embed.alias };
  return join(
    output.columns.map((term) => {
      const order = orderBy(relation, output.arrayOrder);
      const name = identifier(term.alias ?? term.name);
      return sql`, COALESCE(json_agg(${column(relation, term.name)}${order}), '[]')::jsonb AS ${name}`;
    }),
    '',
  );
}

function whereClause(node: ReadNode | EmbedNode, relation: RelationReference): Sql {
  const conditions = node.where.map((condition) => conditionExpression(relation, condition));
  if ('joinConditions' in node) conditions.push(...node.joinConditions.map(joinCondition));
  return conditions.length === 0 ? empty : sql` WHERE ${join(conditions, ' AND ')}`;
}

/** `child.column = parent.column`. */
export function joinCondition([left, right]: readonly [ColumnReference, ColumnReference]): Sql {
  return sql`${column(left.relation, left.column)} = ${column(right.relation, right.column)}`;
}

/** Terms of spec reading 7.3; nothing without aggregates. */
function groupBy(node: ReadNode, relation: RelationReference): Sql {
  if (!hasAggregates(node)) return empty;
  const terms: Sql[] = [];
  for (const term of node.select) if (term.aggregate === null) terms.push(groupTerm(relation, term));
  for (const embed of node.embeds) {
    if (embed.output.kind === 'json') {
      terms.push(identifier(embed.name));
      continue;
    }
    for (const spread of embed.output.columns) {
      // Quoted even where it is `*`: PostgreSQL's error for that column is the documented one.
      if (spread.aggregate === null)
        terms.push(sql`${identifier(embed.alias)}.${identifier(spread.alias ?? spread.name)}`);
    }
  }
  return terms.length === 0 ? empty : sql` GROUP BY ${join(terms, ', ')}`;
}

function hasAggregates(node: ReadNode): boolean {
  return (
    node.select.some((term) => term.aggregate !== null) ||
    node.embeds.some(
      (embed) => embed.output.kind === 'spread' && embed.output.columns.some((term) => term.aggregate !== null),
    )
  );
}

function groupTerm(relation: RelationReference, term: SelectTerm): Sql {
  return term.alias === null ? fieldExpression(relation, term.field) : identifier(term.alias);
}

/**
 * `LIMIT n OFFSET m` with a leading blank, or nothing for all rows (spec reading 9.4). The limit is part of the text: for
 * a parameter PostgreSQL would assume a tenth of all rows, find that plan too dear, and plan anew at each execution.
 */
function limitOffset({ lower, upper }: Interval): Sql {
  const limit = upper === null ? empty : sql` LIMIT ${rowLimit(upper - lower + 1n)}`;
  return lower === 0n ? limit : sql`${limit} OFFSET ${bind(lower.toString())}`;
}

/** Limits that no result reaches, or that PostgreSQL refuses, do not deserve a text of their own. */
function rowLimit(rows: bigint): Sql {
  return rows >= 0n && rows <= mostInteger ? wholeNumber(Number(rows)) : bind(rows.toString());
}

function isUnlimited(range: Interval): boolean {
  return range.lower === 0n && range.upper === null;
}
