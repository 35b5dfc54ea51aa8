/** `server-workers`: several processes answer as one (docs/reliability.md; beyond PostgREST). */
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type CommandProcess, startCommand } from '../../command-process.ts';
import type { TestDatabase } from '../../postgres/database.ts';
import { withClient } from '../../postgres/database.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';
import { type PumpServer, pumpEnvironment, startPumpServer, statusOf, until } from '../../pump-server.ts';

let database: TestDatabase;
let uri: string;
let directory: string;
const running: CommandProcess[] = [];
beforeAll(async () => {
  database = await createTestDatabase(['test/fixtures/pumps.sql']);
  uri = database.uri('pumps_gate');
  directory = mkdtempSync(path.join(tmpdir(), 'postgrest-ts-workers-'));
});
afterEach(async () => {
  for (const command of running.splice(0)) await command.close();
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  await database.drop();
});

const secret = 'a secret that is long enough to count';

async function serve(environment: Readonly<Record<string, string>> = {}, args: readonly string[] = []) {
  const server = await startPumpServer(
    uri,
    { PGRST_SERVER_WORKERS: '2', PGRST_JWT_SECRET: secret, ...environment },
    { args },
  );
  running.push(server);
  await server.logged('Schema cache loaded in');
  await allServe(server);
  return server;
}

/** Until the metrics count the pools of both workers. */
const allServe = (server: PumpServer) => until(async () => (await metric(server, 'pgrst_db_pool_max')) === 20);

async function metric(server: PumpServer, name: string): Promise<number> {
  const text = await (await fetch(`${server.adminUrl}/metrics`)).text();
  return Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)![1]);
}

