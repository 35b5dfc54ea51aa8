/** Start-up, signals, exit codes, sockets (operations 1, 2, 6, 7). */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type CommandProcess, startCommand } from '../../command-process.ts';
import { freePort } from '../../free-port.ts';
import type { TestDatabase } from '../../postgres/database.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';
import { isWaiting, pumpEnvironment, startPumpServer, statusOf, until } from '../../pump-server.ts';
import { repositoryRoot } from '../../repository-root.ts';

let database: TestDatabase;
let uri: string;
let directory: string;
const running: CommandProcess[] = [];
beforeAll(async () => {
  database = await createTestDatabase(['test/fixtures/pumps.sql']);
  uri = database.uri('pumps_gate');
  directory = mkdtempSync(path.join(tmpdir(), 'postgrest-ts-operations-'));
});
afterEach(async () => {
  for (const command of running.splice(0)) await command.close();
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  await database.drop();
});

function start(environment: Readonly<Record<string, string>>, args: readonly string[] = []): CommandProcess {
  const command = startCommand({ environment: { ...pumpEnvironment(uri), ...environment }, args });
  running.push(command);
  return command;
}

async function serve(environment: Readonly<Record<string, string>> = {}) {
  const server = await startPumpServer(uri, environment);
  running.push(server);
  return server;
}

function occupied(): Promise<{ readonly server: Server; readonly port: string }> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve({ server, port: String(typeof address === 'object' ? address?.port : 0) });
    });
  });
}

const bindFailure = 'postgrest: Network.Socket.bind: resource busy (Address already in use)';

test('a log that nobody has read yet is not lost at the end', async () => {
  const port = await freePort();
  const { PATH = '' } = process.env;
  const environment = { ...pumpEnvironment(uri), PATH, PGRST_SERVER_PORT: String(port), PGRST_LOG_LEVEL: 'info' };
  const child = spawn(process.execPath, ['bin/postgrest.js'], { cwd: repositoryRoot, env: environment });
  const listens = new Promise<void>((resolve) => {
    child.stderr.on('data', (chunk) => String(chunk).includes('API server listening') && resolve());
  });
  try {
    await listens;
    const url = `http://127.0.0.1:${port}`;
    // More than a pipe and its reader's buffer hold.
    const requests = Array.from({ length: 10 }, (_, index) => `${url}/pump?name=eq.${index}${'x'.repeat(40_000)}`);
    for (const request of requests) await statusOf(request);
    child.kill('SIGTERM');
    await until(async () => (await statusOf(url)) === 0);
    let log = '';
    for await (const chunk of child.stdout) log += chunk;
    expect(log.split('\n').filter((line) => line.includes('xxx HTTP/1.1" '))).toHaveLength(requests.length);
  } finally {
    child.kill('SIGKILL');
  }
});

test('start-up lines in their order, then a graceful end', async () => {
  const server = await serve();
  await server.logged('Schema cache loaded in');
  const main = server.lines().filter((line) => !line.startsWith('Listener'));
  const expected = [
    /^Starting PostgREST 16\.2\.\.\.$/,
    /^Admin server listening on 127\.0\.0\.1:\d+$/,
    /^Successfully connected to PostgreSQL \d+/,
    /^Connection Pool initialized with a maximum size of 10 connections$/,
    /^Config reloaded$/,
    /^(Schema cache queried in \d+\.\d milliseconds |API server listening on 127\.0\.0\.1:\d+)$/,
  ];
  for (const [index, pattern] of expected.entries()) expect(main[index]).toMatch(pattern);
  expect(main).toContain(
    'Schema cache loaded 1 Relations, 0 Relationships, 3 RPCs, 0 Domain Representations, 4 Media Type Handlers',
  );
  expect(await server.logged('Listener connected to PostgreSQL')).toMatch(
    /on "127\.0\.0\.1:\d+" and listening for database notifications on the "pgrst" channel$/,
  );
  const slow = fetch(`${server.url}/rpc/wait?seconds=0.5`);
  await until(() => isWaiting(database));
  server.signal('SIGTERM');
  await server.logged('Received termination unix signal SIGTERM');
  server.signal('SIGTERM');
  await until(async () => (await statusOf(`${server.url}/pump`)) === 0);
  const answer = await slow;
  expect([answer.status, answer.headers.get('connection'), await answer.text()]).toEqual([200, 'close', '"waited"']);
  expect(await server.exit).toBe(0);
});

test.skipIf(process.platform !== 'linux')('the process can be found by its name', async () => {
  const server = await serve();
  expect(readFileSync(`/proc/${server.pid}/comm`, 'utf8')).toBe('postgrest\n');
});

test('SIGINT ends at once when nothing is under way', async () => {
  const server = await serve({ PGRST_DB_CHANNEL_ENABLED: 'false' });
  server.signal('SIGINT');
  expect(await server.exit).toBe(0);
  expect(server.lines().at(-1)).toBe('Received termination unix signal SIGINT');
});

