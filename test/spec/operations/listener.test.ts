/** The listener's connection lost and found again; servers that must not go on (operations 8.5, 9.3, 10). */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type CommandProcess, startCommand } from '../../command-process.ts';
import type { TestDatabase } from '../../postgres/database.ts';
import { withClient } from '../../postgres/database.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';
import { pumpEnvironment, startPumpServer, statusOf, until } from '../../pump-server.ts';

let database: TestDatabase;
let uri: string;
const running: CommandProcess[] = [];
beforeAll(async () => {
  database = await createTestDatabase(['test/fixtures/pumps.sql']);
  uri = database.uri('pumps_gate');
});
afterEach(async () => {
  for (const command of running.splice(0)) await command.close();
  await sql(`alter role pumps_gate in database ${database.name} reset all`);
});
afterAll(() => database.drop());

function sql(text: string): Promise<void> {
  return withClient(database.uri(), async (client) => {
    await client.query(text);
  });
}

async function serve(environment: Readonly<Record<string, string>> = {}) {
  const server = await startPumpServer(uri, environment);
  running.push(server);
  await server.logged('Listener connected');
  await server.logged('Schema cache loaded in');
  return server;
}

const endListener = () =>
  sql(
    "select pg_terminate_backend(pid) from pg_stat_activity where query like 'LISTEN%' and usename = 'pumps_gate' and datname = current_database()",
  );

const lost =
  'Failed listening for database notifications on the "pgrst" channel. server closed the connection unexpectedly ' +
  'This probably means the server terminated abnormally before or while processing the request.';

test('a lost connection is told, tried again, and the schema cache loaded, as notifications may have been missed', async () => {
  const server = await serve();
  const isReady = async () => (await statusOf(`${server.adminUrl}/ready`)) === 200;
  await until(isReady);
  await endListener();
  await server.logged('Retrying listening for database notifications in 1 seconds...');
  expect(server.lines()).toContain(lost);
  expect(await isReady()).toBe(false);
  await sql('create table pumps.valve (id int primary key); grant select on pumps.valve to pumps_reader');
  expect(await statusOf(`${server.url}/pump`)).toBe(200);

  await server.logged('Listener connected', 2);
  await server.logged('Schema cache loaded in', 2);
  expect(await statusOf(`${server.url}/valve`)).toBe(200);
  await until(isReady);
  await sql("notify pgrst, 'reload config'");
  await server.logged('Received a config reload message');

  // The pauses begin anew after a success.
  await endListener();
  await server.logged('Retrying listening for database notifications in 1 seconds...', 2);
});

test('without automatic recovery a lost listener ends the process', async () => {
  const server = await serve({ PGRST_DB_POOL_AUTOMATIC_RECOVERY: 'false' });
  await endListener();
  expect(await server.exit).toBe(1);
  expect(server.lines()).toContain(lost);
  expect(server.lines()).not.toContain('Automatic recovery disabled, exiting.');
});

test('a PostgreSQL that is too old ends the process', async () => {
  // What the server asks of the version resolves to a function that lies.
  await sql(`create schema museum; grant usage on schema museum to pumps_gate;
    create function museum.current_setting(name text) returns text language sql as $$
      select case name when 'server_version_num' then '130004' else '13.4' end
    $$;
    alter role pumps_gate in database ${database.name} set search_path = museum, pg_catalog`);
  const command = startCommand({ environment: { ...pumpEnvironment(uri), PGRST_DB_CHANNEL_ENABLED: 'false' } });
  running.push(command);
  expect(await command.exit).toBe(1);
  expect(command.lines()).toEqual([
    'Starting PostgREST 16.2...',
    'Cannot run in this PostgreSQL version (13.4), PostgREST needs at least 14.0',
  ]);
});
