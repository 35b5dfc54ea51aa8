import type { HttpRequest, HttpResponse } from '../http/message.ts';

/**
 * The application as every adapter sees it: a request in, its complete response out (CORS, trace header and rendered
 * errors included). A rejection means a programming error and is answered with `uncaughtFailure`.
 */
export type RequestHandler = (request: HttpRequest) => Promise<HttpResponse>;

/** What clients see when a handler throws (spec operations 6.3); without length, so it goes out chunked. */
export const uncaughtFailure: HttpResponse = {
  status: 500,
  statusText: null,
  headers: [['Content-Type', 'text/plain; charset=utf-8']],
  body: 'Something went wrong',
};

/** The answer to a request that HTTP itself cannot make sense of (spec operations 6.3). */
export const badRequest: HttpResponse = {
  status: 400,
  statusText: null,
  headers: [['Content-Type', 'text/plain; charset=utf-8']],
  body: 'Bad Request',
};
