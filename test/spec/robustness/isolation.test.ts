/** Nothing of one request is visible in the next one on the same connection. */
import { createHmac } from 'node:crypto';
import net from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { withClient } from '../../postgres/database.ts';
import { createServedDatabase, type ServedDatabase } from '../../served-database.ts';
import { startServer, type TestServer } from '../../server.ts';

const secret = 'a-secret-that-only-this-test-knows-about';

let database: ServedDatabase;
let server: TestServer;
beforeAll(async () => {
  database = await createServedDatabase(['test/fixtures/sessions.sql'], 'sessions_gate');
});
beforeEach(async () => {
  server = await startServer({
    ...database.options,
    dbSchemas: ['sessions'],
    dbAnonRole: 'sessions_anon',
    jwtSecret: secret,
    // One connection: whatever a request leaves behind, the next one meets.
    dbPool: 1,
  });
});
afterEach(() => server.close());
afterAll(() => database.drop());

const clerk = { Authorization: `Bearer ${token({ role: 'sessions_clerk', sub: 'kim' })}` };

function token(claims: object): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

async function state(headers: Readonly<Record<string, string>> = {}): Promise<Record<string, unknown>> {
  const response = await fetch(`${server.url}/rpc/state`, { headers });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}

const untouched = {
  role: 'sessions_anon',
  claims: '{"role":"sessions_anon"}',
  cookies: null,
  marker: null,
  timeout: '0',
  zone: expect.any(String),
};

test('role, claims, cookies, time zone and role settings end with their request', async () => {
  const before = await state();
  expect(before).toEqual(untouched);
  const asClerk = await state({ ...clerk, Cookie: 'a=1', Prefer: 'timezone=Asia/Tokyo' });
  expect(asClerk).toMatchObject({ role: 'sessions_clerk', cookies: '{"a":"1"}', timeout: '300ms', zone: 'Asia/Tokyo' });
  expect(await state()).toEqual(before);
});

test('settings that a function made end with it', async () => {
  await fetch(`${server.url}/rpc/mark`, { method: 'POST', body: 'text=x', headers: form });
  expect(await state()).toEqual(untouched);
});

const form = { 'Content-Type': 'application/x-www-form-urlencoded' };

test.each([
  ['raised in a function', '/rpc/fail', 'POST'],
  ['missing privilege', '/notes', 'GET'],
  ['bad value', '/notes?text=fts(nosuch).x', 'GET'],
])('an error leaves the connection clean: %s', async (_, target, method) => {
  const failed = await fetch(server.url + target, { method });
  expect(failed.status).toBeGreaterThanOrEqual(400);
  expect(await state()).toEqual(untouched);
});

test('a failing write leaves nothing behind', async () => {
  const headers = { ...clerk, 'Content-Type': 'application/json', Prefer: 'max-affected=1, handling=strict' };
  const rows = JSON.stringify([{ text: 'a' }, { text: 'b', nosuch: 1 }]);
  const failed = await fetch(`${server.url}/notes?columns=text,nosuch`, { method: 'POST', headers, body: rows });
  expect(failed.status).toBe(400);
  const { status } = await fetch(`${server.url}/notes`, { headers: { ...clerk, Accept: 'text/csv' } });
  expect(status).toBe(200);
  expect(await state()).toEqual(untouched);
});

// PGlite has one session: nobody else could hold the lock.
describe.skipIf(inject('engine') === 'pglite')('while somebody holds a lock', () => {
  test('a statement timeout ends one request only', async () => {
    await whileLocked(async () => {
      const late = await fetch(`${server.url}/rpc/wait`, { method: 'POST', headers: clerk });
      expect(await late.json()).toMatchObject({ code: '57014' });
    });
    expect(await state()).toEqual(untouched);
  });

  test('a client that goes away leaves a usable connection', async () => {
    await whileLocked(async (waiting) => {
      const { hostname, port } = new URL(server.url);
      const socket = net.connect(Number(port), hostname);
      socket.write('POST /rpc/wait HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n');
      await waiting();
      socket.destroy();
    });
    expect(await state()).toEqual(untouched);
  });
});

/** Runs `use` while the lock of `/rpc/wait` is held; `waiting` resolves when a session waits for it. */
async function whileLocked(use: (waiting: () => Promise<void>) => Promise<void>): Promise<void> {
  await withClient(String(database.options.dbUri), async (client) => {
    await client.query('select pg_advisory_lock(1)');
    await use(async () => {
      const query = `select count(*)::int from pg_locks where locktype = 'advisory' and not granted
                     and database = (select oid from pg_database where datname = current_database())`;
      while ((await client.query(query)).rows[0].count === 0);
    });
  });
}
