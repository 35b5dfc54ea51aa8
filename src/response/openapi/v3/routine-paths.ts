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
import { errorReferences, headerReference } from './responses.ts';
import {
  argumentBodies,
  argumentInQuery,
  isVoid,
  resultColumns,
  resultContent,
  resultTable,
} from './routine-schemas.ts';
import type { DocumentScope } from './scope.ts';

/** The operations of all overloads of a routine, which share a path. */
export function routinePath(overloads: readonly Routine[], scope: DocumentScope): JsonObject {
  const name = overloads[0]?.name ?? '';
  const component = scope.routineNames.get(name) ?? name;
  const readers = overloads.filter(({ volatility }) => volatility !== 'volatile');
  return {
    ...about(overloads),
    get: readers.length === 0 ? undefined : readOperation(readers, name, component, scope),
    post: callOperation(overloads, name, component, scope),
  };
}

/** The comments of the overloads, each once. */
function about(overloads: readonly Routine[]): JsonObject {
  const comments = new Set(overloads.flatMap(({ description }) => description ?? []));
  const { summary, rest } = splitComment([...comments][0] ?? null);
  const others = [...comments].slice(1);
  const description = [rest ?? '', ...others].filter((text) => text !== '').join('\n\n');
  return { summary, description: description === '' ? undefined : description };
}

function readOperation(
  overloads: readonly Routine[],
  name: string,
  component: string,
  scope: DocumentScope,
): JsonObject {
  return {
    tags: [`(rpc) ${name}`],
    operationId: `rpc.${component}.get`,
    parameters: [
      ...argumentParameters(overloads, scope),
      ...shapeParameters(overloads, scope),
      ...['range', 'rangeUnit'].map(parameterReference),
      preferReference('call'),
      ...profileReferences('acceptProfile', scope.description),
    ],
    responses: { ...successes(overloads, scope), ...errorReferences(['300', '405', '409', '416']) },
  };
}

function callOperation(
  overloads: readonly Routine[],
  name: string,
  component: string,
  scope: DocumentScope,
): JsonObject {
  return {
    tags: [`(rpc) ${name}`],
    operationId: `rpc.${component}.post`,
    parameters: [
      ...shapeParameters(overloads, scope),
      preferReference('call'),
      ...profileReferences('contentProfile', scope.description),
    ],
    requestBody: requestBody(overloads, scope),
    responses: { ...successes(overloads, scope), ...errorReferences(['300', '409', '416']) },
  };
}

/** An argument is required when no overload can do without it. */
function argumentParameters(overloads: readonly Routine[], scope: DocumentScope): readonly JsonObject[] {
  const byName = new Map<string, JsonObject>();
  for (const { parameters } of overloads) {
    for (const parameter of parameters) {
      const { name } = parameter;
      if (name === '' || reservedNames.has(name) || byName.has(name)) continue;
      const required = overloads.every((overload) =>
        overload.parameters.some((other) => other.name === name && other.required),
      );
      byName.set(name, { ...argumentInQuery(parameter, scope), required: required ? true : undefined });
    }
  }
  return [...byName.values()];
}

/** Filters of the result, by those of its columns that are no arguments, and what else shapes it. */
function shapeParameters(overloads: readonly Routine[], scope: DocumentScope): readonly JsonObject[] {
  const shapes = ['select', 'and', 'or', 'order', 'limit', 'offset'].map(parameterReference);
  if (overloads.every(isVoid)) return [];
  const taken = new Set(overloads.flatMap(({ parameters }) => parameters.map(({ name }) => name)));
  const [only] = overloads;
  const table = overloads.length === 1 && only !== undefined ? resultTable(only, scope) : undefined;
  if (table !== undefined && ![...table.columns.keys()].some((name) => taken.has(name))) {
    return [...rowFilterReferences(table, scope), ...shapes];
  }
  const columns = new Set(overloads.flatMap((routine) => resultColumns(routine, scope)));
  const filterable = [...columns].filter((name) => !taken.has(name) && !reservedNames.has(name));
  return [...filterable.map(inlineFilter), ...shapes];
}

function requestBody(overloads: readonly Routine[], scope: DocumentScope): JsonObject | undefined {
  const byMediaType = new Map<string, JsonObject[]>();
  for (const [mediaType, schema] of overloads.flatMap((routine) => argumentBodies(routine, scope))) {
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

function successes(overloads: readonly Routine[], scope: DocumentScope): JsonObject {
  const headers = {
    'Content-Range': headerReference('contentRange'),
    'Preference-Applied': headerReference('preferenceApplied'),
  };
  const contents = overloads.map((routine) => resultContent(routine, scope)).filter((content) => content !== null);
  const content = mergedContent(contents);
  const hasSets = overloads.some(({ returns }) => returns.set);
  return {
    '200': content === undefined ? undefined : { description: 'The result.', headers, content },
    '206': hasSets
      ? { description: 'Not all rows, as the count in `Content-Range` shows.', headers, content }
      : undefined,
    '204': overloads.some(isVoid) ? { description: 'Done; there is no result.', headers } : undefined,
  };
}

/** The contents of several overloads as one. */
function mergedContent(contents: readonly JsonObject[]): JsonObject | undefined {
  const [first] = contents;
  if (first === undefined || contents.length === 1) return first;
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
