import type { Routine } from '../../../schema-cache/model.ts';
import { type JsonObject, type JsonValue, splitComment } from '../description.ts';
import {
  inlineFilter,
  parameterReference,
  profileReferences,
  reservedNames,
  rowFilterReferences,
} from './parameters.ts';
import { preferReference } from './prefer.ts';
import { errorReferences, headerReference, responseReference } from './responses.ts';
import {
  argumentBodies,
  argumentInQuery,
  isVoid,
  namedRoutines,
  resultColumns,
  resultContent,
  resultTable,
} from './routine-schemas.ts';
import type { DocumentScope } from './scope.ts';

/** The operations of all overloads of a routine, which share a path. */
export function routinePath(name: string, overloads: readonly Routine[], scope: DocumentScope): JsonObject {
  const component = scope.routineNames.get(name) ?? name;
  const tags = [`(rpc) ${name}`];
  const readers = overloads.filter(({ volatility }) => volatility !== 'volatile');
  return {
    ...about(overloads),
    get:
      readers.length === 0
        ? undefined
        : { tags, operationId: `${component}.get`, ...readOperation(name, readers, scope) },
    post: { tags, operationId: `${component}.post`, ...callOperation(name, overloads, scope) },
  };
}

/** The component of `components.responses` that the operations of a routine share: `<name>.result`. */
export function resultResponse(name: string, overloads: readonly Routine[], scope: DocumentScope): JsonObject {
  const contents = namedRoutines(overloads, scope)
    .map((named) => resultContent(named, scope))
    .filter((content) => content !== null);
  if (contents.length === 0) return {};
  return {
    [`${scope.routineNames.get(name)}.result`]: {
      description: 'The result.',
      headers: resultHeaders,
      content: mergedContent(contents),
    },
  };
}

/** The comments of the overloads, each once. */
function about(overloads: readonly Routine[]): JsonObject {
  const [first = null, ...others] = new Set(overloads.flatMap(({ description }) => description ?? []));
  const { summary, rest = '' } = splitComment(first);
  const description = [rest, ...others].filter((text) => text !== '').join('\n\n');
  return { summary, description: description === '' ? undefined : description };
}

function readOperation(name: string, overloads: readonly Routine[], scope: DocumentScope): JsonObject {
  return {
    parameters: [
      ...argumentParameters(overloads, scope),
      ...shapeParameters(overloads, scope),
      ...['range', 'rangeUnit'].map(parameterReference),
      preferReference('call'),
      ...profileReferences('acceptProfile', scope.description),
    ],
    responses: { ...successes(name, overloads, scope), ...errorReferences(['300', '405', '409', '416']) },
  };
}

function callOperation(name: string, overloads: readonly Routine[], scope: DocumentScope): JsonObject {
  return {
    parameters: [
      ...shapeParameters(overloads, scope),
      preferReference('call'),
      ...profileReferences('contentProfile', scope.description),
    ],
    requestBody: requestBody(overloads, scope),
    responses: { ...successes(name, overloads, scope), ...errorReferences(['300', '409', '416']) },
  };
}

/** An argument is required when no overload can do without it. */
function argumentParameters(overloads: readonly Routine[], scope: DocumentScope): readonly JsonObject[] {
  const byName = new Map<string, JsonObject>();
  for (const parameter of overloads.flatMap(({ parameters }) => parameters)) {
    const { name } = parameter;
    if (name === '' || reservedNames.has(name) || byName.has(name)) continue;
    const required = overloads.every(({ parameters }) =>
      parameters.some((other) => other.name === name && other.required),
    );
    byName.set(name, { ...argumentInQuery(parameter, scope), required: required ? true : undefined });
  }
  return [...byName.values()];
}

/** Filters of the result, by those of its columns that are no arguments, and what else shapes it. */
function shapeParameters(overloads: readonly Routine[], scope: DocumentScope): readonly JsonObject[] {
  if (overloads.every(isVoid)) return [];
  const shapes = ['select', 'and', 'or', 'order', 'limit', 'offset'].map(parameterReference);
  const taken = new Set(overloads.flatMap(({ parameters }) => parameters.map(({ name }) => name)));
  const [only, ...others] = overloads;
  const table = only !== undefined && others.length === 0 ? resultTable(only, scope) : undefined;
  if (table !== undefined && ![...table.columns.keys()].some((name) => taken.has(name))) {
    return [...rowFilterReferences(table, scope), ...shapes];
  }
  const columns = new Set(overloads.flatMap((routine) => resultColumns(routine, scope)));
  const filterable = [...columns].filter((name) => !taken.has(name) && !reservedNames.has(name));
  return [...filterable.map(inlineFilter), ...shapes];
}

function requestBody(overloads: readonly Routine[], scope: DocumentScope): JsonObject | undefined {
  const byMediaType = new Map<string, JsonObject[]>();
  for (const [mediaType, schema] of namedRoutines(overloads, scope).flatMap(argumentBodies)) {
    const schemas = byMediaType.get(mediaType);
    if (schemas === undefined) byMediaType.set(mediaType, [schema]);
    else schemas.push(schema);
  }
  if (byMediaType.size === 0) return undefined;
  const required = overloads.every(({ parameters }) => parameters.some((parameter) => parameter.required));
  return {
    required: required ? true : undefined,
    content: Object.fromEntries([...byMediaType].map(([type, schemas]) => [type, { schema: anyOf(schemas) }])),
  };
}

function successes(name: string, overloads: readonly Routine[], scope: DocumentScope): JsonObject {
  const result = responseReference(`${scope.routineNames.get(name)}.result`);
  const partial = { ...result, description: 'Not all rows, as the count in `Content-Range` shows.' };
  return {
    '200': overloads.every(isVoid) ? undefined : result,
    '206': overloads.some(({ returns }) => returns.set) ? partial : undefined,
    '204': overloads.some(isVoid) ? { description: 'Done; there is no result.', headers: resultHeaders } : undefined,
  };
}

const resultHeaders = {
  'Content-Range': headerReference('contentRange'),
  'Preference-Applied': headerReference('preferenceApplied'),
};

/** The contents of several overloads as one. */
function mergedContent(contents: readonly JsonObject[]): JsonObject {
  const mediaTypes = new Set(contents.flatMap((content) => Object.keys(content)));
  return Object.fromEntries(
    [...mediaTypes].map((mediaType) => {
      const schemas = contents.map((content) => schemaOf(content[mediaType])).filter((schema) => schema !== undefined);
      return [mediaType, schemas.length === 0 ? {} : { schema: anyOf(schemas) }];
    }),
  );
}

function schemaOf(mediaType: JsonValue | undefined): JsonObject | undefined {
  return (mediaType as { readonly schema?: JsonObject } | undefined)?.schema;
}

function anyOf(schemas: readonly JsonObject[]): JsonObject {
  const different = [...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values()];
  const [first] = different;
  return different.length === 1 && first !== undefined ? first : { anyOf: different };
}
