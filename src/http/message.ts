/**
 * The HTTP messages that travel between the server adapters and the pipeline: plain data, no sockets.
 *
 * `headers` of a request is Node's flat `rawHeaders` form (`name, value, name, value, …`), in the order received,
 * names in the spelling received, values as Latin-1 strings (one char per byte).
 */
export interface HttpRequest {
  /** The method as received (case kept). */
  readonly method: string;
  /** The raw request target, still percent-encoded: path and, after the first `?`, the query. */
  readonly target: string;
  readonly headers: readonly string[];
  /** The whole body; empty when there is none. */
  readonly body: Uint8Array;
  /** Peer address for the access log, null when unknown (unix socket, fetch). */
  readonly remoteAddress: string | null;
  /** `1.1`, `1.0`, `2.0`. */
  readonly httpVersion: string;
  /** Whether the client has gone away; asked, because telling would cost each request a listener. */
  readonly isAbandoned?: boolean;
}

/** One response header, spelled as it is to be sent; the value is text, which goes out as UTF-8. */
export type Header = readonly [name: string, value: string];

export interface HttpResponse {
  readonly status: number;
  /** Reason phrase when it is not the standard one; null = standard phrase. */
  readonly statusText: string | null;
  /** In wire order; repetitions allowed. */
  readonly headers: readonly Header[];
  /** null = no body is sent (HEAD, 204, …). */
  readonly body: Uint8Array | string | null;
}

/** First value of a request header, looked up case-insensitively; null when absent. `name` must be lower case. */
export function firstHeader(headers: readonly string[], name: string): string | null {
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const candidate = headers[i];
    if (candidate !== undefined && candidate.length === name.length && candidate.toLowerCase() === name) {
      return headers[i + 1] ?? '';
    }
  }
  return null;
}

/** All values of a request header in order. `name` must be lower case. */
export function allHeaders(headers: readonly string[], name: string): readonly string[] {
  const values: string[] = [];
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (headers[i]?.toLowerCase() === name) values.push(headers[i + 1] ?? '');
  }
  return values;
}
