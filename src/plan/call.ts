import type { ApiRequest } from '../request/api-request.ts';
import type { Routine, RoutineParameter } from '../schema-cache/model.ts';
import { sortedSet } from '../text/code-point-order.ts';
import type { CallArguments, DirectArgument, ReadNode, RoutineCall } from './plan.ts';
import { filteredNames, neededColumns } from './returning.ts';
import type { CallShape } from './routine-resolution.ts';

/** The argument names of a call and where they come from: the query for GET and HEAD, the body for POST. */
export function callShape(request: ApiRequest, method: 'GET' | 'HEAD' | 'POST'): CallShape {
  const isPost = method === 'POST';
  const { payload, query } = request;
  const keys = isPost
    ? payload === null || payload.kind === 'raw'
      ? []
      : payload.keys
    : sortedSet(query.routineArguments.map(([name]) => name));
  return { keys, contentType: request.contentType, isPost };
}

/** Plans the call itself: arguments and the columns taken from its result (spec writing-functions-openapi 4.4-4.8). */
export function planCall(routine: Routine, request: ApiRequest, shape: CallShape, read: ReadNode): RoutineCall {
  return { arguments: callArguments(routine, request, shape), columns: resultColumns(read) };
}

function resultColumns(read: ReadNode): readonly string[] {
  const needed = neededColumns(read, []);
  if (needed.length === 0 || needed[0] === '*') return needed;
  return sortedSet([...needed, ...filteredNames(read)]);
}

function callArguments(routine: Routine, request: ApiRequest, shape: CallShape): CallArguments {
  const [first] = routine.parameters;
  const pairs = directPairs(request, shape);
  if (routine.parameters.length === 1 && first?.name === '') {
    return { kind: 'body', type: first.type, body: pairs === null ? rawBody(request) : pairsAsJson(first, pairs) };
  }
  const given = new Set(shape.keys);
  const parameters = routine.parameters.filter(({ name }) => given.has(name));
  if (parameters.length === 0) return { kind: 'none' };
  if (pairs !== null)
    return { kind: 'direct', values: parameters.map((parameter) => directArgument(parameter, pairs)) };
  if (request.payload?.kind === 'json') return { kind: 'json', parameters, payload: request.payload };
  return { kind: 'none' };
}

/** Arguments that come as name and text: query parameters and forms. Null for bodies. */
function directPairs(request: ApiRequest, shape: CallShape): readonly (readonly [string, string])[] | null {
  if (!shape.isPost) return request.query.routineArguments;
  return request.payload?.kind === 'form' ? request.payload.pairs : null;
}

function directArgument(parameter: RoutineParameter, pairs: readonly (readonly [string, string])[]): DirectArgument {
  const { name, callType, variadic } = parameter;
  const values = pairs.filter(([key]) => key === name).map(([, value]) => value);
  return { name, callType, variadic, value: variadic ? values : (values.at(-1) ?? null) };
}

function rawBody(request: ApiRequest): Uint8Array | string {
  const { payload } = request;
  return payload === null || payload.kind === 'form' ? '' : payload.body;
}

/** The single unnamed parameter of a call without a body gets its arguments as a JSON object. */
function pairsAsJson(parameter: RoutineParameter, pairs: readonly (readonly [string, string])[]): string {
  const values = new Map<string, unknown>();
  for (const [name, value] of pairs) {
    if (parameter.variadic && name === parameter.name) {
      const previous = values.get(name);
      if (Array.isArray(previous)) previous.push(value);
      else values.set(name, [value]);
    } else values.set(name, value);
  }
  return JSON.stringify(Object.fromEntries(values));
}
