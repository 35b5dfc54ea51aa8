import type { IncomingMessage, ServerResponse } from 'node:http';
import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { HttpRequest, HttpResponse } from '../http/message.ts';
import { type RequestHandler, uncaughtFailure } from './handler.ts';
import { toWire, type WireResponse } from './wire-response.ts';

export interface NodeListenerOptions {
  /** True when the response about to be sent must be the connection's last. */
  readonly isLastResponse?: (request: IncomingMessage) => boolean;
  /** Told what a handler threw; the client only learns that something went wrong. */
  readonly onUncaught?: (error: unknown) => void;
}

/**
 * A `request` listener for `node:http` servers: collects the body, runs `handle`, writes its response with header
 * order, spelling and repetitions kept. Works on any `http.Server`; the limits of `createHttpServer` are recommended.
 */
export function createNodeListener(
  handle: RequestHandler,
  options: NodeListenerOptions = {},
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    if (announcesBody(request.rawHeaders))
      collectBody(request, (body) => answer(handle, request, response, body, options));
    else answer(handle, request, response, noBytes, options);
  };
}

/** Writes a complete response; the only place that touches `ServerResponse`. */
export function sendResponse(
  request: IncomingMessage,
  response: ServerResponse,
  content: HttpResponse,
  close: boolean,
): void {
  if (response.destroyed) return;
  const wire = toWire(content, {
    method: request.method ?? '',
    httpVersion: request.httpVersion,
    close: close || !response.shouldKeepAlive,
  });
  // Without this, Node appends `Connection: keep-alive` and `Keep-Alive` where PostgREST sends neither. HTTP/1.0
  // clients do need to be told.
  if (request.httpVersion === '1.1') response.removeHeader('connection');
  writeHead(response, wire);
  const { body } = wire;
  if (body === null || body.length === 0) response.end();
  // Head and a small body leave as one Latin-1 string, which is one write without gathering.
  else if (body.length <= oneWriteLimit) response.end(asBuffer(body).toString('latin1'), 'latin1');
  else response.end(body);
  // A client that stops reading is given up; Node itself resets the timeout when the response is through.
  if (request.socket.writableLength > 0) request.socket.setTimeout(stallTimeout);
}

/** The raw request target as the application expects it: origin form, ASCII. */
export function requestTarget(raw: string): string {
  const path = raw.startsWith('/') ? raw : raw.replace(absoluteFormOrigin, '');
  return beyondAscii.test(path) ? path.replace(beyondAsciiRuns, percentEncodeBytes) : path;
}

/** Peer address without the IPv6 mapping of IPv4 addresses; null for unix sockets. */
export function peerAddress(address: string | undefined): string | null {
  if (address === undefined || address === '') return null;
  return address.startsWith('::ffff:') ? address.slice(7) : address;
}

const noBytes = new Uint8Array(0);
/** Bytes up to which copying a body into the head's string is cheaper than a second buffer. */
const oneWriteLimit = 16 * 1024;
/** Milliseconds without progress after which a client that sends or reads a body is given up. */
const stallTimeout = 30_000;
const absoluteFormOrigin = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;
const beyondAscii = /[^\x20-\x7e]/;
const beyondAsciiRuns = /[^\x20-\x7e]+/g;

/** A request whose rarely needed parts cost nothing until they are asked for. */
class NodeRequest implements HttpRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly string[];
  readonly body: Uint8Array;
  readonly httpVersion: string;
  readonly #message: IncomingMessage;

  constructor(message: IncomingMessage, body: Uint8Array) {
    this.method = message.method ?? '';
    this.target = requestTarget(message.url ?? '/');
    this.headers = message.rawHeaders;
    this.body = body;
    this.httpVersion = message.httpVersion;
    this.#message = message;
  }

  get remoteAddress(): string | null {
    return peerAddress(this.#message.socket.remoteAddress);
  }

  get isAbandoned(): boolean {
    return this.#message.socket.destroyed;
  }
}

async function answer(
  handle: RequestHandler,
  request: IncomingMessage,
  response: ServerResponse,
  body: Uint8Array,
  options: NodeListenerOptions,
): Promise<void> {
  let content: HttpResponse;
  try {
    content = await handle(new NodeRequest(request, body));
  } catch (error) {
    options.onUncaught?.(error);
    content = uncaughtFailure;
  }
  try {
    sendResponse(request, response, content, options.isLastResponse?.(request) ?? false);
  } catch (error) {
    options.onUncaught?.(error);
    if (!response.headersSent) sendResponse(request, response, uncaughtFailure, true);
  }
}

function announcesBody(rawHeaders: readonly string[]): boolean {
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? '';
    if (name.length === 14 && name.toLowerCase() === 'content-length') {
      if (rawHeaders[i + 1] !== '0') return true;
    } else if (name.length === 17 && name.toLowerCase() === 'transfer-encoding') return true;
  }
  return false;
}

/** Calls back with the whole body, or never when the client goes away before its end. */
function collectBody(request: IncomingMessage, whenComplete: (body: Uint8Array) => void): void {
  const chunks: Uint8Array[] = [];
  request.socket.setTimeout(stallTimeout);
  request.on('data', (chunk: Uint8Array) => chunks.push(chunk));
  // A vanished client is no error of ours, and there is nobody left to answer.
  request.on('error', () => undefined);
  request.on('end', () => {
    request.socket.setTimeout(0);
    whenComplete(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
  });
}

function writeHead(response: ServerResponse, wire: WireResponse): void {
  try {
    response.writeHead(wire.status, wire.reason, wire.headers);
  } catch {
    // The application may set any header name; one that is no HTTP token costs only that header.
    response.writeHead(wire.status, wire.reason, sendableHeaders(wire.headers));
  }
}

function sendableHeaders(headers: readonly string[]): string[] {
  const sendable: string[] = [];
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? '';
    const value = headers[i + 1] ?? '';
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
      sendable.push(name, value);
    } catch {}
  }
  return sendable;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function percentEncodeBytes(run: string): string {
  let encoded = '';
  for (const byte of Buffer.from(run, 'latin1')) encoded += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  return encoded;
}
