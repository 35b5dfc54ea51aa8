import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { PooledDatabase } from '../../../src/database/index.ts';
import type { TestDatabase } from '../../postgres/database.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';
import { type CountingProxy, startCountingProxy } from './counting-proxy.ts';
import { openDatabase, statement, targetOf, transaction } from './database-fixture.ts';

let server: TestDatabase;
let proxy: CountingProxy;
let database: PooledDatabase;
beforeAll(async () => {
  server = await createTestDatabase([]);
  const uri = new URL(server.uri());
  proxy = await startCountingProxy({ host: uri.hostname, port: Number(uri.port) });
  uri.port = String(proxy.port);
  uri.searchParams.set('sslmode', 'disable');
  database = openDatabase(targetOf(uri.href));
  await database.query('SELECT 1');
});
afterAll(async () => {
  await database.close();
  proxy.close();
  await server.drop();
});
beforeEach(() => proxy.reset());

const settings = statement("SELECT set_config('request.method', $1, true)", ['GET']);
const main = statement('SELECT $1::text', ['x']);

test('a new read is one write with one Sync; repeated, it sends no Parse', async () => {
  const read = transaction([settings, main], { accessMode: 'READ ONLY' });
  await database.run(read);
  expect(proxy.traffic.writes).toEqual(['PBEPBEPBEPBES']);
  expect(proxy.traffic.answers).toBe('12C12DC12DC12CZ');
  proxy.reset();
  await database.run(read);
  expect(proxy.traffic.writes).toEqual(['BEBEBEBES']);
  expect(proxy.traffic.answers).toBe('2C2DC2DC2CZ');
});

test('a judged transaction takes two flights', async () => {
  const write = transaction([settings, main], { judge: () => undefined });
  await database.run(write);
  proxy.reset();
  await database.run(write);
  expect(proxy.traffic.writes).toEqual(['BEBEBES', 'BES']);
});

test('an intended rollback takes one flight, judged or not', async () => {
  const write = transaction([settings, main], { judge: () => undefined, end: 'rollback' });
  await database.run(write);
  proxy.reset();
  await database.run(write);
  expect(proxy.traffic.writes).toEqual(['BEBEBEBEBES']);
});

test('an error takes a second flight, the ROLLBACK', async () => {
  await database.run(transaction([settings, main, 'SELECT 1/0', main])).catch(() => undefined);
  expect(proxy.traffic.writes).toEqual([expect.stringMatching(/S$/), 'Q']);
  expect(proxy.traffic.answers).toMatch(/EZCZ$/);
});

test('an error at COMMIT needs no ROLLBACK', async () => {
  await database.query('CREATE TABLE piers (id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED)');
  proxy.reset();
  await database.run(transaction(['INSERT INTO piers VALUES (1), (1)'])).catch(() => undefined);
  expect(proxy.traffic.writes.length).toBe(1);
});
