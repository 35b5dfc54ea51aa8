import { isToOne, type Relationship } from '../schema-cache/model.ts';
import type { DraftNode, ReadContext } from './draft.ts';
import { outputName } from './draft.ts';
import type { ColumnReference, RelationReference } from './plan.ts';
import { findRelationship } from './relationship-search.ts';

/**
 * Finds the relationship of every embed, parents before children, and gives aliases and join conditions (spec
 * embedding 2.3, 2.17).
 *
 * @throws ApiError PGRST200, PGRST201
 */
export function relateEmbeds(context: ReadContext, node: DraftNode): void {
  for (const child of node.children) {
    relate(context, node, child);
    relateEmbeds(context, child);
  }
}

function relate(context: ReadContext, parent: DraftNode, child: DraftNode): void {
  const relationship = findRelationship(context.cache, context.schema, parent.relation.name, child.target, child.hint);
  const isManyToMany = relationship.kind === 'many-to-many';
  child.relation = relationship.foreignTable;
  child.from = relationship.foreignTable;
  // The implicit join with the junction names both relations in full.
  child.fromAlias = isManyToMany ? null : `${relationship.foreignTable.name}_${child.depth}`;
  if (child.spread !== null && !isToOne(relationship)) child.spread = 'to-many';
  child.link = {
    relationship,
    embedAlias: `${relationship.table.name}_${outputName(child)}_${child.depth}`,
    parentReference: parentReference(parent, relationship),
    joinConditions: joinConditions(parent, child, relationship),
  };
}

function parentReference(parent: DraftNode, relationship: Relationship): RelationReference {
  return parent.fromAlias === null ? relationship.table : { schema: '', name: parent.fromAlias };
}

function joinConditions(
  parent: DraftNode,
  child: DraftNode,
  relationship: Relationship,
): readonly (readonly [ColumnReference, ColumnReference])[] {
  if (relationship.kind === 'computed') return [];
  const { schema } = relationship.table;
  const parentRelation = parentReference(parent, relationship);
  if (relationship.kind === 'many-to-many') {
    const junction = { schema, name: relationship.junction.name };
    const target = { schema, name: relationship.foreignTable.name };
    return [
      ...relationship.targetColumns.map(([column, junctionColumn]) => equal(junction, junctionColumn, target, column)),
      ...relationship.sourceColumns.map(([column, junctionColumn]) =>
        equal(junction, junctionColumn, parentRelation, column),
      ),
    ];
  }
  const childRelation =
    child.fromAlias === null ? { schema, name: relationship.foreignTable.name } : { schema: '', name: child.fromAlias };
  return relationship.columns.map(([column, foreignColumn]) =>
    equal(childRelation, foreignColumn, parentRelation, column),
  );
}

function equal(
  left: RelationReference,
  leftColumn: string,
  right: RelationReference,
  rightColumn: string,
): readonly [ColumnReference, ColumnReference] {
  return [
    { relation: left, column: leftColumn },
    { relation: right, column: rightColumn },
  ];
}
