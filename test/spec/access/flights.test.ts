/** What a request costs on the way to the database: reads are one write and one answer, whatever they are made of. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { harbourOptions } from '../../fixtures/harbour.ts';
import type { TestDatabase } from '../../postgres/database.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';
import { startServer, type TestServer } from '../../server.ts';
import { type CountingProxy, startCountingProxy } from '../../unit/database/counting-proxy.ts';

let database: TestDatabase;
let proxy: CountingProxy;
let server: TestServer;
beforeAll(async () => {
  database = await createTestDatabase(['test/fixtures/harbour.sql']);
  const uri = new URL(database.uri('harbour_gate'));
  proxy = await startCountingProxy({ host: uri.hostname, port: Number(uri.port) });
  uri.port = String(proxy.port);
  uri.searchParams.set('sslmode', 'disable');
  server = await startServer({ ...harbourOptions, dbUri: uri.href, dbPool: 1, dbChannelEnabled: false });
  // The first request opens the connection.
  await (await fetch(`${server.url}/ports`)).text();
});
afterAll(async () => {
  await server.close();
  proxy.close();
  await database.drop();
});

interface Costs {
  readonly line: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly status: number;
  readonly flights: number;
}

const costs: readonly Costs[] = [
  { line: 'GET /ships?id=eq.1', status: 200, flights: 1 },
  { line: 'HEAD /ships', status: 200, flights: 1 },
  {
    line: 'GET /ships?select=*,ports(*),voyages(*)&limit=1',
    headers: { Prefer: 'count=exact' },
    status: 206,
    flights: 1,
  },
  { line: 'GET /ships', headers: { Prefer: 'count=planned' }, status: 206, flights: 1 },
  { line: 'GET /rpc/add_up?a=1', status: 200, flights: 1 },
  { line: 'GET /ships?id=eq.1', headers: { Accept: 'application/vnd.pgrst.object+json' }, status: 200, flights: 1 },
  { line: 'GET /ships', headers: { Accept: 'application/vnd.pgrst.object+json' }, status: 406, flights: 1 },
  { line: 'POST /notes', body: '{"body": "calm"}', status: 201, flights: 1 },
  { line: 'PATCH /notes?id=eq.1', body: '{"body": "storm"}', status: 204, flights: 1 },
  // What has to be judged before COMMIT waits for the verdict.
  { line: 'PUT /ports?id=eq.9', body: '{"id": 9, "name": "Oban", "country": "GB"}', status: 204, flights: 2 },
  { line: 'DELETE /notes', headers: { Accept: 'application/vnd.pgrst.object+json' }, status: 406, flights: 2 },
  // An error is followed by ROLLBACK.
  { line: 'GET /ships?nosuch=eq.1', status: 400, flights: 2 },
  // What is refused before costs nothing.
  { line: 'GET /nosuch', status: 404, flights: 0 },
  { line: 'OPTIONS /ships', status: 200, flights: 0 },
];

test.each(costs)('$line: $flights', async ({ line, headers = {}, body, status, flights }) => {
  const [method = '', target = ''] = line.split(' ');
  const type = body === undefined ? {} : { 'Content-Type': 'application/json' };
  const init = { method, headers: { ...headers, ...type }, ...(body === undefined ? {} : { body }) };
  proxy.reset();
  const response = await fetch(server.url + target, init);
  expect([response.status, await response.text()]).toEqual([status, expect.any(String)]);
  expect(proxy.traffic.writes).toHaveLength(flights);
});
