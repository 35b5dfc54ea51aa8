import { apiError } from '../errors/api-error.ts';
import type { MediaType } from '../http/media-type.ts';
import type { Routine, RoutineParameter, SchemaCache } from '../schema-cache/model.ts';

/** What a call brings: argument names in ascending order, and for POST the type of the body. */
export interface CallShape {
  readonly keys: readonly string[];
  readonly contentType: MediaType;
  readonly isPost: boolean;
}

/**
 * Chooses the overload that takes these arguments (spec writing-functions-openapi 4.5).
 *
 * @throws ApiError PGRST202 when none does, PGRST203 when several do
 */
export function resolveRoutine(cache: SchemaCache, schema: string, name: string, shape: CallShape): Routine {
  const overloads = cache.routines(schema, name);
  const byName = overloads.filter((routine) => matchesByName(routine, shape));
  const candidates =
    byName.length > 0
      ? byName
      : overloads.filter((routine) => !matchesByName(routine, shape) && takesWholeBody(routine, shape));
  const [routine] = candidates;
  if (routine === undefined) throw noRoutine(cache, schema, name, shape, overloads.length > 0);
  if (candidates.length > 1) throw ambiguousRoutine(candidates);
  return routine;
}

function matchesByName({ parameters }: Routine, { keys, contentType, isPost }: CallShape): boolean {
  if (parameters.length === 0) return keys.length === 0 && !(isPost && rawTypeName(contentType) !== null);
  const required = namesOf(parameters.filter((parameter) => parameter.required));
  const optional = namesOf(parameters.filter((parameter) => !parameter.required));
  const demanded = keys.filter((key) => !optional.has(key));
  // Names may repeat: those of nameless parameters beside named ones are all empty.
  return demanded.length === required.size && demanded.every((key) => required.has(key));
}

function namesOf(parameters: readonly RoutineParameter[]): ReadonlySet<string> {
  return new Set(parameters.map(({ name }) => name));
}

function takesWholeBody({ parameters }: Routine, { contentType, isPost }: CallShape): boolean {
  const [parameter] = parameters;
  if (!isPost || parameters.length !== 1 || parameter === undefined || parameter.name !== '') return false;
  if (contentType.kind === 'json') return parameter.type === 'json' || parameter.type === 'jsonb';
  return parameter.type === rawTypeName(contentType);
}

/** The PostgreSQL type of a raw body, null for bodies with keys. */
function rawTypeName(contentType: MediaType): 'text' | 'xml' | 'bytea' | null {
  switch (contentType.kind) {
    case 'text':
      return 'text';
    case 'xml':
      return 'xml';
    case 'octet-stream':
      return 'bytea';
    default:
      return null;
  }
}

function noRoutine(cache: SchemaCache, schema: string, name: string, shape: CallShape, nameExists: boolean): Error {
  const qualified = `${schema}.${name}`;
  const list = shape.keys.join(', ');
  const rawType = shape.isPost ? rawTypeName(shape.contentType) : null;
  if (rawType !== null) {
    return apiError('PGRST202', {
      message: `Could not find the function ${qualified} in the schema cache`,
      details: `Searched for the function ${qualified} with a single unnamed ${rawType} parameter, but no matches were found in the schema cache.`,
    });
  }
  const isEmpty = shape.keys.length === 0;
  const parameters = isEmpty ? ' without parameters' : ` with parameter${shape.keys.length > 1 ? 's' : ''} ${list}`;
  const alternative =
    shape.isPost && shape.contentType.kind === 'json' ? ' or with a single unnamed json/jsonb parameter' : '';
  return apiError('PGRST202', {
    message: `Could not find the function ${qualified}${isEmpty ? ' without parameters' : `(${list})`} in the schema cache`,
    details: `Searched for the function ${qualified}${parameters}${alternative}, but no matches were found in the schema cache.`,
    hint: routineHint(cache, schema, name, shape.keys, nameExists),
  });
}

function routineHint(
  cache: SchemaCache,
  schema: string,
  name: string,
  keys: readonly string[],
  nameExists: boolean,
): string | null {
  const suggestion = nameExists ? cache.suggestParameters(schema, name, keys) : cache.suggestRoutine(schema, name);
  if (suggestion === null) return null;
  return `Perhaps you meant to call the function ${schema}.${nameExists ? name : ''}${suggestion}`;
}

function ambiguousRoutine(candidates: readonly Routine[]): Error {
  const list = candidates.map(
    ({ schema, name, parameters }) =>
      `${schema}.${name}(${parameters.map((parameter) => `${parameter.name} => ${parameter.type}`).join(', ')})`,
  );
  return apiError('PGRST203', {
    message: `Could not choose the best candidate function between: ${list.join(', ')}`,
    hint: 'Try renaming the parameters or the function itself in the database so function overloading can be resolved',
  });
}
