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
  const { method, headers } = request;
  const { path, rawQuery } = splitTarget(request.target);
  const preferences = parsePreferences(headers, config.dbTxEnd.endsWith('-allow-override'));
  const resource = resourceOf(path, config);
  const { schema, schemaNegotiated } = negotiateSchema(method, headers, config.dbSchemas);
  const action = actionOf(method, resource);
  const query = parseQuery(rawQuery, takesArgumentsFromQuery(action) ? 'routine-arguments' : 'filters');
  const range = requestedRange(method, headers, query.ranges);
  const contentType = parseMediaType(firstHeader(headers, 'content-type') ?? 'application/json');
  const payload = parsePayload(request.body, contentType, action, query.columns);
  return {
    method,
    path,
    rawQuery,
    action,
    schema,
    schemaNegotiated,
    query,
    range,
    preferences,
    accept: parseAccept(firstHeader(headers, 'accept')),
    contentType,
    payload,
  };
}

function takesArgumentsFromQuery(action: Action): boolean {
  return action.kind === 'call' && action.method !== 'POST';
}
