import type { HttpResponse } from '../http/message.ts';
import { compatibleVersion } from '../version.ts';
import { reasonPhrase } from './reason-phrase.ts';

/** A response as it goes on an HTTP/1 connection: everything decided, all strings one char per byte. */
export interface WireResponse {
  readonly status: number;
  readonly reason: string;
  /** Flat `name, value, …` list in wire order, ready for `writeHead`. */
  readonly headers: string[];
  /** null when the message must not have a body. */
  readonly body: Uint8Array | null;
  /** The connection ends after this response. */
  readonly close: boolean;
}

/** What the connection and the request say about how a response may be sent. */
export interface WireContext {
  readonly method: string;
  readonly httpVersion: string;
  readonly close: boolean;
}

/**
 * Adds what belongs to the wire, in the order of spec operations 6.3: `Transfer-Encoding`, `Connection: close`,
 * `Date`, `Server`, then the application's headers. HEAD, 1xx, 204 and 304 lose their body and keep their length.
 */
export function toWire(response: HttpResponse, context: WireContext): WireResponse {
  const { status, headers } = response;
  const body = mayHaveBody(status, context.method) ? bodyBytes(response.body) : null;
  let hasDate = false;
  let hasServer = false;
  let contentLength: string | null = null;
  for (const [name, value] of headers) {
    if (name.length === 4) hasDate ||= name.toLowerCase() === 'date';
    else if (name.length === 6) hasServer ||= name.toLowerCase() === 'server';
    else if (name.length === 14 && name.toLowerCase() === 'content-length') contentLength = value;
  }
  // The application can set any Content-Length; a false one must not shift the next response on the connection.
  const close = context.close || (body !== null && contentLength !== null && Number(contentLength) !== body.length);

  const flat: string[] = [];
  if (body !== null && contentLength === null && context.httpVersion === '1.1')
    flat.push('Transfer-Encoding', 'chunked');
  if (close) flat.push('Connection', 'close');
  if (!hasDate) flat.push('Date', currentDate());
  if (!hasServer) flat.push('Server', serverName);
  for (const [name, value] of headers) flat.push(name, wireText(value));
  return { status, reason: wireText(reasonPhrase(status, response.statusText)), headers: flat, body, close };
}

/**
 * Header text as one char per byte of its UTF-8 form. Control characters, which would break the header block, are
 * dropped.
 */
export function wireText(text: string): string {
  if (!beyondPrintableAscii.test(text)) return text;
  return Buffer.from(text.replace(controlCharacters, ''), 'utf8').toString('latin1');
}

const serverName = `postgrest/${compatibleVersion}`;
const noBytes = new Uint8Array(0);
const beyondPrintableAscii = /[^\t\x20-\x7e]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must not reach the wire
const controlCharacters = /[\x00-\x08\x0a-\x1f\x7f]/g;

function mayHaveBody(status: number, method: string): boolean {
  return status >= 200 && status !== 204 && status !== 304 && method !== 'HEAD';
}

function bodyBytes(body: HttpResponse['body']): Uint8Array {
  if (body === null) return noBytes;
  return typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
}

let dateSecond = 0;
let dateText = '';

/** The `Date` header's value, composed once a second. */
function currentDate(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== dateSecond) {
    dateSecond = second;
    dateText = new Date(second * 1000).toUTCString();
  }
  return dateText;
}