test('a taken port is told in one line, exit 1', async () => {
  const { server: other, port } = await occupied();
  const api = start({ PGRST_SERVER_PORT: port });
  const admin = start({ PGRST_SERVER_PORT: '0', PGRST_ADMIN_SERVER_PORT: port });
  expect(await api.exit).toBe(1);
  expect(api.lines().at(-1)).toBe(bindFailure);
  expect(await admin.exit).toBe(1);
  expect(admin.lines()).toEqual(['Starting PostgREST 16.2...', bindFailure]);
  other.close();
});

test('an invalid configuration is fatal at start', async () => {
  const file = path.join(directory, 'invalid.conf');
  writeFileSync(file, 'db-tx-end = "maybe"\n');
  const invalid = start({}, [file]);
  const absent = start({}, [path.join(directory, 'absent.conf')]);
  const secret = start({ PGRST_JWT_SECRET: 'short' });
  expect(await invalid.exit).toBe(1);
  expect(invalid.lines().join('\n')).toContain('Invalid transaction termination. Check your configuration.');
  expect(await absent.exit).toBe(1);
  expect(absent.lines().join('\n')).toContain('openFile: does not exist (No such file or directory)');
  expect(await secret.exit).toBe(1);
  expect(secret.lines().join('\n')).toContain('The JWT secret must be at least 32 characters long.');
});

test('a wrong password ends the process', async () => {
  const command = start({ PGRST_DB_URI: database.uri('pumps_gate', 'wrong'), PGRST_DB_CHANNEL_ENABLED: 'false' });
  expect(await command.exit).toBe(1);
  expect(command.lines()[1]).toMatch(
    /^Failed to establish a connection\. \{"code":"PGRST000","details":".*FATAL: {2}password authentication failed/,
  );
});

test('unix sockets for both servers: modes, stale files, files that stay', async () => {
  const [api, admin] = [path.join(directory, 'api.sock'), path.join(directory, 'admin.sock')];
  writeFileSync(api, 'stale');
  const command = start({
    PGRST_SERVER_UNIX_SOCKET: api,
    PGRST_SERVER_UNIX_SOCKET_MODE: '600',
    PGRST_ADMIN_SERVER_UNIX_SOCKET: admin,
  });
  await command.logged(`Admin server listening on ${admin}`);
  await command.logged(`API server listening on ${api}`);
  expect(statSync(api).mode & 0o777).toBe(0o600);
  expect(statSync(admin).mode & 0o777).toBe(0o660);
  await command.logged('Listener connected');
  await command.logged('Schema cache loaded in');
  const statusAt = (socketPath: string, target: string) =>
    new Promise((resolve) => {
      request({ socketPath, path: target }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).end();
    });
  expect(await statusAt(api, '/pump')).toBe(200);
  expect(await statusAt(admin, '/live')).toBe(200);
  rmSync(api);
  expect(await statusAt(admin, '/ready')).toBe(500);
  command.signal('SIGTERM');
  expect(await command.exit).toBe(0);
  expect(existsSync(admin)).toBe(true);
});

test('--ready asks a running server', async () => {
  const server = await serve();
  await server.logged('Schema cache loaded in');
  await server.logged('Listener connected');
  const environment = { PGRST_ADMIN_SERVER_PORT: new URL(server.adminUrl).port };
  const ready = start(environment, ['--ready']);
  expect(await ready.exit).toBe(0);
  expect([ready.stdout(), ready.lines()]).toEqual([`OK: ${server.adminUrl}/ready\n`, []]);
  server.signal('SIGTERM');
  await server.exit;
  const refused = start(environment, ['--ready']);
  expect(await refused.exit).toBe(1);
  expect(refused.lines()).toEqual([`ERROR: connection refused to ${server.adminUrl}/ready`]);
});

test('the example is a configuration that loads', async () => {
  const example = start({}, ['--example']);
  expect(await example.exit).toBe(0);
  const file = path.join(directory, 'example.conf');
  writeFileSync(file, example.stdout().replace(/^db-uri.*$/m, `db-uri = "${uri}"`));
  const dump = start({}, ['--dump-config', file]);
  expect(await dump.exit).toBe(0);
  expect(dump.stdout().split('\n').slice(0, -1)).toHaveLength(45);
});

test('usage errors', async () => {
  const command = start({}, ['--dump-config', '--ready']);
  expect(await command.exit).toBe(1);
  expect(command.stdout()).toBe('');
  expect(command.lines().join('\n')).toMatch(/Usage/i);
});

test('the API port is closed until the first attempt has ended', async () => {
  const port = await freePort();
  const adminPort = await freePort();
  const command = start({
    PGRST_SERVER_PORT: String(port),
    PGRST_ADMIN_SERVER_PORT: String(adminPort),
    PGRST_INTERNAL_SCHEMA_CACHE_QUERY_SLEEP: '800',
  });
  await command.logged('Config reloaded');
  expect(await statusOf(`http://127.0.0.1:${port}/pump`)).toBe(0);
  expect(await statusOf(`http://127.0.0.1:${adminPort}/live`)).toBe(500);
  expect(await statusOf(`http://127.0.0.1:${adminPort}/ready`)).toBe(503);
  await command.logged('API server listening');
  expect(await statusOf(`http://127.0.0.1:${adminPort}/live`)).toBe(200);
});
