/** PgBouncer in transaction mode with the configuration of deploy/, as it is but for addresses and files. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startLoad } from '../faults/load.ts';
import { freePort } from '../free-port.ts';
import { withClient } from '../postgres/database.ts';
import { createTestDatabase } from '../postgres/test-database.ts';
import { startPumpServer, until } from '../pump-server.ts';
import { repositoryRoot } from '../repository-root.ts';
import { findProgram, runProgram } from './program.ts';

const pgbouncer = findProgram('pgbouncer');
const nobody = process.getuid?.() === 0 ? 65534 : undefined;

test.skipIf(pgbouncer === null)('transaction pooling: many clients on few connections (needs PgBouncer)', async () => {
  const database = await createTestDatabase(['test/fixtures/pumps.sql']);
  const directory = mkdtempSync(path.join(tmpdir(), 'postgrest-ts-pgbouncer-'));
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
  const pooler = runProgram(pgbouncer!, [`${directory}/pgbouncer.ini`], nobody);
  const uri = `postgresql://pumps_gate:pumps_gate@127.0.0.1:${port}/${database.name}`;
  await until(() => pooler.output().includes('process up'));
  const server = await startPumpServer(uri, {
    PGRST_DB_PREPARED_STATEMENTS: 'false',
    PGRST_DB_CHANNEL_ENABLED: 'false',
  });
  try {
    const load = startLoad(`${server.url}/pump?id=eq.1`, 10);
    await until(() => load.answers > 300);
    const connections = await withClient(database.uri(), (client) =>
      client.query("select from pg_stat_activity where usename = 'pumps_gate' and datname = current_database()"),
    );
    expect(connections.rowCount).toBeLessThanOrEqual(2);
    expect(Object.keys(await load.end())).toEqual(['200']);
  } finally {
    await server.close();
    await pooler.close();
    rmSync(directory, { recursive: true, force: true });
    await database.drop();
  }
});
