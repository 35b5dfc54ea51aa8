/** Settings in the database, their precedence, reloads by notification and by signal, dumps (operations 2-5, 10). */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type CommandProcess, startCommand } from '../../command-process.ts';
import type { TestDatabase } from '../../postgres/database.ts';
import { withClient } from '../../postgres/database.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';
import { pumpEnvironment, startPumpServer } from '../../pump-server.ts';

let database: TestDatabase;
let uri: string;
let directory: string;
const running: CommandProcess[] = [];
beforeAll(async () => {
  database = await createTestDatabase(['test/fixtures/pumps.sql']);
  uri = database.uri('pumps_gate');
  directory = mkdtempSync(path.join(tmpdir(), 'postgrest-ts-configuration-'));
});
afterEach(async () => {
  for (const command of running.splice(0)) await command.close();
  await sql(`alter role pumps_gate in database ${database.name} reset all`);
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  await database.drop();
});

function sql(text: string): Promise<void> {
  return withClient(database.uri(), async (client) => {
    await client.query(text);
  });
}

const set = (name: string, value: string) =>
  sql(`alter role pumps_gate in database ${database.name} set pgrst.${name} = '${value}'`);

async function dumped(kind: 'config' | 'schema', environment: Readonly<Record<string, string>> = {}, shell?: string) {
  const command = startCommand({
    args: [`--dump-${kind}`],
    environment: { ...pumpEnvironment(uri), ...environment },
    ...(shell === undefined ? {} : { shell }),
  });
  running.push(command);
  return { code: await command.exit, output: command.stdout(), lines: command.lines() };
}

async function serve(environment: Readonly<Record<string, string>> = {}, args?: readonly string[]) {
  const server = await startPumpServer(uri, environment, args === undefined ? {} : { args });
  running.push(server);
  return server;
}

test('--dump-config: a setting in the database beats the environment, its function loses to the role', async () => {
  await sql(`create or replace function pumps.configure() returns void language sql as $$
    select set_config('pgrst.db_max_rows', '7', true), set_config('pgrst.db_tx_end', 'rollback', true)
  $$; grant execute on function pumps.configure() to pumps_gate; grant usage on schema pumps to pumps_gate`);
  await set('db_max_rows', '5');
  await set('log_level', 'debug');
  const { code, output, lines } = await dumped('config', {
    PGRST_DB_MAX_ROWS: '3',
    PGRST_DB_PRE_CONFIG: 'pumps.configure',
    PGRST_LOG_LEVEL: 'warn',
  });
  expect(code).toBe(0);
  expect(lines).toEqual(['Starting PostgREST 16.2...']);
  const options = output.split('\n').slice(0, -1);
  expect(options).toHaveLength(45);
  expect(options).toEqual([...options].sort());
  for (const line of ['db-max-rows = 5', 'db-tx-end = "rollback"', 'log-level = "warn"'])
    expect(options).toContain(line);
});

test('--dump-config prints a file that it reads again, and the same for the environment', async () => {
  const configuration = `admin-server-host = "localhost"
admin-server-port = 3001
admin-server-unix-socket = "/tmp/admin.sock"
admin-server-unix-socket-mode = "640"
app.settings.place = "by the \\"old\\" well"
client-error-verbosity = "minimal"
db-aggregates-enabled = true
db-anon-role = "visitor"
db-channel = "works"
db-channel-enabled = false
db-config = false
db-extra-search-path = "public,tools"
db-hoisted-tx-settings = "a,b"
db-max-rows = 50
db-plan-enabled = true
db-pool = 4
db-pool-acquisition-timeout = 5
db-pool-automatic-recovery = false
db-pool-max-idletime = 6
db-pool-max-lifetime = 7
db-pre-config = "pumps.configure"
db-pre-request = "check"
db-prepared-statements = false
db-root-spec = "pumps.root"
db-schemas = "pumps,depot"
db-tx-end = "rollback-allow-override"
db-uri = "host=nowhere"
jwt-aud = "urn:works"
jwt-cache-max-entries = 8
jwt-role-claim-key = "$$.user[0]['real role']"
jwt-secret = "YSBzZWNyZXQgdGhhdCBpcyBsb25nIGVub3VnaCB0byBjb3VudA=="
jwt-secret-is-base64 = true
log-level = "info"
log-query = true
openapi-mode = "ignore-privileges"
openapi-security-active = true
openapi-server-proxy-uri = "https://works.example/api"
server-cors-allowed-origins = "http://a,http://b"
server-host = "127.0.0.1"
server-port = 80
server-reuseport = true
server-timing-enabled = true
server-trace-header = "X-Trace"
server-unix-socket = "/tmp/api.sock"
server-unix-socket-mode = "777"
url-use-legacy-target-names = false
`;
  const file = path.join(directory, 'whole.conf');
  writeFileSync(file, configuration);
  const read = startCommand({ args: ['--dump-config', file] });
  running.push(read);
  expect(await read.exit).toBe(0);
  expect(read.stdout()).toBe(configuration);

  const variables = [...configuration.matchAll(/^([^ ]+) = "?(.*?)"?$/gm)].map(([, key = '', value = '']) => {
    const name = key.startsWith('app.')
      ? 'PGRST_APP_SETTINGS_place'
      : `PGRST_${key.toUpperCase().replaceAll('-', '_')}`;
    return [name, value.replaceAll('\\"', '"').replaceAll('$$', '$')] as const;
  });
  const { output } = await dumped('config', Object.fromEntries(variables));
  expect(output).toBe(configuration);
});

