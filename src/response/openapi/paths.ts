import type { Routine, RoutineParameter, Table } from '../../schema-cache/model.ts';
import { type ApiDescription, type JsonObject, splitComment } from './description.ts';
import { queryTypeMembers, typeMembers } from './schema-types.ts';

/** `paths`: the root, relations and functions (spec writing-functions-openapi 5.3). */
export function paths({ tables, routines }: ApiDescription): JsonObject {
  return {
    '/': rootPath,
    ...Object.fromEntries(tables.map((table) => [`/${table.name}`, tablePath(table)])),
    // Overloads share a path: the last one stands.
    ...Object.fromEntries(routines.map((routine) => [`/rpc/${routine.name}`, routinePath(routine)])),
  };
}

const rootPath: JsonObject = {
  get: {
    tags: ['Introspection'],
    summary: 'OpenAPI description (this document)',
    produces: ['application/openapi+json', 'application/json'],
    responses: { '200': { description: 'OK' } },
  },
};

function tablePath(table: Table): JsonObject {
  const { name } = table;
  const about = operationAbout([name], table.description);
  const filters = [...table.columns.keys()].map((column) => `rowFilter.${name}.${column}`);
  const get = {
    ...about,
    parameters: references([...filters, 'select', 'order', 'range', 'rangeUnit', 'offset', 'limit', 'preferCount']),
    responses: {
      '200': { description: 'OK', schema: { type: 'array', items: { $ref: `#/definitions/${name}` } } },
      '206': { description: 'Partial Content' },
    },
  };
  if (!table.insertable && !table.updatable && !table.deletable) return { get };
  return {
    get,
    post: {
      ...about,
      parameters: references([`body.${name}`, 'select', 'preferPost']),
      responses: { '201': { description: 'Created' } },
    },
    patch: {
      ...about,
      parameters: references([...filters, `body.${name}`, 'preferReturn']),
      responses: { '204': { description: 'No Content' } },
    },
    delete: {
      ...about,
      parameters: references([...filters, 'preferReturn']),
      responses: { '204': { description: 'No Content' } },
    },
  };
}

function references(names: readonly string[]): readonly JsonObject[] {
  return names.map((name) => ({ $ref: `#/parameters/${name}` }));
}

function operationAbout(tags: readonly string[], comment: string | null): JsonObject {
  const { summary, rest } = splitComment(comment);
  return { tags, summary, description: rest === '' ? undefined : rest };
}

function routinePath(routine: Routine): JsonObject {
  const about = {
    ...operationAbout([`(rpc) ${routine.name}`], routine.description),
    produces: [
      'application/json',
      'application/vnd.pgrst.object+json;nulls=stripped',
      'application/vnd.pgrst.object+json',
    ],
    responses: { '200': { description: 'OK' } },
  };
  const post = {
    ...about,
    parameters: [
      { name: 'args', in: 'body', required: true, schema: argumentsSchema(routine) },
      { $ref: '#/parameters/preferParams' },
    ],
  };
  if (routine.volatility === 'volatile') return { post };
  const { parameters } = routine;
  return { get: { ...about, parameters: parameters.length === 0 ? undefined : parameters.map(queryParameter) }, post };
}

function argumentsSchema({ parameters, description }: Routine): JsonObject {
  const required = parameters.filter((parameter) => parameter.required).map(({ name }) => name);
  return {
    type: 'object',
    description: description ?? undefined,
    required: required.length === 0 ? undefined : required,
    properties:
      parameters.length === 0
        ? undefined
        : Object.fromEntries(parameters.map(({ name, type }) => [name, typeMembers(type)])),
  };
}

function queryParameter({ name, type, required, variadic }: RoutineParameter): JsonObject {
  const place = { name, in: 'query', required };
  if (!variadic) return { ...place, ...queryTypeMembers(type) };
  // PostgREST cuts two characters off whatever type it is: of anyarray, too, which it takes for a string of anyarr.
  const items = typeMembers(type.slice(0, -2));
  return { ...place, type: type.endsWith('[]') ? 'array' : 'string', items, collectionFormat: 'multi' };
}
