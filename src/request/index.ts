import type { Config } from '../config/config.ts';
import { parseAccept, parseMediaType } from '../http/media-type-parsing.ts';
import { firstHeader, type HttpRequest } from '../http/message.ts';
import { actionOf } from './action.ts';
import type { Action, ApiRequest } from './api-request.ts';
import { parsePayload } from './payload/index.ts';
import { parsePreferences } from './preferences.ts';
import { parseQuery } from './query/index.ts';
import { requestedRange } from './range.ts';
import { resourceOf, splitTarget } from './resource.ts';
import { negotiateSchema } from './schema-negotiation.ts';

/**
 * Reads an HTTP request, without a look at the catalog. The order of the steps decides which error a request with
 * several mistakes gets (spec auth-transactions-errors 0, stages 6-12).
 * @throws ApiError PGRST125, PGRST126, PGRST106, PGRST101, PGRST117, PGRST100, PGRST103, PGRST114, PGRST102
 * @throws UnhandledRequestError when a query string, form or CSV is not UTF-8
 */
export function parseRequest(request: HttpRequest, config: Config): ApiRequest {
  return withPayload(parseRequestHead(request, config), request.body);
}

/** A request without its body. */
export type RequestHead = Pick<HttpRequest, 'method' | 'target' | 'headers'>;

/**
 * `parseRequest` up to the body, which `withPayload` adds: for bodies that come with the same head again and again.
 * @throws as `parseRequest`, but for PGRST102
 */
export function parseRequestHead(request: RequestHead, config: Config): ApiRequest {
  const { method, headers } = request;
  const { path, rawQuery } = splitTarget(request.target);
  const preferences = parsePreferences(headers, config.dbTxEnd.endsWith('-allow-override'));
  const resource = resourceOf(path, config);
  const { schema, schemaNegotiated } = negotiateSchema(method, headers, config.dbSchemas);
  const action = actionOf(method, resource);
  const query = parseQuery(rawQuery, takesArgumentsFromQuery(action) ? 'routine-arguments' : 'filters');
  const range = requestedRange(method, headers, query.ranges);
  const contentType = parseMediaType(firstHeader(headers, 'content-type') ?? 'application/json');
  return {
    method,
    path,
    action,
    schema,
    schemaNegotiated,
    query,
    range,
    preferences,
    accept: parseAccept(firstHeader(headers, 'accept')),
    contentType,
    payload: null,
  };
}

/** @throws ApiError PGRST102, UnhandledRequestError for a form or CSV that is not UTF-8 */
export function withPayload(head: ApiRequest, body: Uint8Array): ApiRequest {
  const payload = parsePayload(body, head.contentType, head.action, head.query.columns);
  return payload === null ? head : { ...head, payload };
}

function takesArgumentsFromQuery(action: Action): boolean {
  return action.kind === 'call' && action.method !== 'POST';
}
