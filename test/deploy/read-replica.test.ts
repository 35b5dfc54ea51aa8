/** Requests on a server that only reads, notifications from the one that writes. */
import { expect, test } from 'vitest';
import { startCluster } from '../postgres/cluster.ts';
import { createDatabase, withClient } from '../postgres/database.ts';
import { startPumpServer } from '../pump-server.ts';

const major = process.env['TEST_PG_VERSION'] ?? '18';

test('target_session_attrs=read-only takes the pool to the replica, the listener to the primary', async () => {
  const [primary, replica] = [await startCluster(major), await startCluster(major)];
  const source = await createDatabase(primary.uri, ['test/fixtures/pumps.sql']);
  const copy = await createDatabase(replica.uri, ['test/fixtures/pumps.sql']);
  await withClient(replica.uri, async (client) => {
    await client.query(`alter database ${copy.name} rename to ${source.name}`);
    await client.query(`alter database ${source.name} set default_transaction_read_only = on`);
  });
  const hosts = [new URL(primary.uri).host, new URL(replica.uri).host];
  const server = await startPumpServer(
    `postgresql://pumps_gate:pumps_gate@${hosts.join(',')}/${source.name}?target_session_attrs=read-only`,
  );
  try {
    expect(await server.logged('Listener connected')).toContain(`on "${hosts[0]}"`);
    await withClient(source.uri(), (client) => client.query('update pumps.pump set name = upper(name); notify pgrst'));
    await server.logged('Schema cache loaded in', 2);
    expect(await (await fetch(`${server.url}/pump?id=eq.1&select=name`)).json()).toEqual([{ name: 'Spring' }]);
  } finally {
    await server.close();
    await primary.stop();
    await replica.stop();
  }
});
