import { describe, expect, it } from 'vitest';
import { type AdminState, createAdminHandler } from '../../../src/server/admin.ts';
import { exchange, withoutDate } from './raw-client.ts';
import { serve } from './serving.ts';

const good: AdminState = {
  live: () => true,
  ready: async () => true,
  schemaCacheJson: () => '{"dbTables":[]}',
  metricsText: async () => 'a 1.0\n',
};

async function ask(state: Partial<AdminState>, requestLine: string): Promise<string> {
  const { port } = await serve(createAdminHandler({ ...good, ...state }));
  return withoutDate(await exchange(port, `${requestLine} HTTP/1.1\r\nConnection: close\r\n\r\n`));
}

const head = (status: string) =>
  `HTTP/1.1 ${status}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\nDate: *\r\nServer: postgrest/16.2\r\n`;

describe('admin server', () => {
  it.each([
    [{}, 'GET /live', `${head('200 OK')}\r\n0\r\n\r\n`],
    [{ live: () => false }, 'GET /live', `${head('500 Internal Server Error')}\r\n0\r\n\r\n`],
    [{}, 'GET /ready', `${head('200 OK')}\r\n0\r\n\r\n`],
    [{ ready: async () => false, live: () => false }, 'GET /ready', `${head('503 Service Unavailable')}\r\n0\r\n\r\n`],
    [{ live: () => false }, 'GET /ready', `${head('500 Internal Server Error')}\r\n0\r\n\r\n`],
    [{}, 'GET /schema_cache', `${head('200 OK')}\r\nf\r\n{"dbTables":[]}\r\n0\r\n\r\n`],
    [{ schemaCacheJson: () => null }, 'GET /schema_cache', `${head('200 OK')}\r\n0\r\n\r\n`],
    [{}, 'GET /metrics', `${head('200 OK')}Content-Type: text/plain; charset=utf-8\r\n\r\n6\r\na 1.0\n\r\n0\r\n\r\n`],
    [{}, 'GET /', `${head('404 Not Found')}\r\n0\r\n\r\n`],
    [{}, 'GET /live/', `${head('404 Not Found')}\r\n0\r\n\r\n`],
    [{}, 'GET /config', `${head('404 Not Found')}\r\n0\r\n\r\n`],
    [{}, 'DELETE /live?x=y', `${head('200 OK')}\r\n0\r\n\r\n`],
  ] satisfies [Partial<AdminState>, string, string][])('%j %s', async (state, requestLine, answer) => {
    expect(await ask(state, requestLine)).toBe(answer);
  });

  it('answers HEAD without framing', async () => {
    expect(await ask({}, 'HEAD /metrics')).toBe(
      'HTTP/1.1 200 OK\r\nConnection: close\r\nDate: *\r\nServer: postgrest/16.2\r\n' +
        'Content-Type: text/plain; charset=utf-8\r\n\r\n',
    );
  });
});
