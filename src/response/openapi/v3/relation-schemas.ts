import type { Column, Table } from '../../../schema-cache/model.ts';
import type { JsonObject } from '../description.ts';
import { foreignKeyTarget } from '../foreign-key-target.ts';
import { constantDefault } from './default-value.ts';
import { type DocumentScope, schemaReference } from './scope.ts';
import { nullable, typeSchema } from './types.ts';

/**
 * The schema components of a relation: `<name>` is a row as it is read; `<name>.write` what may be written, nothing
 * required, and `<name>.insert` the same with what a new row must have.
 */
export function relationSchemas(table: Table, scope: DocumentScope): JsonObject {
  const name = scope.relationNames.get(table.name) ?? table.name;
  const row = { [name]: rowSchema(table, scope) };
  if (!table.insertable && !table.updatable) return row;
  return { ...row, [`${name}.write`]: writeSchema(table, scope), [`${name}.insert`]: insertSchema(table, name, scope) };
}

function rowSchema(table: Table, scope: DocumentScope): JsonObject {
  const columns = [...table.columns.values()];
  return {
    type: 'object',
    description: table.description ?? undefined,
    properties: Object.fromEntries(columns.map((column) => [column.name, readProperty(table, column, scope)])),
    // Every row has every column, unless `select` says otherwise; which may be null is told by the types.
    required: columns.length === 0 ? undefined : columns.map(({ name }) => name),
  };
}

function writeSchema(table: Table, scope: DocumentScope): JsonObject {
  const columns = writableColumns(table, scope);
  return {
    type: 'object',
    properties: Object.fromEntries(columns.map((column) => [column.name, writeProperty(table, column, scope)])),
  };
}

function insertSchema(table: Table, name: string, scope: DocumentScope): JsonObject {
  const required = writableColumns(table, scope).filter(
    ({ nullable: mayBeNull, default: expression }) => !mayBeNull && expression === null,
  );
  return {
    allOf: [schemaReference(`${name}.write`)],
    required: required.length === 0 ? undefined : required.map((column) => column.name),
  };
}

function writableColumns(table: Table, { description }: DocumentScope): readonly Column[] {
  return [...table.columns.values()].filter((column) => !description.isReadOnly(table, column));
}

function readProperty(table: Table, column: Column, scope: DocumentScope): JsonObject {
  const { description } = scope;
  const schema = description.hasRepresentation(column.nominalType, 'json') ? {} : columnSchema(column, scope);
  return {
    ...schema,
    default: constantDefault(column.default, schema),
    description: columnDescription(table, column, scope),
    readOnly: description.isReadOnly(table, column) ? true : undefined,
  };
}

function writeProperty(table: Table, column: Column, scope: DocumentScope): JsonObject {
  const schema = scope.description.hasRepresentation('json', column.nominalType) ? {} : columnSchema(column, scope);
  return { ...schema, description: columnDescription(table, column, scope) };
}

function columnSchema(column: Column, scope: DocumentScope): JsonObject {
  const type = column.enum.length > 0 ? { type: 'string', enum: column.enum } : typeSchema(column.type, scope);
  const schema = column.maxLength === null ? type : { ...type, maxLength: column.maxLength };
  return column.nullable ? nullable(schema) : schema;
}

function columnDescription(table: Table, column: Column, { description }: DocumentScope): string | undefined {
  const notes: string[] = [];
  if (column.description !== null) notes.push(column.description);
  if (table.primaryKey.includes(column.name)) notes.push('Primary key.');
  const target = foreignKeyTarget(column, description.relationships(table));
  if (target !== null) notes.push(`Foreign key to \`${target.table}.${target.column}\`.`);
  return notes.length === 0 ? undefined : notes.join('\n\n');
}
