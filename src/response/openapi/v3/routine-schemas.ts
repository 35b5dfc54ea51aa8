import type { Routine, RoutineParameter, Table } from '../../../schema-cache/model.ts';
import type { JsonObject } from '../description.ts';
import { rowsContent, valueContent } from './media.ts';
import { type DocumentScope, schemaReference } from './scope.ts';
import { nullable, recordSchema, typeSchema } from './types.ts';

/** A routine with the name of its components: overloads after the first have a number in it. */
export interface NamedRoutine {
  readonly routine: Routine;
  readonly component: string;
}

/** The overloads of one name, in cache order. */
export function namedRoutines(overloads: readonly Routine[], { routineNames }: DocumentScope): readonly NamedRoutine[] {
  return overloads.map((routine, index) => {
    const name = routineNames.get(routine.name) ?? routine.name;
    return { routine, component: index === 0 ? name : `${name}.${index + 1}` };
  });
}

/** The schema components of a routine: `<name>.arguments` and, for records of its own, `<name>.result`. */
export function routineSchemas({ routine, component }: NamedRoutine, scope: DocumentScope): JsonObject {
  const result = hasOwnRecord(routine, scope) ? { [`${component}.result`]: ownRecord(routine, scope) } : {};
  return hasNamedArguments(routine)
    ? { [`${component}.arguments`]: argumentsSchema(routine, scope), ...result }
    : result;
}

function hasNamedArguments({ parameters }: Routine): boolean {
  return parameters.length > 0 && !(parameters.length === 1 && parameters[0]?.name === '');
}

function argumentsSchema({ parameters }: Routine, scope: DocumentScope): JsonObject {
  const required = parameters.filter((parameter) => parameter.required);
  return {
    type: 'object',
    properties: Object.fromEntries(parameters.map(({ name, type }) => [name, nullable(typeSchema(type, scope))])),
    required: required.length === 0 ? undefined : required.map(({ name }) => name),
    additionalProperties: false,
  };
}

/** The request bodies that one overload takes: (media type, schema) (spec writing-functions-openapi 4.4). */
export function argumentBodies({ routine, component }: NamedRoutine): readonly (readonly [string, JsonObject])[] {
  if (hasNamedArguments(routine)) {
    const schema = schemaReference(`${component}.arguments`);
    return [
      ['application/json', schema],
      ['application/x-www-form-urlencoded', schema],
    ];
  }
  const [unnamed] = routine.parameters;
  return unnamed === undefined ? [] : [unnamedBody(unnamed.type)];
}

function unnamedBody(type: string): readonly [string, JsonObject] {
  switch (type) {
    case 'text':
      return ['text/plain', { type: 'string' }];
    case 'xml':
      return ['text/xml', { type: 'string' }];
    case 'bytea':
      return ['application/octet-stream', {}];
    default:
      return ['application/json', {}];
  }
}

/** An argument in the query string, where arrays, records and JSON are text. */
export function argumentInQuery(parameter: RoutineParameter, scope: DocumentScope): JsonObject {
  const { name, type, variadic } = parameter;
  if (!variadic) return { name, in: 'query', schema: queryValue(type, scope) };
  const items = queryValue(type.replace(/\[\]$/, ''), scope);
  return { name, in: 'query', description: 'May be repeated.', schema: { type: 'array', items }, explode: true };
}

function queryValue(type: string, scope: DocumentScope): JsonObject {
  const schema = typeSchema(type, scope);
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
  return routine.returns.kind === 'scalar' ? [] : Object.keys(ownRecord(routine, scope)['properties'] ?? {});
}

export function isVoid({ returns }: Routine): boolean {
  return returns.type.name === 'void' && returns.type.schema === 'pg_catalog';
}

/** The content of a successful answer, by media type (spec writing-functions-openapi 4.7, 4.9); null for void. */
export function resultContent(named: NamedRoutine, scope: DocumentScope): JsonObject | null {
  const { routine } = named;
  if (isVoid(routine)) return null;
  const { set, kind } = routine.returns;
  const value = resultSchema(named, scope);
  if (kind === 'composite') {
    return set ? rowsContent(value, scope.description.options.dbPlanEnabled) : valueContent(value, true);
  }
  return set
    ? valueContent({ type: 'array', items: value }, false)
    : { ...valueContent(value, false), ...ownMediaType(routine, scope) };
}

function resultSchema({ routine, component }: NamedRoutine, scope: DocumentScope): JsonObject {
  const table = resultTable(routine, scope);
  if (table !== undefined) return schemaReference(scope.relationNames.get(table.name) ?? table.name);
  if (hasOwnRecord(routine, scope)) return schemaReference(`${component}.result`);
  const result = scope.description.resultOf(routine);
  return result === undefined ? {} : nullable(typeSchema(result.type, scope));
}

function hasOwnRecord(routine: Routine, scope: DocumentScope): boolean {
  return routine.returns.kind === 'composite' && resultTable(routine, scope) === undefined;
}

/** OUT parameters, columns of `RETURNS TABLE`, or the attributes of a composite type. */
function ownRecord(routine: Routine, scope: DocumentScope): JsonObject {
  const result = scope.description.resultOf(routine);
  if (result === undefined) return { type: 'object' };
  return result.columns.length > 0 ? recordSchema(result.columns, scope) : typeSchema(result.type, scope);
}

/** A function that returns a domain named like a media type answers in that type. */
function ownMediaType(routine: Routine, scope: DocumentScope): JsonObject {
  const type = scope.description.resultOf(routine)?.type ?? '';
  const name = /(?:^|\.)"([^"]+\/[^"]+)"$/.exec(type)?.[1];
  if (name === undefined) return {};
  if (name === '*/*') return { 'application/octet-stream': {} };
  return { [name]: name.endsWith('json') ? { schema: typeSchema(type, scope) } : {} };
}
