/** The data provider with which react-admin reads and writes through PostgREST, every method. */
import { createRequire } from 'node:module';
import type raDataPostgrest from '@raphiniert/ra-data-postgrest';
import type { IDataProviderConfig } from '@raphiniert/ra-data-postgrest';
import { fetchUtils, type HttpError } from 'ra-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTheatre, type Theatre } from './theatre.ts';

// A CommonJS module, of which Node and its types disagree with bundlers about what the default export is.
const { default: postgrestRestProvider }: typeof raDataPostgrest = createRequire(import.meta.url)(
  '@raphiniert/ra-data-postgrest',
);

let theatre: Theatre;
let provider: ReturnType<typeof postgrestRestProvider>;
beforeAll(async () => {
  theatre = await openTheatre();
  provider = postgrestRestProvider({ ...defaults, apiUrl: theatre.url });
});
afterAll(() => theatre.close());

const defaults: Omit<IDataProviderConfig, 'apiUrl'> = {
  httpClient: fetchUtils.fetchJson,
  defaultListOp: 'eq',
  primaryKeys: new Map([['bookings', ['performance_id', 'seat']]]),
  schema: () => '',
};
const firstPage = { page: 1, perPage: 10 };
const byId = { field: 'id', order: 'ASC' } as const;

describe('getList', () => {
  test('pages, with the total from Content-Range', async () => {
    const page = (number: number) =>
      provider.getList('plays', {
        pagination: { page: number, perPage: 3 },
        sort: { field: 'title', order: 'DESC' },
        filter: {},
        meta: { columns: ['id', 'title'] },
      });
    expect(await page(1)).toMatchObject({
      data: [{ id: 1, title: 'The Tempest' }, { id: 2 }, { id: 4 }],
      total: 4,
    });
    expect(await page(2)).toMatchObject({ data: [{ id: 3, title: "A Doll's House" }], total: 4 });
  });

  test('filters, with operators, words, logic and JSON', async () => {
    const ids = async (filter: object) => {
      const { data } = await provider.getList('plays', { pagination: firstPage, sort: byId, filter });
      return data.map(({ id }) => id);
    };
    expect(await ids({ author: 'Ibsen' })).toEqual([3]);
    expect(await ids({ 'acts@gte': 3, 'title@ilike': 'the em' })).toEqual([1]);
    expect(await ids({ 'genres@cs': '{drama}' })).toEqual([3, 4]);
    expect(await ids({ '@or': { 'acts@lt': 2, 'author@like': 'Ib' } })).toEqual([3, 4]);
    expect(await ids({ 'summary@fts': 'island' })).toEqual([1]);
    expect(await ids({ 'details->>setting': 'castle' })).toEqual([2]);
  });

  test('order of nulls, embedded and prefetched records', async () => {
    const { data } = await provider.getList('plays', {
      pagination: { page: 1, perPage: 1 },
      sort: { field: 'author', order: 'ASC' },
      filter: {},
      meta: { nullsfirst: true, embed: ['performances'], columns: ['id'] },
    });
    expect(data).toEqual([{ id: 4, performances: [] }]);
    const { data: performances, meta } = await provider.getList('performances', {
      pagination: { page: 1, perPage: 2 },
      sort: byId,
      filter: {},
      meta: { prefetch: ['halls'], columns: ['id'] },
    });
    expect(performances).toEqual([{ id: 1 }, { id: 2 }]);
    expect(meta).toEqual({
      prefetched: {
        halls: [
          { id: 1, name: 'Great Hall', seats: 800 },
          { id: 2, name: 'Studio', seats: 90 },
        ],
      },
    });
  });

  test('another schema, and the rows of a function', async () => {
    const list = { pagination: firstPage, sort: byId, filter: {} };
    const archived = await provider.getList('plays', { ...list, meta: { schema: 'archive' } });
    expect(archived).toMatchObject({ data: [{ id: 1, title: 'Cardenio' }], total: 1 });
    const found = await provider.getList('rpc/find_plays', { ...list, filter: { 'author@': 'Shakespeare' } });
    expect(found).toMatchObject({ data: [{ id: 1 }, { id: 2 }], total: 2 });
  });
});

