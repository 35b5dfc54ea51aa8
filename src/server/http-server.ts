import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { OpenConnections } from './connections.ts';
import { badRequest, type RequestHandler } from './handler.ts';
import { createHttp2, isHttp2Preface } from './http2.ts';
import { answerOutsideParser } from './malformed-request.ts';
import { createNodeListener, sendResponse } from './node.ts';
import { createGracefulShutdown, type GracefulShutdown } from './shutdown.ts';

export interface HttpServer {
  /** Not listening yet; `bind` (listen.ts) does that. */
  readonly server: Server;
  readonly shutdown: GracefulShutdown;
}

export interface HttpServerOptions {
  /** Told what a handler threw. */
  readonly onUncaught?: (error: unknown) => void;
}

/**
 * A `node:http` server around `handle` with the limits and the treatment of bad input of spec operations 6.3: header
 * block up to 50 KB, idle connections closed after 30 s, heads that dribble in cut off, no limit on bodies or on the
 * time a request takes. Requests that Node's parser refuses but PostgREST serves (unknown methods, raw UTF-8 in the
 * target, …) are answered too.
 */
export function createHttpServer(handle: RequestHandler, options: HttpServerOptions = {}): HttpServer {
  const server = createServer({
    maxHeaderSize: 50 * 1024,
    requireHostHeader: false,
    keepAliveTimeout: 30_000,
    headersTimeout: 30_000,
    requestTimeout: 0,
    connectionsCheckingInterval: 5_000,
    noDelay: true,
  });
  server.maxHeadersCount = 0;
  server.timeout = 0;

  const connections = new OpenConnections(server);
  const http2 = createHttp2(handle, options.onUncaught);
  const shutdown = createGracefulShutdown(server, connections, () => http2.close());
  /** Connections whose input broke after requests that are still being answered. */
  const broken = new WeakSet<Duplex>();

  const listener = createNodeListener(handle, {
    ...options,
    isLastResponse: (request) => shutdown.started || broken.has(request.socket),
  });

  const answer = (request: IncomingMessage, response: ServerResponse) => {
    // Node takes a request line of two parts for HTTP/0.9.
    if (request.httpVersion === '0.9') {
      request.socket.destroy();
      return;
    }
    connections.requestStarted(request.socket, response);
    listener(request, response);
  };
  server.on('request', answer);
  // An expectation other than 100-continue expects nothing.
  server.on('checkExpectation', answer);

  // CONNECT is one more method that the application refuses.
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => socket.destroy());
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.on('finish', () => socket.end());
    response.assignSocket(request.socket);
    broken.add(socket);
    connections.requestStarted(socket, response);
    listener(request, response);
  });

  server.on('clientError', (error: ParseError, socket: Duplex) => {
    if (!socket.writable || error.rawPacket === undefined) {
      socket.destroy();
      return;
    }
    const response = connections.unfinishedResponse(socket);
    if (response === null && isHttp2Preface(error.rawPacket)) {
      connections.hold(socket);
      http2.accept(socket, error.rawPacket);
    } else if (response === null) {
      connections.hold(socket);
      answerOutsideParser(socket, error.code, error.rawPacket, error.bytesParsed ?? 0, handle, options.onUncaught);
    } else if (response.req.complete) {
      broken.add(socket);
    } else if (response.headersSent) {
      socket.destroy();
    } else {
      sendResponse(response.req, response, badRequest, true);
    }
  });

  return { server, shutdown };
}

interface ParseError extends Error {
  readonly code: string;
  readonly bytesParsed?: number;
  readonly rawPacket?: Buffer;
}
