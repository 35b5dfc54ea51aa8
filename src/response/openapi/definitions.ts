import type { Column, Relationship, Table } from '../../schema-cache/model.ts';
import type { ApiDescription, JsonObject, JsonValue } from './description.ts';
import { foreignKeyTarget } from './foreign-key-target.ts';
import { typeMembers } from './schema-types.ts';

/** `definitions`: one object schema per relation (spec writing-functions-openapi 5.5). */
export function definitions(description: ApiDescription): JsonObject {
  return Object.fromEntries(
    description.tables.map((table) => [table.name, definition(table, description.relationships(table))]),
  );
}

function definition(table: Table, relationships: readonly Relationship[]): JsonObject {
  const columns = [...table.columns.values()];
  const required = columns.filter(({ nullable }) => !nullable).map(({ name }) => name);
  return {
    type: 'object',
    description: table.description ?? undefined,
    required: required.length === 0 ? undefined : required,
    properties:
      columns.length === 0
        ? undefined
        : Object.fromEntries(columns.map((column) => [column.name, property(table, column, relationships)])),
  };
}

function property(table: Table, column: Column, relationships: readonly Relationship[]): JsonObject {
  const members = typeMembers(column.type);
  return {
    ...members,
    maxLength: column.maxLength ?? undefined,
    enum: column.enum.length === 0 ? undefined : column.enum,
    default: defaultValue(column, members['type'] === 'string'),
    description: columnDescription(table, column, relationships),
  };
}

/** The default expression as a JSON value, where it happens to be one. */
function defaultValue({ default: expression, type }: Column, isText: boolean): JsonValue | undefined {
  if (expression === null) return undefined;
  const json = isText ? `"${literalText(expression, type)}"` : expression;
  try {
    return JSON.parse(json) as JsonValue;
  } catch {
    return undefined;
  }
}

/** Only a cast to the very type of the column tells a literal from an expression: `'a'::bpchar` is shown as it is. */
function literalText(expression: string, type: string): string {
  const cast = `::${type}`;
  return expression.endsWith(cast) ? expression.slice(0, -cast.length).replace(/^'+|'+$/g, '') : expression;
}

function columnDescription(table: Table, column: Column, relationships: readonly Relationship[]): string | undefined {
  const notes: string[] = [];
  if (table.primaryKey.includes(column.name)) notes.push('This is a Primary Key.<pk/>');
  const target = foreignKeyTarget(column, relationships);
  if (target !== null) {
    const { table: name, column: key } = target;
    notes.push(`This is a Foreign Key to \`${name}.${key}\`.<fk table='${name}' column='${key}'/>`);
  }
  if (notes.length === 0) return column.description ?? undefined;
  const note = ['Note:', ...notes].join('\n');
  return column.description === null ? note : `${column.description}\n\n${note}`;
}
