import { sortedSet } from '../text/code-point-order.ts';
import type { Condition, EmbedNode, ReadNode } from './plan.ts';

/**
 * The columns that a CTE has to supply for the read query over it: `['*']`, or the selected columns, the columns that
 * embeds join on and `extra` ones (spec writing-functions-openapi 3.9, embedding 2.16).
 */
export function neededColumns(node: ReadNode, extra: readonly string[]): readonly string[] {
  const selected = node.select.map((term) => term.field.name);
  if (selected.includes('*')) return ['*'];
  if (node.embeds.some((embed) => embed.relationship.kind === 'computed')) return ['*'];
  return sortedSet([...selected, ...node.embeds.flatMap(joinColumns), ...extra]);
}

function joinColumns({ relationship }: EmbedNode): readonly string[] {
  switch (relationship.kind) {
    case 'computed':
      return [];
    case 'many-to-many':
      return relationship.sourceColumns.map(([column]) => column);
    case 'foreign-key':
      return relationship.columns.map(([column]) => column);
  }
}

/** Names of all fields filtered on, at every depth; null filters contribute their embed's alias. */
export function filteredNames(node: ReadNode): readonly string[] {
  return [...node.where.flatMap(conditionNames), ...node.embeds.flatMap(filteredNames)];
}

function conditionNames(condition: Condition): readonly string[] {
  switch (condition.kind) {
    case 'filter':
      return [condition.field.name];
    case 'null-embed':
      return [condition.embedAlias];
    case 'logic':
      return condition.members.flatMap(conditionNames);
  }
}
