import type { HttpRequest, HttpResponse } from '../http/message.ts';
import { type RequestHandler, uncaughtFailure } from './handler.ts';
import { reasonPhrase } from './reason-phrase.ts';
import { wireText } from './wire-response.ts';

/**
 * The server as a Fetch API function, for frameworks and for tests in the same process. Nothing is added on the way:
 * `Date`, `Server` and the framing belong to whatever serves the `Response`. Rejects only when the request's body
 * cannot be read.
 *
 * A status that the Fetch API cannot represent (below 200 or above 599) becomes 500.
 */
export function createFetch(
  handle: RequestHandler,
  onUncaught?: (error: unknown) => void,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const message = await toHttpRequest(request);
    try {
      return toResponse(await handle(message), request.method);
    } catch (error) {
      onUncaught?.(error);
      return toResponse(uncaughtFailure, request.method);
    }
  };
}

async function toHttpRequest(request: Request): Promise<HttpRequest> {
  const headers: string[] = [];
  request.headers.forEach((value, name) => {
    headers.push(name, value);
  });
  return {
    method: request.method,
    target: targetOf(request.url),
    headers,
    body: request.body === null ? noBytes : new Uint8Array(await request.arrayBuffer()),
    remoteAddress: null,
    httpVersion: '1.1',
    get isAbandoned() {
      return request.signal.aborted;
    },
  };
}

/** Path and query of an absolute URL, as they stand there. */
function targetOf(url: string): string {
  const path = url.indexOf('/', url.indexOf('://') + 3);
  const fragment = url.indexOf('#');
  return url.slice(path, fragment < 0 ? undefined : fragment);
}

function toResponse(response: HttpResponse, method: string): Response {
  const headers = new Headers();
  for (const [name, value] of response.headers) {
    try {
      headers.append(name, wireText(value));
    } catch {
      // The application may set any header name; one that is no HTTP token costs only that header.
    }
  }
  const mayHaveBody = method !== 'HEAD' && !nullBodyStatuses.has(response.status);
  return new Response(mayHaveBody ? (response.body ?? '') : null, {
    status: response.status,
    statusText: wireText(reasonPhrase(response.status, response.statusText)),
    headers,
  });
}

const noBytes = new Uint8Array(0);
/** For these the Response constructor refuses any body. */
const nullBodyStatuses: ReadonlySet<number> = new Set([101, 204, 205, 304]);