test('--dump-config without db-config does not ask the database', async () => {
  await set('db_max_rows', '5');
  const { code, output } = await dumped('config', { PGRST_DB_CONFIG: 'false' });
  expect([code, output.includes('db-max-rows = ""')]).toEqual([0, true]);
});

test('--dump-config of an unreachable database tells both failures and dumps all the same', async () => {
  const { code, output, lines } = await dumped('config', { PGRST_DB_URI: 'postgresql://x:y@127.0.0.1:1/z' });
  expect(code).toBe(0);
  expect(output).toContain('db-uri = "postgresql://x:y@127.0.0.1:1/z"');
  expect(lines[1]).toMatch(/^Failed to query database settings for the config parameters\.\{"code":"PGRST000",/);
  expect(lines[2]).toMatch(/^Failed to query the role settings\. \{"code":"PGRST000",/);
});

test('an internal error of a setting function is told by itself, too, as one of a request would be', async () => {
  await sql(`create or replace function pumps.configure() returns void language plpgsql as $$
    begin raise sqlstate 'XX000' using message = 'boom'; end
  $$; grant execute on function pumps.configure() to pumps_gate; grant usage on schema pumps to pumps_gate`);
  const error = '{"code":"XX000","details":null,"hint":null,"message":"boom"}';
  const told = [error, `Failed to query database settings for the config parameters.${error}`];
  const environment = { PGRST_DB_PRE_CONFIG: 'pumps.configure' };
  expect((await dumped('config', environment)).lines.slice(1, 3)).toEqual(told);
  const server = await serve(environment);
  await server.logged('Schema cache loaded in');
  expect(server.lines().filter((line) => line.includes('boom'))).toEqual(told);
});

test('an invalid setting in the database: fatal for a dump, told by a server', async () => {
  await set('db_tx_end', 'maybe');
  for (const kind of ['config', 'schema'] as const) {
    const { code, output, lines } = await dumped(kind);
    expect([code, output]).toEqual([1, '']);
    expect(lines.at(-1)).toContain('"Error in config Invalid transaction termination. Check your configuration."');
  }
  const server = await serve();
  expect(server.lines()).toContain(
    'Failed reloading config: Error in config Invalid transaction termination. Check your configuration.',
  );
  expect((await fetch(`${server.url}/pump`)).status).toBe(200);
});

test('what a pipe delivers is read once', async () => {
  const secret = 'a secret that only a pipe knows, once';
  const piping = (text: string) => `exec "$@" <<'END'\n${text}\nEND`;
  const environment = { PGRST_JWT_SECRET: '@/dev/stdin', PGRST_DB_CONFIG: 'false' };
  const { output } = await dumped('config', environment, piping(secret));
  expect(output).toContain(`jwt-secret = "${secret}"\n`);
  const server = await startPumpServer('@/dev/stdin', {}, { shell: piping(uri) });
  running.push(server);
  await server.logged('Schema cache loaded in');
  expect((await fetch(`${server.url}/pump`)).status).toBe(200);
});

test('a malformed db-uri is dumped as it is, and a server keeps trying', async () => {
  const environment = { PGRST_DB_URI: 'nonsense' };
  const dump = await dumped('config', { ...environment, PGRST_DB_CONFIG: 'false' });
  expect([dump.code, dump.output.includes('db-uri = "nonsense"\n')]).toEqual([0, true]);
  const server = await serve(environment);
  expect((await fetch(`${server.url}/pump`)).status).toBe(503);
  const reason = 'missing "=" after "nonsense" in connection info string';
  const expected = [
    `Failed listening for database notifications on the "pgrst" channel. ${reason}`,
    'Failed listening for database notifications on the "pgrst" channel. ExitFailure 1',
    'Retrying listening for database notifications in 1 seconds...',
  ];
  for (const line of expected) expect(server.lines()).toContain(line);
  await server.logged('Attempting to reconnect to the database in 1 seconds...');
  expect(server.lines()).toContain(
    'Failed to query the PostgreSQL version. ' +
      JSON.stringify({
        code: 'PGRST000',
        details: `${reason}\n`,
        hint: null,
        message: 'Database connection error.',
      }),
  );
});

test('the deprecated role claim path is told before the sockets are opened, and with each reload', async () => {
  const server = await serve({ PGRST_JWT_ROLE_CLAIM_KEY: '.role', PGRST_DB_CHANNEL_ENABLED: 'false' });
  const warning = 'WARNING: The config `jwt-role-claim-key=."role"` is using the deprecated JSPath syntax.';
  expect(server.lines()[1]).toBe(warning);
  expect(server.lines()[3]).toMatch(/^Admin server listening/);
  await server.logged('Config reloaded');
  expect(server.lines().indexOf('Config reloaded')).toBe(server.lines().lastIndexOf(warning) + 2);
});

test('--dump-schema into a pipe that holds less, and into one that nobody reads', async () => {
  await sql(`comment on table pumps.pump is '${'x'.repeat(300_000)}'`);
  try {
    const { code, output } = await dumped('schema');
    expect(code).toBe(0);
    expect(JSON.stringify(JSON.parse(output))).toContain('x'.repeat(300_000));
    const unread = await dumped('schema', {}, '"$@" | true');
    expect(unread.lines).toEqual(['Starting PostgREST 16.2...']);
  } finally {
    await sql('comment on table pumps.pump is null');
  }
});

test('--dump-schema', async () => {
  const { code, output } = await dumped('schema');
  expect(code).toBe(0);
  expect(Object.keys(JSON.parse(output)).sort()).toEqual([
    'dbMediaHandlers',
    'dbRelationships',
    'dbRepresentations',
    'dbRoutines',
    'dbTables',
  ]);
  const failed = await dumped('schema', { PGRST_DB_SCHEMAS: 'nowhere' });
  expect([failed.code, failed.output]).toEqual([1, '']);
  expect(failed.lines.at(-1)).toMatch(
    /^Failed to load the schema cache using db-schemas=nowhere and db-extra-search-path=public\. \{"code":"3F000"/,
  );
});

test('notifications reload the schema cache and the configuration', async () => {
  const server = await serve();
  await server.logged('Listener connected');
  await server.logged('Schema cache loaded in');
  await sql('create table pumps.gauge (id int primary key); grant select on pumps.gauge to pumps_reader');
  expect((await fetch(`${server.url}/gauge`)).status).toBe(404);
  await sql("notify pgrst, 'reload schema'");
  await server.logged('Received a schema cache reload message on the "pgrst" channel');
  await server.logged('Schema cache loaded in', 2);
  expect((await fetch(`${server.url}/gauge`)).status).toBe(200);

  await set('db_max_rows', '2');
  await sql("notify pgrst, 'something else'");
  await sql("notify pgrst, 'reload config'");
  await server.logged('Received a config reload message on the "pgrst" channel');
  await server.logged('Config reloaded', 3);
  expect(await (await fetch(`${server.url}/pump?select=id`)).json()).toEqual([{ id: 1 }, { id: 2 }]);

  await sql('notify pgrst');
  await server.logged('Schema cache loaded in', 3);
});

test('SIGUSR1 loads the schema cache, SIGUSR2 reads the file again', async () => {
  const file = path.join(directory, 'server.conf');
  writeFileSync(file, 'db-max-rows = 1\n');
  const server = await serve({ PGRST_DB_CONFIG: 'false', PGRST_DB_CHANNEL_ENABLED: 'false' }, [file]);
  await server.logged('Schema cache loaded in');
  server.signal('SIGUSR1');
  await server.logged('Schema cache loaded in', 2);
  expect(server.lines()).not.toContain('Config reloaded');

  writeFileSync(file, 'db-max-rows = 2\n');
  server.signal('SIGUSR2');
  await server.logged('Config reloaded');
  expect(await (await fetch(`${server.url}/pump?select=id`)).json()).toHaveLength(2);
  writeFileSync(file, 'db-tx-end = "maybe"\ndb-max-rows = 3\n');
  server.signal('SIGUSR2');
  await server.logged('Failed reloading config: Error in config Invalid transaction termination');
  expect(await (await fetch(`${server.url}/pump?select=id`)).json()).toHaveLength(2);
});

test('settings of roles apply to their requests; the listener is switched on and off by a reload', async () => {
  const file = path.join(directory, 'roles.conf');
  writeFileSync(file, 'db-channel-enabled = true\n');
  const server = await serve({ PGRST_DB_ANON_ROLE: 'pumps_engineer' }, [file]);
  const { code } = (await (await fetch(`${server.url}/rpc/wait?seconds=3`)).json()) as { readonly code: string };
  expect(code).toBe('57014');
  await server.logged('Listener connected');
  writeFileSync(file, 'db-channel-enabled = false\n');
  server.signal('SIGUSR2');
  await server.logged('Config reloaded', 2);
  writeFileSync(file, 'db-channel-enabled = true\ndb-channel = "other"\n');
  server.signal('SIGUSR2');
  expect(await server.logged('Listener connected', 2)).toContain('on the "other" channel');
});
