import type { Condition, EmbedNode, ReadNode } from '../plan/plan.ts';
import { conditionExpression, nullEmbedUses } from './condition.ts';
import { empty, identifier, join, type Sql, sql } from './fragment.ts';
import { fromClause, joinCondition, mergeBarrier, mostMerged, reference } from './read.ts';

/**
 * `SELECT 1` for every root row that satisfies the filters, whatever the page: `!inner` embeds and null filters on
 * embeds become EXISTS (spec reading 10.2, embedding 2.17).
 */
export function countQuery(node: ReadNode | EmbedNode): Sql {
  const relation = reference(node);
  const { tests, joins } = embedTests(node);
  const nullEmbed = ({ embedAlias, negated }: NullEmbed): Sql => {
    const test = tests.get(embedAlias);
    if (test === undefined) return sql`TRUE`;
    return negated ? test : sql`NOT ${test}`;
  };
  const conditions = node.where.map((condition) => conditionExpression(relation, condition, nullEmbed));
  if ('joinConditions' in node) conditions.push(...node.joinConditions.map(joinCondition));
  for (const embed of node.embeds) if (embed.join === 'inner') conditions.push(tests.get(embed.alias) ?? sql`TRUE`);
  const where = conditions.length === 0 ? empty : sql` WHERE ${join(conditions, ' AND ')}`;
  return sql`SELECT 1 FROM ${fromClause(node)}${joins}${where}`;
}

type NullEmbed = Extract<Condition, { kind: 'null-embed' }>;

interface EmbedTests {
  /** By alias of the embed: whether it has a row. */
  readonly tests: ReadonlyMap<string, Sql>;
  readonly joins: Sql;
}

/**
 * An embed is tested in place, each time anew, as by PostgREST: the estimates depend on it. One whose tests would make
 * the statement too long is joined, so that its query stands there once: tested twice at each level, nested embeds would
 * double the work with every level.
 */
function embedTests(node: ReadNode): EmbedTests {
  const uses = embedUses(node);
  const tests = new Map<string, Sql>();
  const joins: Sql[] = [];
  for (const embed of node.embeds) {
    const count = uses.get(embed.alias);
    if (count === undefined || tests.has(embed.alias)) continue;
    const exists = sql`EXISTS (${countQuery(embed)})`;
    const isJoined = isTooLong(count, testQueries(embed));
    if (isJoined) joins.push(sql`, LATERAL (SELECT ${exists} AS found${mergeBarrier}) AS ${identifier(embed.alias)}`);
    tests.set(embed.alias, isJoined ? sql`${identifier(embed.alias)}.found` : exists);
  }
  return { tests, joins: join(joins, '') };
}

/** How often each embed is tested, by alias. */
function embedUses(node: ReadNode): ReadonlyMap<string, number> {
  const uses = nullEmbedUses(node.where);
  for (const embed of node.embeds) {
    if (embed.join === 'inner') uses.set(embed.alias, (uses.get(embed.alias) ?? 0) + 1);
  }
  return uses;
}

/** How many queries one test of an embed is made of. */
function testQueries(embed: EmbedNode): number {
  const uses = embedUses(embed);
  let queries = 1;
  for (const child of embed.embeds) {
    const count = uses.get(child.alias) ?? 0;
    const ofChild = testQueries(child);
    queries += isTooLong(count, ofChild) ? ofChild : count * ofChild;
  }
  return queries;
}

function isTooLong(tests: number, queriesOfTest: number): boolean {
  return tests > 1 && tests * queriesOfTest > mostMerged;
}
