/** PgBouncer in transaction mode with the configuration of deploy/, as it is but for addresses and files. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startCommand } from '../command-process.ts';
import { startLoad } from '../faults/load.ts';
import { freePort } from '../free-port.ts';
import { type TestDatabase, withClient } from '../postgres/database.ts';
import { createTestDatabase } from '../postgres/test-database.ts';
import { pumpEnvironment, startPumpServer, until } from '../pump-server.ts';
import { repositoryRoot } from '../repository-root.ts';
import { findProgram, type RunningProgram, runProgram } from './program.ts';

const pgbouncer = findProgram('pgbouncer');
const nobody = process.getuid?.() === 0 ? 65534 : undefined;

let database: TestDatabase;
let directory: string;
let pooler: RunningProgram | null = null;
beforeAll(async () => {
  database = await createTestDatabase(['test/fixtures/pumps.sql']);
});
afterEach(async () => {
  await pooler?.close();
  rmSync(directory, { recursive: true, force: true });
});
afterAll(() => database.drop());

/** Starts PgBouncer with two connections to the database; resolves with the URI for clients. */
async function startPooler(): Promise<string> {
  directory = mkdtempSync(path.join(tmpdir(), 'postgrest-ts-pgbouncer-'));
  const port = await freePort();
  const { hostname, port: databasePort } = new URL(database.uri());
  const configuration = readFileSync(path.join(repositoryRoot, 'deploy/pgbouncer.ini'), 'utf8')
    .replace(/^app = .*$/m, `${database.name} = host=${hostname} port=${databasePort}`)
    .replace('listen_port = 6432', `listen_port = ${port}`)
    .replace('default_pool_size = 20', 'default_pool_size = 2')
    .replace('/etc/pgbouncer/userlist.txt', `${directory}/userlist.txt`);
  writeFileSync(`${directory}/pgbouncer.ini`, configuration);
  writeFileSync(`${directory}/userlist.txt`, '"pumps_gate" "pumps_gate"\n');
  chmodSync(directory, 0o755);
  const started = runProgram(pgbouncer!, [`${directory}/pgbouncer.ini`], nobody);
  pooler = started;
  await until(() => started.output().includes('process up'));
  return `postgresql://pumps_gate:pumps_gate@127.0.0.1:${port}/${database.name}`;
}

describe.skipIf(pgbouncer === null)('PgBouncer (needs to be installed)', () => {
  test('transaction pooling: many clients on few connections', async () => {
    const server = await startPumpServer(await startPooler(), {
      PGRST_DB_PREPARED_STATEMENTS: 'false',
      PGRST_DB_CHANNEL_ENABLED: 'false',
    });
    const load = startLoad(`${server.url}/pump?id=eq.1`, 10);
    await until(() => load.answers > 300);
    const connections = await withClient(database.uri(), (client) =>
      client.query("select from pg_stat_activity where usename = 'pumps_gate' and datname = current_database()"),
    );
    expect(connections.rowCount).toBeLessThanOrEqual(2);
    expect(Object.keys(await load.end())).toEqual(['200']);
    await server.close();
  });

  test('transaction pooling with prepared statements ends the server, which says why', async () => {
    const environment = { PGRST_DB_CHANNEL_ENABLED: 'false' };
    const server = startCommand({
      environment: { ...pumpEnvironment(await startPooler()), ...environment, PGRST_SERVER_PORT: '0' },
    });
    const address = await server.logged('listening on').then(
      (line) => line.split(' ').at(-1),
      () => null,
    );
    const load = address === null ? null : startLoad(`http://${address}/pump?id=eq.1`, 10);
    expect(await server.exit).toBe(1);
    await load?.end();
    expect(server.lines().join('\n')).toContain('try setting db-prepared-statements to false. {"code":"42P05"');
  });
});
