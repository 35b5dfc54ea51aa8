import type { Column, ForeignKeyRelationship, Relationship, Routine, Table } from '../schema-cache/model.ts';
import type { JsonObject } from './openapi/description.ts';

/** A relation with its columns, keys and references. `relationships`: those of the relation, in cache order. */
export function relationDescription(table: Table, relationships: readonly Relationship[]): JsonObject {
  const foreignKeys = relationships.filter(isForeignKey);
  return {
    schema: table.schema,
    name: table.name,
    kind: table.isView ? 'view' : 'table',
    description: table.description,
    insertable: table.insertable,
    updatable: table.updatable,
    deletable: table.deletable,
    pkey: table.primaryKey,
    columns: [...table.columns.values()].map((column, index) => columnDescription(column, index + 1, foreignKeys)),
    foreignKeys: foreignKeys.map(foreignKeyDescription),
  };
}

/** All overloads of a routine, which share its path; `routine` is any of them. */
export function routineDescription({ schema, name }: Routine, overloads: readonly Routine[]): JsonObject {
  return { schema, name, kind: 'function', overloads: overloads.map(overloadDescription) };
}

function columnDescription(
  column: Column,
  position: number,
  foreignKeys: readonly ForeignKeyRelationship[],
): JsonObject {
  return {
    name: column.name,
    position,
    description: column.description,
    type: column.type,
    nominalType: column.nominalType,
    nullable: column.nullable,
    default: column.default,
    maxLen: column.maxLength,
    enum: column.enum,
    references: reference(column, foreignKeys),
  };
}

/** What the column refers to, alone or as part of a key; tables before views, simple keys before composite ones. */
function reference({ name }: Column, foreignKeys: readonly ForeignKeyRelationship[]): JsonObject | null {
  const candidates = foreignKeys
    .filter(({ columns }) => columns.some(([own]) => own === name))
    .sort((a, b) => a.columns.length - b.columns.length || Number(a.foreignTableIsView) - Number(b.foreignTableIsView));
  const [found] = candidates;
  if (found === undefined) return null;
  const { foreignTable, columns } = found;
  const [, column = ''] = columns.find(([own]) => own === name) ?? [];
  return { schema: foreignTable.schema, table: foreignTable.name, column };
}

function isForeignKey(relationship: Relationship): relationship is ForeignKeyRelationship {
  if (relationship.kind !== 'foreign-key') return false;
  return relationship.cardinality === 'M2O' || (relationship.cardinality === 'O2O' && !relationship.isParent);
}

function foreignKeyDescription({ constraint, columns, foreignTable }: ForeignKeyRelationship): JsonObject {
  return {
    name: constraint,
    columns: columns.map(([own]) => own),
    references: {
      schema: foreignTable.schema,
      table: foreignTable.name,
      columns: columns.map(([, foreign]) => foreign),
    },
  };
}

function overloadDescription({ description, volatility, parameters, returns }: Routine): JsonObject {
  return {
    description,
    volatility,
    arguments: parameters.map(({ name, type, required, variadic }) => ({ name, type, required, variadic })),
    returns: { set: returns.set, kind: returns.kind, type: { schema: returns.type.schema, name: returns.type.name } },
  };
}
