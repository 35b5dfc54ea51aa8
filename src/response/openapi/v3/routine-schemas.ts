import type { Routine, RoutineParameter, Table } from '../../../schema-cache/model.ts';
import type { JsonObject } from '../description.ts';
import { rowsContent, valueContent } from './media.ts';
import { type DocumentScope, schemaReference } from './scope.ts';
import { nullable, recordSchema, typeSchema } from './types.ts';

/** The request bodies that one overload takes, by media type (spec writing-functions-openapi 4.4). */
export function argumentBodies(
  { parameters }: Routine,
  scope: DocumentScope,
): readonly (readonly [string, JsonObject])[] {
  const [first] = parameters;
  if (first === undefined) return [];
  if (parameters.length === 1 && first.name === '') return unnamedBody(first.type);
  const schema = {
    type: 'object',
    properties: Object.fromEntries(parameters.map(({ name, type }) => [name, nullable(typeSchema(type, scope))])),
    required: parameters.some(({ required }) => required)
      ? parameters.filter(({ required }) => required).map(({ name }) => name)
      : undefined,
    additionalProperties: false,
  };
  return [
    ['application/json', schema],
    ['application/x-www-form-urlencoded', schema],
  ];
}

function unnamedBody(type: string): readonly (readonly [string, JsonObject])[] {
  switch (type) {
    case 'text':
      return [['text/plain', { type: 'string' }]];
    case 'xml':
      return [['text/xml', { type: 'string' }]];
    case 'bytea':
      return [['application/octet-stream', {}]];
    default:
      return [['application/json', {}]];
  }
}

/** An argument in the query string, where arrays, records and JSON are text. */
export function argumentInQuery(parameter: RoutineParameter, scope: DocumentScope): JsonObject {
  const { name, type, variadic } = parameter;
  if (variadic) {
    const items = queryValue(typeSchema(type.replace(/\[\]$/, ''), scope), type);
    return { name, in: 'query', description: 'May be repeated.', schema: { type: 'array', items }, explode: true };
  }
  return { name, in: 'query', schema: queryValue(typeSchema(type, scope), type) };
}

function queryValue(schema: JsonObject, type: string): JsonObject {
  const isText = schema['type'] === undefined || schema['type'] === 'array' || schema['type'] === 'object';
  return isText ? { type: 'string', format: type } : schema;
}

/** The relation whose rows a routine returns, if it is in the document. */
export function resultTable({ returns }: Routine, { description }: DocumentScope): Table | undefined {
  if (returns.kind !== 'composite' || returns.type.schema !== description.schema) return undefined;
  return description.tables.find(({ name }) => name === returns.type.name);
}

/** Names of the columns that a result can be filtered by. */
export function resultColumns(routine: Routine, scope: DocumentScope): readonly string[] {
  const table = resultTable(routine, scope);
  if (table !== undefined) return [...table.columns.keys()];
  const result = scope.description.resultOf(routine);
  if (result === undefined || routine.returns.kind === 'scalar') return [];
  if (result.columns.length > 0) return result.columns.map(([name]) => name);
  const type = scope.description.types.get(result.type);
  return type?.kind === 'composite' ? type.attributes.map(([name]) => name) : [];
}

export function isVoid({ returns }: Routine): boolean {
  return returns.type.name === 'void' && returns.type.schema === 'pg_catalog';
}

/** The content of a successful answer, by media type (spec writing-functions-openapi 4.7, 4.9); null for void. */
export function resultContent(routine: Routine, scope: DocumentScope): JsonObject | null {
  if (isVoid(routine)) return null;
  const { set, kind } = routine.returns;
  const value = resultSchema(routine, scope);
  if (kind === 'composite') {
    return set ? rowsContent(value, scope.description.options.dbPlanEnabled) : valueContent(value, true);
  }
  return set
    ? valueContent({ type: 'array', items: value }, false)
    : { ...valueContent(value, false), ...ownMediaType(routine, scope) };
}

function resultSchema(routine: Routine, scope: DocumentScope): JsonObject {
  const table = resultTable(routine, scope);
  if (table !== undefined) return schemaReference(scope.relationNames.get(table.name) ?? table.name);
  const result = scope.description.resultOf(routine);
  if (result === undefined) return {};
  if (result.columns.length > 0) return recordSchema(result.columns, scope);
  const schema = typeSchema(result.type, scope);
  return routine.returns.kind === 'composite' ? schema : nullable(schema);
}

/** A function that returns a domain named like a media type answers in that type. */
function ownMediaType(routine: Routine, scope: DocumentScope): JsonObject {
  const type = scope.description.resultOf(routine)?.type ?? '';
  const name = /(?:^|\.)"([^"]+\/[^"]+)"$/.exec(type)?.[1];
  if (name === undefined) return {};
  if (name === '*/*') return { 'application/octet-stream': {} };
  return { [name]: name.endsWith('json') ? { schema: typeSchema(type, scope) } : {} };
}
