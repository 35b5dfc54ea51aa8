/** Admin server, logs, headers and metrics (operations 7, 11-14). */
import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../postgres/database.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';
import { type PumpServer, startPumpServer } from '../../pump-server.ts';

let database: TestDatabase;
let server: PumpServer;
beforeAll(async () => {
  database = await createTestDatabase(['test/fixtures/pumps.sql']);
});
afterEach(() => server.close());
afterAll(() => database.drop());

async function serve(environment: Readonly<Record<string, string>> = {}): Promise<void> {
  server = await startPumpServer(database.uri('pumps_gate'), environment);
  await server.logged('Schema cache loaded in');
  await server.logged('Listener connected');
}

async function end(): Promise<void> {
  server.signal('SIGTERM');
  await server.exit;
}

const secret = 'a secret that is long enough to count';
function token(claims: object): string {
  const parts = [{ alg: 'HS256' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  return [...parts, createHmac('sha256', secret).update(parts.join('.')).digest('base64url')].join('.');
}

test('the admin server', async () => {
  await serve();
  const ask = async (target: string, method = 'GET') => {
    const response = await fetch(`${server.adminUrl}${target}`, { method });
    return [response.status, response.headers.get('content-type'), await response.text()];
  };
  expect(await ask('/live')).toEqual([200, null, '']);
  expect(await ask('/ready')).toEqual([200, null, '']);
  expect(await ask('/ready?x', 'POST')).toEqual([200, null, '']);
  for (const target of ['/', '/config', '/ready/', '/metrics/']) expect(await ask(target)).toEqual([404, null, '']);
  const [status, type, cache] = await ask('/schema_cache');
  expect([status, type, JSON.parse(String(cache)).dbTables.length]).toEqual([200, null, 1]);
});

test('metrics', async () => {
  await serve({ PGRST_JWT_SECRET: secret, PGRST_JWT_CACHE_MAX_ENTRIES: '1' });
  const metrics = async () => {
    const response = await fetch(`${server.adminUrl}/metrics`);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    return response.text();
  };
  const first = await metrics();
  expect(first).toContain(
    '# HELP pgrst_schema_cache_loads_total The total number of times the schema cache was loaded\n' +
      '# TYPE pgrst_schema_cache_loads_total counter\npgrst_schema_cache_loads_total{status="SUCCESS"} 1.0\n',
  );
  expect(first).toContain('\npgrst_db_pool_max 10.0\n');
  expect(first).toContain('\npgrst_db_pool_available 0\n');
  expect(first).toContain('\npgrst_db_pool_waiting 0.0\n');
  expect(first).toContain('\npgrst_jwt_cache_requests_total 0.0\n');

  const ask = (claims: object) =>
    fetch(`${server.url}/pump`, { headers: { Authorization: `Bearer ${token(claims)}` } });
  await ask({ role: 'pumps_reader' });
  await ask({ role: 'pumps_reader' });
  await ask({ role: 'pumps_reader', other: true });
  const second = await metrics();
  expect(second).toContain('\npgrst_jwt_cache_requests_total 3.0\n');
  expect(second).toContain('\npgrst_jwt_cache_hits_total 1.0\n');
  expect(second).toContain('\npgrst_jwt_cache_evictions_total 1.0\n');
  expect(second).toContain('\npgrst_db_pool_available 1\n');
});

test('access log and query log at their levels', async () => {
  await serve({ PGRST_LOG_LEVEL: 'warn', PGRST_LOG_QUERY: 'true' });
  await fetch(`${server.url}/pump?id=eq.1`);
  const headers = { 'User-Agent': 'pump/1', Referer: 'here' };
  const { headers: answer } = await fetch(`${server.url}/pump?id=eq.x`, { headers });
  await end();
  expect(server.stdout()).toMatch(
    new RegExp(
      '^127\\.0\\.0\\.1 - pumps_reader \\[\\d\\d/\\w{3}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}\\] ' +
        `"GET /pump\\?id=eq\\.x HTTP/1\\.1" 400 ${answer.get('content-length')} "here" "pump/1"\\n$`,
    ),
  );
  const statements = server.lines().filter((line) => /^(select|with) /i.test(line));
  expect(statements).toHaveLength(2);
  expect(statements[0]).toMatch(/set_config\(\$1|set_config\('search_path'/);
  expect(statements[1]).toMatch(/^WITH pgrst_source/);
});

test('log levels: crit hides responses and errors, info shows all, debug tells of the pool', async () => {
  await serve({ PGRST_LOG_LEVEL: 'crit', PGRST_LOG_QUERY: 'true' });
  await fetch(`${server.url}/rpc/fail?code=XX000`);
  await end();
  expect(server.stdout()).toBe('');
  expect(server.lines().filter((line) => line.startsWith('{'))).toEqual([]);

  await serve({ PGRST_LOG_LEVEL: 'debug' });
  await fetch(`${server.url}/rpc/fail?code=XX000`);
  await fetch(`${server.url}/pump`, { method: 'HEAD' });
  await end();
  const access = server.stdout().split('\n');
  expect(access[0]).toContain('"GET /rpc/fail?code=XX000 HTTP/1.1" 500 ');
  expect(access[1]).toContain('"HEAD /pump HTTP/1.1" 200 - ');
  const lines = server.lines();
  expect(lines).toContain('Trying to borrow a connection from pool');
  expect(lines).toContain('Borrowed a connection from the pool');
  expect(lines).toContain('Database connection pool flushed');
  expect(lines.some((line) => /^Connection [0-9a-f-]{36} is used$/.test(line))).toBe(true);
  expect(lines.some((line) => /^tables: \d+\.\d{3} ms, keydeps: .* mhandlers: \d+\.\d{3} ms$/.test(line))).toBe(true);
  expect(lines.some((line) => line.startsWith('{"code":"XX000","details":null,"hint":null,"message":'))).toBe(true);
});

test('log-format=json: every line an object, on both streams', async () => {
  await serve({ PGRST_LOG_FORMAT: 'json', PGRST_LOG_LEVEL: 'info', PGRST_LOG_QUERY: 'true' });
  const headers = { 'User-Agent': 'pump "1"', Referer: 'here' };
  const ok = await fetch(`${server.url}/pump?id=eq.1`, { headers });
  await fetch(`${server.url}/rpc/fail?code=XX000`);
  await end();
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  const diagnostics = server.lines().map((line) => JSON.parse(line));
  expect(diagnostics[0]).toEqual({ time, event: 'starting', message: 'Starting PostgREST 16.2...' });
  for (const line of diagnostics)
    expect(line).toEqual({ time, event: expect.any(String), message: expect.any(String) });
  const messages = (event: string) => diagnostics.filter((line) => line.event === event).map(({ message }) => message);
  expect(messages('schema-cache-loaded')[0]).toMatch(/^Schema cache loaded 1 Rel.*\nSchema cache loaded in \d/);
  expect(messages('response')).toHaveLength(4);
  expect(messages('response')[1]).toMatch(/^WITH pgrst_source/);
  expect(JSON.parse(messages('request-error')[0])).toMatchObject({ code: 'XX000' });
  const access = server
    .stdout()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(access).toHaveLength(2);
  expect(access[0]).toEqual({
    time,
    event: 'response',
    remoteAddress: '127.0.0.1',
    role: 'pumps_reader',
    method: 'GET',
    target: '/pump?id=eq.1',
    httpVersion: '1.1',
    status: 200,
    contentLength: ok.headers.get('content-length'),
    referer: 'here',
    userAgent: 'pump "1"',
  });
  expect(access[1]).toMatchObject({ target: '/rpc/fail?code=XX000', status: 500 });
});

test('Server-Timing and trace header', async () => {
  await serve({ PGRST_SERVER_TIMING_ENABLED: 'true', PGRST_SERVER_TRACE_HEADER: 'X-Request-Id' });
  const ok = await fetch(`${server.url}/pump`, { headers: { 'x-request-id': 'a1' } });
  expect(ok.headers.get('server-timing')).toMatch(
    /^jwt;dur=\d+\.\d, parse;dur=\d+\.\d, plan;dur=\d+\.\d, transaction;dur=\d+\.\d, response;dur=\d+\.\d$/,
  );
  expect([...ok.headers.keys()]).toContain('x-request-id');
  expect(ok.headers.get('x-request-id')).toBe('a1');
  const refused = await fetch(`${server.url}/nothing`);
  expect([refused.status, refused.headers.get('server-timing'), refused.headers.get('x-request-id')]).toEqual([
    404,
    null,
    '',
  ]);
});
