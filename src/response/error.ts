import type { Config } from '../config/config.ts';
import type { ApiError } from '../errors/api-error.ts';
import type { HttpResponse } from '../http/message.ts';
import { errorBodyText } from './error-body.ts';

/**
 * The response for an error, whatever was in `Accept` (spec auth-transactions-errors 3.1). `headOnly`: answer to HEAD,
 * which keeps the length of the body it leaves out. CORS, trace and `Retry-After` headers are not its business.
 */
export function errorResponse(
  error: ApiError,
  config: Pick<Config, 'clientErrorVerbosity'>,
  headOnly: boolean,
): HttpResponse {
  const body = errorBodyText(error.body, config.clientErrorVerbosity);
  return {
    status: error.status,
    statusText: error.statusText,
    headers: [
      ['Content-Type', 'application/json; charset=utf-8'],
      ['Content-Length', String(Buffer.byteLength(body))],
      ['Proxy-Status', `PostgREST; error=${error.body.code}`],
      ...error.headers,
    ],
    body: headOnly ? null : body,
  };
}
