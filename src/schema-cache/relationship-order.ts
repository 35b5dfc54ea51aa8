import { compareCodePoints } from '../text/code-point-order.ts';
import type {
  ColumnPairs,
  ComputedRelationship,
  ForeignKeyRelationship,
  ManyToManyRelationship,
  Relationship,
} from './model.ts';
import { compareNames } from './qualified-name.ts';

/**
 * Cache order of the relationships of one origin, also the order of the candidates in PGRST201 (spec
 * embedding-schema-cache 1.6).
 */
export function compareRelationships(a: Relationship, b: Relationship): number {
  if (a.kind === 'computed') return b.kind === 'computed' ? compareComputed(a, b) : 1;
  if (b.kind === 'computed') return -1;
  return (
    compareNames(a.foreignTable, b.foreignTable) ||
    Number(a.isSelf) - Number(b.isSelf) ||
    cardinalityRank(a) - cardinalityRank(b) ||
    compareSameCardinality(a, b) ||
    Number(a.tableIsView) - Number(b.tableIsView) ||
    Number(a.foreignTableIsView) - Number(b.foreignTableIsView)
  );
}

function compareComputed(a: ComputedRelationship, b: ComputedRelationship): number {
  return compareNames(a.function, b.function) || compareNames(a.foreignTable, b.foreignTable);
}

function cardinalityRank(relationship: ForeignKeyRelationship | ManyToManyRelationship): number {
  if (relationship.kind === 'many-to-many') return 3;
  switch (relationship.cardinality) {
    case 'O2M':
      return 0;
    case 'M2O':
      return 1;
    case 'O2O':
      return 2;
  }
}

function compareSameCardinality(
  a: ForeignKeyRelationship | ManyToManyRelationship,
  b: ForeignKeyRelationship | ManyToManyRelationship,
): number {
  if (a.kind === 'foreign-key' && b.kind === 'foreign-key') {
    return (
      compareCodePoints(a.constraint, b.constraint) ||
      comparePairs(a.columns, b.columns) ||
      Number(a.isParent) - Number(b.isParent)
    );
  }
  if (a.kind === 'many-to-many' && b.kind === 'many-to-many') {
    return (
      compareNames(a.junction, b.junction) ||
      compareCodePoints(a.constraint1, b.constraint1) ||
      compareCodePoints(a.constraint2, b.constraint2) ||
      comparePairs(a.sourceColumns, b.sourceColumns) ||
      comparePairs(a.targetColumns, b.targetColumns)
    );
  }
  return 0;
}

function comparePairs(a: ColumnPairs, b: ColumnPairs): number {
  for (const [position, [x1, x2]] of a.entries()) {
    const y = b[position];
    if (y === undefined) return 1;
    const order = compareCodePoints(x1, y[0]) || compareCodePoints(x2, y[1]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