test('getOne, by one column and by two', async () => {
  expect(await provider.getOne('halls', { id: 1 })).toMatchObject({ data: { id: 1, name: 'Great Hall', seats: 800 } });
  expect(await provider.getOne('bookings', { id: '[1,"A2"]' })).toMatchObject({
    data: { id: '[1,"A2"]', performance_id: 1, seat: 'A2', guest: 'Ada' },
  });
  const missing: Promise<HttpError> = provider.getOne('halls', { id: 99 }).catch((error) => error);
  expect(await missing).toMatchObject({ status: 406, body: { code: 'PGRST116' } });
});

test('getMany, by one column and by two', async () => {
  const { data: halls } = await provider.getMany('halls', { ids: [1, 2] });
  expect(halls.map(({ id }) => id)).toEqual([1, 2]);
  const { data: bookings } = await provider.getMany('bookings', { ids: ['[1,"A1"]', '[2,"A1"]'] });
  expect(bookings.map(({ guest }) => guest)).toEqual(['Ada', 'Ben']);
});

test('getManyReference', async () => {
  const reference = { target: 'play_id', id: 1, sort: { field: 'sold', order: 'ASC' }, filter: {} } as const;
  const page = await provider.getManyReference('performances', { ...reference, pagination: { page: 2, perPage: 1 } });
  expect(page).toMatchObject({ data: [{ id: 1, sold: 640 }], total: 2 });
});

test('create, update and delete', async () => {
  const { data: created } = await provider.create('halls', { data: { name: 'Foyer', seats: 20 } });
  expect(created).toEqual({ id: 10, name: 'Foyer', seats: 20 });
  const change = { id: 10, data: { ...created, seats: 21 }, previousData: created };
  expect(await provider.update('halls', change)).toMatchObject({ data: { id: 10, name: 'Foyer', seats: 21 } });
  expect(await provider.delete('halls', { id: 10, previousData: created })).toMatchObject({ data: { seats: 21 } });
  await expect(provider.getOne('halls', { id: 10 })).rejects.toMatchObject({ status: 406 });
});

test('create, update and delete by a key of two columns', async () => {
  const row = { performance_id: 4, seat: 'B7', guest: 'Cy' };
  const { data: created } = await provider.create('bookings', { data: row });
  expect(created).toEqual({ id: '[4,"B7"]', ...row });
  const change = { id: created.id, data: { ...created, guest: 'Di' }, previousData: created };
  expect(await provider.update('bookings', change)).toMatchObject({ data: { id: '[4,"B7"]', guest: 'Di' } });
  expect(await provider.delete('bookings', { id: created.id, previousData: created })).toMatchObject({
    data: { guest: 'Di' },
  });
});

test('updateMany and deleteMany, by one column and by two', async () => {
  const { data: first } = await provider.create('halls', { data: { name: 'North', seats: 1 } });
  const { data: second } = await provider.create('halls', { data: { name: 'South', seats: 1 } });
  const ids = [first.id, second.id];
  expect(await provider.updateMany('halls', { ids, data: { seats: 2 } })).toEqual({ data: ids });
  expect((await provider.getMany('halls', { ids })).data.map(({ seats }) => seats)).toEqual([2, 2]);
  expect(await provider.deleteMany('halls', { ids })).toEqual({ data: ids });

  for (const seat of ['C1', 'C2']) await provider.create('bookings', { data: { performance_id: 4, seat } });
  const seats = ['[4,"C1"]', '[4,"C2"]'];
  expect(await provider.updateMany('bookings', { ids: seats, data: { guest: 'Eve' } })).toEqual({ data: seats });
  expect(await provider.deleteMany('bookings', { ids: seats })).toEqual({ data: seats });
});

test('errors of the database arrive as messages', async () => {
  const refused = provider.create('halls', { data: { name: 'Studio', seats: 1 } }).catch((error: HttpError) => error);
  expect(await refused).toMatchObject({ status: 409, message: expect.stringContaining('duplicate key') });
});
