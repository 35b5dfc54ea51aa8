import type { JsonObject, JsonValue } from '../description.ts';
import { type DocumentScope, schemaReference } from './scope.ts';

/**
 * The JSON Schema of PostgreSQL's own JSON form of a type other than null. `type` is a type text as the catalog renders
 * it, modifiers allowed. `{}` stands for any JSON value.
 */
export function typeSchema(type: string, scope: DocumentScope): JsonObject {
  if (type.endsWith('[]')) return { type: 'array', items: typeSchema(type.slice(0, -2), scope) };
  const { name, modifier } = splitModifier(type);
  const builtin = builtinSchema(name);
  if (builtin !== undefined) return builtin;
  if (lengthTypes.has(name)) return { type: 'string', maxLength: modifier ?? undefined };
  return namedSchema(type, scope) ?? namedSchema(name, scope) ?? { type: 'string', format: name };
}

/** The same schema with null allowed. */
export function nullable(schema: JsonObject): JsonObject {
  const { type, enum: values } = schema;
  if (type === 'null') return schema;
  if (type === undefined) return '$ref' in schema ? { anyOf: [schema, { type: 'null' }] } : schema;
  const types: JsonValue = typeof type === 'string' ? [type, 'null'] : type;
  return { ...schema, type: types, enum: Array.isArray(values) ? [...values, null] : undefined };
}

const lengthTypes: ReadonlySet<string> = new Set(['character varying', 'character', 'bit varying', 'bit']);

/** `numeric(6,3)` and `timestamp(3) with time zone`: the numbers stand behind the first word or at the end. */
function splitModifier(type: string): { readonly name: string; readonly modifier: number | null } {
  const found = /^([^("]+)\((\d+)(?:,-?\d+)?\)(.*)$/.exec(type);
  if (found === null) return { name: type.replace(/\([^()"]*\)$/, ''), modifier: null };
  const [, before = '', modifier, after = ''] = found;
  return { name: before + after, modifier: Number(modifier) };
}

function builtinSchema(name: string): JsonObject | undefined {
  switch (name) {
    case 'boolean':
      return { type: 'boolean' };
    case 'smallint':
    case 'integer':
      return { type: 'integer', format: 'int32' };
    case 'bigint':
      return { type: 'integer', format: 'int64' };
    case 'real':
      return { type: 'number', format: 'float' };
    case 'double precision':
      return { type: 'number', format: 'double' };
    case 'numeric':
      return { type: 'number' };
    case 'text':
    case 'name':
      return { type: 'string' };
    case 'uuid':
    case 'date':
      return { type: 'string', format: name };
    case 'timestamp with time zone':
      return { type: 'string', format: 'date-time' };
    case 'json':
    case 'jsonb':
      return {};
    case 'record':
      return { type: 'object' };
    case 'void':
      return { type: 'null' };
    default:
      return undefined;
  }
}

function namedSchema(name: string, scope: DocumentScope): JsonObject | undefined {
  const type = scope.description.types.get(name);
  switch (type?.kind) {
    case undefined:
      return undefined;
    case 'enum':
      return { type: 'string', enum: type.labels };
    case 'domain':
      return typeSchema(type.base, scope);
    case 'composite':
      return recordSchema(type.attributes, scope);
    case 'row':
      return rowTypeSchema(name, scope);
    case 'json':
      return {};
  }
}

/** An object whose members may all be null. */
export function recordSchema(members: readonly (readonly [string, string])[], scope: DocumentScope): JsonObject {
  return {
    type: 'object',
    properties: Object.fromEntries(members.map(([name, type]) => [name, nullable(typeSchema(type, scope))])),
    required: members.length === 0 ? undefined : members.map(([name]) => name),
  };
}

/** Rows of relations outside the document are objects of which nothing is told. */
function rowTypeSchema(type: string, { description, relationNames }: DocumentScope): JsonObject {
  const unqualified = type.startsWith(`${description.schema}.`) ? type.slice(description.schema.length + 1) : type;
  const component = relationNames.get(unqualified.replace(/^"(.*)"$/s, '$1').replaceAll('""', '"'));
  return component === undefined ? { type: 'object' } : schemaReference(component);
}
