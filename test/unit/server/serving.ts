import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';
import type { HttpRequest, HttpResponse } from '../../../src/http/message.ts';
import type { RequestHandler } from '../../../src/server/handler.ts';
import { createHttpServer, type HttpServer } from '../../../src/server/http-server.ts';
import { bind } from '../../../src/server/listen.ts';

export interface Serving extends HttpServer {
  readonly port: number;
  /** What the handler was given, in order. */
  readonly requests: readonly HttpRequest[];
  readonly uncaught: readonly unknown[];
}

const open: HttpServer[] = [];

afterEach(() => {
  for (const { server } of open.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** A server on a free port that ends with the test. */
export async function serve(handle: RequestHandler = async () => text('ok')): Promise<Serving> {
  const requests: HttpRequest[] = [];
  const uncaught: unknown[] = [];
  const http = createHttpServer(
    (request) => {
      requests.push(request);
      return handle(request);
    },
    { onUncaught: (error) => uncaught.push(error) },
  );
  open.push(http);
  await bind(http.server, { kind: 'tcp', host: '127.0.0.1', port: 0, reusePort: false });
  return { ...http, port: (http.server.address() as AddressInfo).port, requests, uncaught };
}

export function text(body: string): HttpResponse {
  return { status: 200, statusText: null, headers: [['Content-Length', String(body.length)]], body };
}

/** A promise with its resolver, to hold requests in the handler. */
export function gate(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}
