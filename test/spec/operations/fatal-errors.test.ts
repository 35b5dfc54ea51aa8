/** Errors raised by functions never end the server, whatever their SQLSTATE (operations 8.4; docs/differences.md). */
import { expect, test } from 'vitest';
import { createTestDatabase } from '../../postgres/test-database.ts';
import { startPumpServer } from '../../pump-server.ts';

test('a server outlives every SQLSTATE that a function raises', async () => {
  const database = await createTestDatabase(['test/fixtures/pumps.sql']);
  const server = await startPumpServer(database.uri('pumps_gate'));
  const statuses: number[] = [];
  for (const code of ['42P05', '42601', '08P01', '57P01', '26000', '0A000', '3D000']) {
    statuses.push((await fetch(`${server.url}/rpc/fail?code=${code}`)).status);
  }
  expect(statuses).toEqual([400, 400, 503, 503, 400, 400, 400]);
  expect((await fetch(`${server.url}/pump`)).status).toBe(200);
  await server.close();
  await database.drop();
});