/** The statuses of four requests, each on a connection of its own: the workers take connections in turn. */
async function statuses(url: string, headers: Readonly<Record<string, string>> = {}): Promise<readonly number[]> {
  const all: number[] = [];
  for (let i = 0; i < 4; i++) {
    const status = await new Promise<number>((resolve) => {
      get(url, { agent: false, headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
    });
    all.push(status);
  }
  return all;
}

function workerPids(server: CommandProcess): readonly number[] {
  const processes = execFileSync('ps', ['-ax', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const pairs = processes.map((line) => line.trim().split(/\s+/).map(Number));
  return pairs.filter(([, parent]) => parent === server.pid).map(([pid]) => pid!);
}

function sql(text: string): Promise<number | null> {
  return withClient(database.uri(), async (client) => (await client.query(text)).rowCount);
}

function count(server: CommandProcess, text: string): number {
  return server.lines().filter((line) => line.startsWith(text)).length;
}

test('one load, one listener and one set of start-up lines for all', async () => {
  const server = await serve();
  await server.logged('Listener connected');
  for (const line of [
    'Starting PostgREST',
    'Admin server listening on',
    'Successfully connected to',
    'Config reloaded',
    'Schema cache queried in',
    'Listener connected',
    'API server listening on',
  ]) {
    expect([line, count(server, line)]).toEqual([line, 1]);
  }
  // No worker has asked the database anything: there is the listener only.
  await until(
    async () =>
      (await sql("select from pg_stat_activity where usename = 'pumps_gate' and datname = current_database()")) === 1,
  );
  expect(workerPids(server)).toHaveLength(2);
  expect(await statuses(`${server.url}/pump`)).toEqual([200, 200, 200, 200]);
  for (const target of ['/live', '/ready']) expect(await statusOf(`${server.adminUrl}${target}`)).toBe(200);
  server.signal('SIGTERM');
  expect(await server.exit).toBe(0);
  expect(count(server, 'Received termination unix signal SIGTERM')).toBe(1);
});

test('a reload reaches every worker', async () => {
  const file = path.join(directory, 'reload.conf');
  writeFileSync(file, '');
  const server = await serve({}, [file]);
  expect(await statuses(`${server.url}/gauge`)).toEqual([404, 404, 404, 404]);
  await sql('create table pumps.gauge (id int primary key); grant select on pumps.gauge to pumps_reader');
  server.signal('SIGUSR1');
  await server.logged('Schema cache loaded in', 2);
  await until(async () => (await statuses(`${server.url}/gauge`)).every((status) => status === 200));
  expect(count(server, 'Schema cache queried in')).toBe(2);

  const token = (key: string) => {
    const parts = [{ alg: 'HS256' }, { role: 'pumps_reader' }].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    const signature = createHmac('sha256', key).update(parts.join('.')).digest('base64url');
    return { Authorization: `Bearer ${[...parts, signature].join('.')}` };
  };
  expect(await statuses(`${server.url}/pump`, token(secret))).toEqual([200, 200, 200, 200]);
  writeFileSync(file, 'jwt-role-claim-key = ".role"\ndb-aggregates-enabled = true\n');
  server.signal('SIGUSR2');
  await until(async () => (await statuses(`${server.url}/pump?select=id.sum()`)).every((status) => status === 200));
  expect(await statuses(`${server.url}/pump`, token(secret))).toEqual([200, 200, 200, 200]);
  expect(await statuses(`${server.url}/pump`, token(`${secret}!`))).toEqual([401, 401, 401, 401]);
});

test('a worker that is gone is replaced; the new one has the current cache; metrics are those of all', async () => {
  const server = await serve();
  await sql('create table pumps.tank (id int primary key); grant select on pumps.tank to pumps_reader');
  await sql("notify pgrst, 'reload schema'");
  await server.logged('Schema cache loaded in', 2);
  const unknown = { Authorization: 'Bearer a.b.c' };
  expect(await statuses(`${server.url}/pump`, unknown)).toEqual([401, 401, 401, 401]);
  expect(await metric(server, 'pgrst_jwt_cache_requests_total')).toBe(4);

  const [first] = workerPids(server);
  process.kill(first!, 'SIGKILL');
  await server.logged('A worker has ended (SIGKILL), a new one takes its place');
  await until(() => workerPids(server).length === 2 && !workerPids(server).includes(first!));
  await allServe(server);
  expect(await statuses(`${server.url}/tank`)).toEqual([200, 200, 200, 200]);
  expect(count(server, 'Schema cache queried in')).toBe(2);
  expect(await metric(server, 'pgrst_jwt_cache_requests_total')).toBe(4);
  expect(await metric(server, 'pgrst_schema_cache_loads_total{status="SUCCESS"}')).toBe(2);
});

test('a connection that a worker loses makes the first process load the schema cache', async () => {
  const server = await serve({ PGRST_DB_CHANNEL_ENABLED: 'false' });
  expect(await statuses(`${server.url}/pump`)).toEqual([200, 200, 200, 200]);
  await sql(
    "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'pumps_gate' and datname = current_database()",
  );
  expect(await statuses(`${server.url}/pump`)).toContain(503);
  await server.logged('Schema cache loaded in', 2);
  await until(async () => (await statuses(`${server.url}/pump`)).every((status) => status === 200));
});

test('they share a unix socket', async () => {
  const socketPath = path.join(directory, 'api.sock');
  writeFileSync(socketPath, 'stale');
  const server = await serve({ PGRST_SERVER_UNIX_SOCKET: socketPath, PGRST_SERVER_UNIX_SOCKET_MODE: '600' });
  expect(statSync(socketPath).mode & 0o777).toBe(0o600);
  const status = await new Promise((resolve) => {
    get({ socketPath, path: '/pump' }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
  });
  expect(status).toBe(200);
  rmSync(socketPath);
  expect(await statusOf(`${server.adminUrl}/live`)).toBe(500);
});

test('a taken port ends the whole', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const port = String((other.address() as AddressInfo).port);
  const command = startCommand({
    environment: { ...pumpEnvironment(uri), PGRST_SERVER_WORKERS: '2', PGRST_SERVER_PORT: port },
  });
  running.push(command);
  expect(await command.exit).toBe(1);
  expect(command.lines()).toContain('postgrest: Network.Socket.bind: resource busy (Address already in use)');
  other.close();
});
