import type { Condition, EmbedNode, ReadNode } from '../plan/plan.ts';
import { conditionExpression } from './condition.ts';
import { empty, join, type Sql, sql } from './fragment.ts';
import { fromClause, joinCondition, reference } from './read.ts';

/**
 * `SELECT 1` for every root row that satisfies the filters, whatever the page: `!inner` embeds and null filters on
 * embeds become EXISTS (spec reading 10.2, embedding 2.17).
 */
export function countQuery(node: ReadNode | EmbedNode): Sql {
  const relation = reference(node);
  const nullEmbed = (condition: Extract<Condition, { kind: 'null-embed' }>): Sql => {
    const embed = node.embeds.find((candidate) => candidate.alias === condition.embedAlias);
    if (embed === undefined) return sql`TRUE`;
    return condition.negated ? sql`EXISTS (${countQuery(embed)})` : sql`NOT EXISTS (${countQuery(embed)})`;
  };
  const conditions = node.where.map((condition) => conditionExpression(relation, condition, nullEmbed));
  if ('joinConditions' in node) conditions.push(...node.joinConditions.map(joinCondition));
  for (const embed of node.embeds) {
    if (embed.join === 'inner') conditions.push(sql`EXISTS (${countQuery(embed)})`);
  }
  const where = conditions.length === 0 ? empty : sql` WHERE ${join(conditions, ' AND ')}`;
  return sql`SELECT 1 FROM ${fromClause(node)}${where}`;
}
