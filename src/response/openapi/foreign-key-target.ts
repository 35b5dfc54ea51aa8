import type { Column, Relationship } from '../../schema-cache/model.ts';

/** The first single-column key of the column, tables before views (spec writing-functions-openapi 5.5). */
export function foreignKeyTarget(
  column: Column,
  relationships: readonly Relationship[],
): { readonly table: string; readonly column: string } | null {
  const candidates = relationships.filter(
    (relationship) =>
      relationship.kind === 'foreign-key' &&
      (relationship.cardinality === 'M2O' || (relationship.cardinality === 'O2O' && !relationship.isParent)) &&
      relationship.columns.length === 1 &&
      relationship.columns[0]?.[0] === column.name,
  );
  const found = candidates.find((candidate) => isTable(candidate)) ?? candidates[0];
  if (found?.kind !== 'foreign-key') return null;
  return { table: found.foreignTable.name, column: found.columns[0]?.[1] ?? '' };
}

function isTable(relationship: Relationship): boolean {
  return relationship.kind === 'foreign-key' && !relationship.foreignTableIsView;
}
