import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, withClient } from '../postgres/database.ts';
import { createTestDatabase } from '../postgres/test-database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(['test/corpus/schema.sql']);
});
afterAll(() => database.drop());

test('the corpus schema is loaded and reachable for the role of the server', async () => {
  const films = await withClient(database.uri('fest_gate'), async (client) => {
    await client.query('set role fest_anon');
    return client.query('select count(*)::int as count from fest.films');
  });
  expect(films.rows).toEqual([{ count: 8 }]);
});

test('the database has the encoding, locale and time zone that the corpus was recorded with', async () => {
  const settings = await withClient(database.uri(), (client) =>
    client.query(
      `select current_setting('server_encoding') as encoding, current_setting('TimeZone') as zone, upper('ø') as upper`,
    ),
  );
  expect(settings.rows).toEqual([{ encoding: 'UTF8', zone: 'UTC', upper: 'Ø' }]);
});
