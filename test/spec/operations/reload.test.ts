/** What a configuration reload changes, and what it leaves (operations 3.3, 3.5, 4). */
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../postgres/database.ts';
import { withClient } from '../../postgres/database.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';
import { type PumpServer, startPumpServer } from '../../pump-server.ts';

let database: TestDatabase;
let directory: string;
let file: string;
let server: PumpServer;
beforeAll(async () => {
  database = await createTestDatabase(['test/fixtures/pumps.sql']);
  await withClient(database.uri(), (client) =>
    client.query(`
      create function pumps.setting(name text) returns text language sql as $$ select current_setting(name, true) $$;
      create function pumps.before() returns void language sql as $$ select set_config('app.before', 'ran', true) $$;
      grant insert on pumps.pump to pumps_reader`),
  );
  directory = mkdtempSync(path.join(tmpdir(), 'postgrest-ts-reload-'));
  file = path.join(directory, 'server.conf');
  writeFileSync(file, '');
  server = await startPumpServer(
    database.uri('pumps_gate'),
    { PGRST_DB_CONFIG: 'false', PGRST_DB_CHANNEL_ENABLED: 'false', PGRST_DB_POOL: '3' },
    { args: [file] },
  );
  await server.logged('Schema cache loaded in');
});
afterAll(async () => {
  await server.close();
  rmSync(directory, { recursive: true, force: true });
  await database.drop();
});

let reloads = 0;
async function reload(configuration: string): Promise<void> {
  writeFileSync(file, configuration);
  server.signal('SIGUSR2');
  reloads += 1;
  await server.logged('Config reloaded', reloads);
}

const ask = (target: string, init: RequestInit = {}) => fetch(server.url + target, init);
const body = async (target: string, init: RequestInit = {}) => (await ask(target, init)).json();
const header = async (name: string, init: RequestInit = {}) => (await ask('/pump?limit=1', init)).headers.get(name);

test('options of requests', async () => {
  await reload('server-trace-header = "X-Trace"\nserver-timing-enabled = true\n');
  expect(await header('x-trace', { headers: { 'X-Trace': '7' } })).toBe('7');
  expect(await header('server-timing')).toMatch(/^jwt;dur=/);
  await reload('server-cors-allowed-origins = "http://a, http://b"\n');
  expect(await header('access-control-allow-origin', { headers: { Origin: 'http://b' } })).toBe('http://b');
  expect(await header('access-control-allow-origin', { headers: { Origin: 'http://c' } })).toBe(null);
  expect(await header('x-trace')).toBe(null);
  await reload('db-max-rows = 1\nclient-error-verbosity = "minimal"\ndb-aggregates-enabled = true\n');
  expect(await body('/pump?select=id')).toEqual([{ id: 1 }]);
  expect(Object.keys((await body('/nothing')) as object)).toEqual(['code', 'message']);
  expect(await body('/pump?select=count()')).toEqual([{ count: 3 }]);
  await reload('db-plan-enabled = true\nopenapi-mode = "disabled"\n');
  expect((await ask('/pump', { headers: { Accept: 'application/vnd.pgrst.plan' } })).status).toBe(200);
  expect([(await ask('/')).status, (await ask('/pump?select=count()')).status]).toEqual([404, 400]);
  await reload('db-root-spec = "wait"\n');
  expect(await body('/?seconds=0')).toBe('waited');
  await reload('app.settings.Place = "hill"\ndb-pre-request = "pumps.before"\n');
  expect(await body('/rpc/setting?name=app.settings.place')).toBe('hill');
  expect(await body('/rpc/setting?name=app.before')).toBe('ran');
  await reload('db-tx-end = "rollback"\n');
  const pump = { method: 'POST', body: '{"id":9,"name":"Ninth"}', headers: { 'Content-Type': 'application/json' } };
  expect((await ask('/pump', pump)).status).toBe(201);
  expect(await body('/pump?id=eq.9')).toEqual([]);
});

test('the file of a secret is read again; a short secret leaves the old one', async () => {
  const secretFile = path.join(directory, 'secret');
  const ask = async (secret: string) => {
    const parts = [{ alg: 'HS256' }, { role: 'pumps_reader' }].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    const signature = createHmac('sha256', secret).update(parts.join('.')).digest('base64url');
    const headers = { Authorization: `Bearer ${[...parts, signature].join('.')}` };
    return (await fetch(`${server.url}/pump`, { headers })).status;
  };
  const [first, second] = [
    'the first secret of thirty-two or more',
    'the second secret of thirty-two or more',
  ] as const;
  const configuration = `jwt-secret = "@${secretFile}"\n`;
  writeFileSync(secretFile, `${first}\n`);
  await reload(configuration);
  expect([await ask(first), await ask(second)]).toEqual([200, 401]);
  writeFileSync(secretFile, `${second}\n`);
  await reload(configuration);
  expect([await ask(first), await ask(second)]).toEqual([401, 200]);
  writeFileSync(secretFile, 'short');
  server.signal('SIGUSR2');
  await server.logged('Failed reloading config: user error (The JWT secret must be at least 32 characters long.)');
  expect(await ask(second)).toBe(200);
});

test('log options', async () => {
  await reload('log-level = "info"\nlog-query = true\n');
  await ask('/');
  await ask('/pump?limit=1');
  await reload('log-level = "crit"\n');
  await ask('/pump?limit=2');
  const lines = server.lines();
  const position = (pattern: RegExp) => lines.findIndex((line) => pattern.test(line));
  const order = [/^select set_config/, /from pg_class/, /pg_proc/, /obj_description\(\$1/, /^WITH pgrst_source/];
  const positions = order.map(position);
  expect(positions).not.toContain(-1);
  expect(positions).toEqual([...positions].sort((a, b) => a - b));
  expect(server.stdout()).toMatch(/"GET \/ HTTP\/1\.1" 200 .*\n.*"GET \/pump\?limit=1 HTTP\/1\.1" 200 .*\n$/);
});

test('what is read at the start only', async () => {
  await reload('server-port = 1\nadmin-server-port = 2\ndb-uri = "nowhere"\ndb-pool = 7\n');
  server.signal('SIGUSR1');
  await server.logged('Schema cache loaded in', 2);
  expect((await ask('/pump')).status).toBe(200);
  expect(await (await fetch(`${server.adminUrl}/metrics`)).text()).toContain('\npgrst_db_pool_max 3.0\n');
});
