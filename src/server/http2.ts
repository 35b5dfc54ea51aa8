import type { OutgoingHttpHeaders } from 'node:http';
import { createServer, type Http2ServerRequest, type Http2ServerResponse, type ServerHttp2Session } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { HttpRequest, HttpResponse } from '../http/message.ts';
import { type RequestHandler, uncaughtFailure } from './handler.ts';
import { peerAddress, requestTarget } from './node.ts';
import { toWire } from './wire-response.ts';

/** Cleartext HTTP/2 for clients that start with it (prior knowledge), on connections that HTTP/1 has handed over. */
export interface Http2 {
  /** Serves a connection whose first bytes, the client's preface included, have already been read. */
  accept(socket: Duplex, received: Buffer): void;
  /** Lets every stream finish, then closes the connections. */
  close(): void;
}

/** Milliseconds without traffic after which a connection ends. */
const idleTimeout = 30_000;

/** Whether a connection opens with HTTP/2. */
export function isHttp2Preface(packet: Buffer): boolean {
  return packet.toString('latin1', 0, 14) === 'PRI * HTTP/2.0';
}

export function createHttp2(handle: RequestHandler, onUncaught?: (error: unknown) => void): Http2 {
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer();
  server.on('session', (session) => {
    sessions.add(session);
    // Closing waits for open streams.
    session.setTimeout(idleTimeout, () => session.close());
    session.once('close', () => sessions.delete(session));
  });
  // Broken peers are no errors of ours.
  server.on('sessionError', () => undefined);
  server.on('request', (request: Http2ServerRequest, response: Http2ServerResponse) => {
    const chunks: Uint8Array[] = [];
    request.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    request.on('error', () => undefined);
    request.on('end', () => void answer(handle, request, response, Buffer.concat(chunks), onUncaught));
  });
  return {
    accept(socket, received) {
      // A listener for data makes the HTTP/1 parser let go of the connection; then nothing of HTTP/1 may be left.
      socket.on('data', () => undefined);
      for (const event of socket.eventNames()) if (event !== 'close') socket.removeAllListeners(event);
      socket.on('error', () => socket.destroy());
      socket.allowHalfOpen = false;
      socket.pause();
      socket.unshift(received);
      server.emit('connection', socket);
    },
    close() {
      for (const session of sessions) session.close();
    },
  };
}

async function answer(
  handle: RequestHandler,
  request: Http2ServerRequest,
  response: Http2ServerResponse,
  body: Uint8Array,
  onUncaught?: (error: unknown) => void,
): Promise<void> {
  const message = toHttpRequest(request, body);
  try {
    send(request, response, await handle(message));
  } catch (error) {
    onUncaught?.(error);
    if (!response.headersSent) send(request, response, uncaughtFailure);
  }
}

function toHttpRequest(request: Http2ServerRequest, body: Uint8Array): HttpRequest {
  const headers: string[] = [];
  // Pseudo headers are the request line.
  for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
    const name = request.rawHeaders[i] ?? '';
    if (!name.startsWith(':')) headers.push(name, request.rawHeaders[i + 1] ?? '');
  }
  return {
    method: request.method,
    target: requestTarget(request.url),
    headers,
    body,
    remoteAddress: peerAddress(request.socket.remoteAddress),
    httpVersion: '2.0',
    get isAbandoned() {
      return request.stream.destroyed;
    },
  };
}

function send(request: Http2ServerRequest, response: Http2ServerResponse, content: HttpResponse): void {
  if (response.stream.destroyed) return;
  const wire = toWire(content, { method: request.method, httpVersion: '2.0', close: false });
  const headers: OutgoingHttpHeaders = {};
  for (let i = 0; i + 1 < wire.headers.length; i += 2) {
    const name = (wire.headers[i] ?? '').toLowerCase();
    if (name === 'connection') continue;
    const value = wire.headers[i + 1] ?? '';
    const earlier = headers[name];
    headers[name] = earlier === undefined ? value : [...[earlier].flat().map(String), value];
  }
  response.writeHead(wire.status, headers);
  if (wire.body === null) response.end();
  else response.end(wire.body);
}
