/** The command as operators and newcomers type it. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { demoScripts } from '../demo/demo-scripts.ts';
import { freePort } from '../free-port.ts';
import type { TestDatabase } from '../postgres/database.ts';
import { createTestDatabase } from '../postgres/test-database.ts';
import { repositoryRoot } from '../repository-root.ts';
import { type ServerProcess, startServerProcess } from '../server-process.ts';

const program = [process.execPath, 'bin/postgrest.js'];

let database: TestDatabase;
let directory: string;
let server: ServerProcess | undefined;
beforeAll(async () => {
  database = await createTestDatabase(demoScripts);
  directory = mkdtempSync(path.join(tmpdir(), 'postgrest-ts-command-'));
});
afterEach(async () => {
  await server?.close();
  server = undefined;
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  await database.drop();
});

function run(args: readonly string[]): Promise<{ status: unknown; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['bin/postgrest.js', ...args], { cwd: repositoryRoot }, (error, stdout, stderr) => {
      resolve({ status: error?.code ?? 0, stdout, stderr });
    });
  });
}

const titan = '[{"name":"Titan"}]';
async function nameOfTitan(url: string): Promise<string> {
  const response = await fetch(`${url}/bodies?id=eq.66&select=name`);
  return response.text();
}

test('a database URI with flags', async () => {
  const port = await freePort();
  const flags = ['--port', String(port), '--schema', 'api', '--anonymous', 'web_anon', '--pool', '5'];
  server = await startServerProcess([...program, database.uri(), ...flags], '', port);
  expect(await nameOfTitan(server.url)).toBe(titan);
});

test('a configuration file', async () => {
  const port = await freePort();
  const file = `db-uri = "${database.uri()}"\ndb-schemas = "api"\ndb-anon-role = "web_anon"\nserver-port = ${port}\n`;
  server = await startServerProcess([...program, '{config}'], file, port);
  expect(await nameOfTitan(server.url)).toBe(titan);
});

test('environment variables alone', async () => {
  const port = await freePort();
  server = await startServerProcess(program, '', port, {
    PGRST_DB_URI: database.uri(),
    PGRST_DB_SCHEMAS: 'api',
    PGRST_DB_ANON_ROLE: 'web_anon',
    PGRST_SERVER_PORT: String(port),
  });
  expect(await nameOfTitan(server.url)).toBe(titan);
});

test('the demo serves every request that it suggests, on PORT', async () => {
  const port = await freePort();
  server = await startServerProcess([...program, '--demo'], '', port, { PORT: String(port) });
  const suggested = [...server.log().matchAll(/curl "([^"]+)"/g)].map(([, url]) => url!);
  expect(suggested.length).toBeGreaterThanOrEqual(3);
  for (const url of suggested) {
    expect(url).toContain(`:${port}/`);
    const response = await fetch(url);
    expect(response.status).toBe(200);
    expect(await response.text()).not.toBe('[]');
  }
});

test('an embedded database is loaded once and kept in its directory', async () => {
  const port = await freePort();
  const script = path.join(directory, 'notes.sql');
  writeFileSync(
    script,
    `create role writer; create table notes (text text); grant select, insert on notes to writer;
     insert into notes values ('first');`,
  );
  const flags = ['--data-dir', path.join(directory, 'data'), '--load', script, '--port', String(port)];
  const command = [...program, ...flags, '--anonymous', 'writer'];
  server = await startServerProcess(command, '', port);
  const headers = { 'Content-Type': 'application/json' };
  const insert = await fetch(`${server.url}/notes`, { method: 'POST', headers, body: '{"text":"second"}' });
  expect(insert.status).toBe(201);
  await server.close();
  server = await startServerProcess(command, '', port);
  const response = await fetch(`${server.url}/notes?select=text`);
  expect(await response.json()).toEqual([{ text: 'first' }, { text: 'second' }]);
});

test('a taken port is an error of one line', async () => {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const { port } = holder.address() as { port: number };
  const result = await run([database.uri(), '--server-host', '127.0.0.1', '--port', String(port)]);
  holder.close();
  expect(result.status).toBe(1);
  const lines = result.stderr.split('\n').filter((line) => line.startsWith('postgrest:'));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('Address already in use');
  expect(result.stderr).not.toContain('    at ');
});

test('--version and --help', async () => {
  expect(await run(['--version'])).toMatchObject({ status: 0, stdout: 'PostgREST 16.2\n', stderr: '' });
  expect(await run(['--help'])).toMatchObject({ status: 0, stdout: expect.stringContaining('Usage: postgrest') });
});

test('an unknown option is explained on standard error', async () => {
  const result = await run(['--no-such-option']);
  expect(result).toMatchObject({ status: 1, stdout: '' });
  expect(result.stderr).toContain('--no-such-option');
});
