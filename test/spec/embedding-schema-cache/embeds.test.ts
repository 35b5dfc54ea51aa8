/** Embeds as clients see them: what the statement makes of limits, names and joins. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { harbourOptions } from '../../fixtures/harbour.ts';
import type { TestDatabase } from '../../postgres/database.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';
import { startServer, type TestServer } from '../../server.ts';

let database: TestDatabase;
let server: TestServer;
beforeAll(async () => {
  database = await createTestDatabase(['test/fixtures/harbour.sql']);
  server = await startServer({ ...harbourOptions, dbUri: database.uri('harbour_gate') });
});
afterAll(async () => {
  await server.close();
  await database.drop();
});

async function get(target: string): Promise<unknown> {
  const response = await fetch(server.url + target);
  return response.json();
}

describe('limit and offset of an embed', () => {
  const ship = '/ships?id=eq.1&select=id,voyages(id)';

  test.each(['limit=0', 'limit=2&voyages.offset=-2', 'limit=-1&voyages.offset=1', 'limit=0&voyages.offset=0'])(
    '%s ends before the first row: no row, as at the root',
    async (range) => {
      expect(await get(`${ship}&voyages.${range}`)).toEqual([{ id: 1, voyages: [] }]);
    },
  );

  test.each([
    ['limit=-1', '2201W'],
    ['offset=-1', '2201X'],
    ['limit=2&voyages.offset=-1', '2201X'],
  ])('%s is for PostgreSQL to refuse', async (range, code) => {
    expect(await get(`${ship}&voyages.${range}`)).toMatchObject({ code });
  });
});

describe('two embeds of one name', () => {
  const twice = { code: '42712', message: 'table name "ships_voyages_1" specified more than once' };
  const aggregated = { code: '42803' };

  test.each([
    ['ships', 'voyages(id),voyages(cargo)', aggregated],
    ['ships', '...voyages(id),voyages(cargo)', aggregated],
    ['ships', '...voyages(id),...voyages(cargo)', aggregated],
    ['ships', 'voyages(id),...voyages(cargo)', twice],
    ['ships', 'voyages(id),...voyages(nothing)', twice],
    [
      'voyages',
      'ships(id),ships(name)',
      { ...twice, message: 'table name "voyages_ships_1" specified more than once' },
    ],
    [
      'voyages',
      'ships(id),...ships(name)',
      { ...twice, message: 'table name "voyages_ships_1" specified more than once' },
    ],
  ])('/%s?select=%s', async (relation, select, error) => {
    expect(await get(`/${relation}?select=${select}`)).toMatchObject(error);
  });
});

test('a spread of all columns cannot be grouped by the aggregate of another spread', async () => {
  expect(await get('/voyages?select=...ships(*),...ports!voyages_from(id.max())')).toMatchObject({
    code: '42703',
    message: 'column voyages_ships_1.* does not exist',
  });
});
