/**
 * The client of the Supabase ecosystem, every method of its builders. (Its releases after 2.109 want Node 22; npm
 * chooses this one for Node 20, and `newest-postgrest-js.test.ts` runs these tests with the newest.)
 */
import {
  PostgrestBuilder,
  PostgrestClient,
  PostgrestError,
  PostgrestFilterBuilder,
  PostgrestQueryBuilder,
  PostgrestTransformBuilder,
} from '@supabase/postgrest-js';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { withClient } from '../postgres/database.ts';
import { openTheatre, type Theatre } from './theatre.ts';

// Private by TypeScript only, or not a method that users call.
const internal = new Set(['constructor', 'then', 'cloneRequestState', 'processResponse']);

/** Watches the methods of the classes, the first of which overrides those of the next ones, which it extends. */
function watchMethods(...classes: readonly { readonly name: string; readonly prototype: object }[]) {
  const seen = new Set(internal);
  return classes.flatMap(({ name: className, prototype }) => {
    const names = Object.getOwnPropertyNames(prototype).filter((name) => !seen.has(name));
    for (const name of names) seen.add(name);
    return names.map((name) => ({
      name: `${className}.${name}`,
      spy: vi.spyOn(prototype as Record<string, () => unknown>, name),
    }));
  });
}

const methods = [
  ...watchMethods(PostgrestClient),
  ...watchMethods(PostgrestQueryBuilder),
  ...watchMethods(PostgrestFilterBuilder, PostgrestTransformBuilder, PostgrestBuilder),
];

let theatre: Theatre;
let client: PostgrestClient;
beforeAll(async () => {
  theatre = await openTheatre();
  client = new PostgrestClient(theatre.url);
});
afterAll(() => theatre.close());

const plays = () => client.from('plays').select('id').order('id');
const ids = (rows: unknown) => (rows as readonly { id: number }[]).map(({ id }) => id);

describe('filters', () => {
  type Plays = ReturnType<typeof plays>;
  const cases: readonly (readonly [string, (query: Plays) => PromiseLike<{ data: unknown }>, readonly number[]])[] = [
    ['eq', (query) => query.eq('author', 'Ibsen'), [3]],
    ['neq', (query) => query.neq('author', 'Ibsen'), [1, 2]],
    ['gt', (query) => query.gt('acts', 3), [1, 2]],
    ['gte', (query) => query.gte('acts', 3), [1, 2, 3]],
    ['lt', (query) => query.lt('acts', 3), [4]],
    ['lte', (query) => query.lte('acts', 3), [3, 4]],
    ['like', (query) => query.like('title', '%am%'), [2]],
    ['likeAllOf', (query) => query.likeAllOf('title', ['%e%', '%T%']), [1]],
    ['likeAnyOf', (query) => query.likeAnyOf('title', ['%Ham%', '%House']), [2, 3]],
    ['ilike', (query) => query.ilike('title', '%HAM%'), [2]],
    ['ilikeAllOf', (query) => query.ilikeAllOf('title', ['%E%', '%TH%']), [1]],
    ['ilikeAnyOf', (query) => query.ilikeAnyOf('title', ['%HAM%', '%house']), [2, 3]],
    ['regexMatch', (query) => query.regexMatch('title', '^[AT]'), [1, 3]],
    ['regexIMatch', (query) => query.regexIMatch('title', '^h'), [2]],
    ['is', (query) => query.is('author', null), [4]],
    ['isDistinct', (query) => query.isDistinct('author', 'Ibsen'), [1, 2, 4]],
    ['in, with reserved characters', (query) => query.in('title', ['Hamlet', "A Doll's House", 'x,y(z)']), [2, 3]],
    ['in, empty', (query) => query.in('id', []), []],
    ['notIn', (query) => query.notIn('id', [1, 2, 3]), [4]],
    ['contains, array', (query) => query.contains('genres', ['comedy']), [1]],
    ['contains, JSON', (query) => query.contains('details', { setting: 'castle' }), [2]],
    ['contains, range', (query) => query.contains('written', '[1611-01-01,1611-02-01)'), [1]],
    ['containedBy, array', (query) => query.containedBy('genres', ['drama', 'tragedy']), [2, 3]],
    ['containedBy, JSON', (query) => query.containedBy('details', { setting: 'house', more: 1 }), [3, 4]],
    ['containedBy, range', (query) => query.containedBy('written', '[1500-01-01,1700-01-01)'), [1, 2]],
    ['overlaps, array', (query) => query.overlaps('genres', ['drama', 'romance']), [1, 3, 4]],
    ['overlaps, range', (query) => query.overlaps('written', '[1600-01-01,1611-01-01)'), [1, 2]],
    ['rangeGt', (query) => query.rangeGt('written', '[1600-01-01,1611-01-01)'), [3]],
    ['rangeGte', (query) => query.rangeGte('written', '[1605-01-01,1611-01-01)'), [1, 3]],
    ['rangeLt', (query) => query.rangeLt('written', '[1611-01-01,1800-01-01)'), [2]],
    ['rangeLte', (query) => query.rangeLte('written', '[1500-01-01,1612-01-01)'), [1, 2]],
    ['rangeAdjacent', (query) => query.rangeAdjacent('written', '[1602-01-01,1610-01-01)'), [1, 2]],
    ['textSearch', (query) => query.textSearch('summary', 'wizard & island', { config: 'english' }), [1]],
    ['textSearch, plain', (query) => query.textSearch('summary', 'murders father', { type: 'plain' }), [2]],
    [
      'textSearch, phrase',
      (query) => query.textSearch('summary', 'wife leaves', { type: 'phrase', config: 'english' }),
      [3],
    ],
    [
      'textSearch, websearch',
      (query) => query.textSearch('summary', 'island or murder', { type: 'websearch', config: 'english' }),
      [1, 2],
    ],
    ['match', (query) => query.match({ author: 'Shakespeare', title: 'Hamlet' }), [2]],
    ['not, null', (query) => query.not('author', 'is', null), [1, 2, 3]],
    ['not, list', (query) => query.not('id', 'in', '(1,2)'), [3, 4]],
    ['or', (query) => query.or('author.eq.Ibsen,and(acts.eq.5,title.like.*Tempest)'), [1, 3]],
    ['filter', (query) => query.filter('genres', 'cs', '{drama}'), [3, 4]],
    ['filter, arrow', (query) => query.filter('details->>setting', 'not.eq', 'island'), [2, 3]],
  ];
  test.each(cases)('%s', async (_name, filtered, expected) => {
    const { data } = await filtered(plays());
    expect(ids(data)).toEqual(expected);
  });
});

describe('select', () => {
  test('columns, aliases, casts and embedded tables', async () => {
    const columns = 'name:title, acts::text, setting:details->>setting, performances ( hall:halls!inner ( name ) )';
    const { data, error, status } = await client.from('plays').select(columns).eq('id', 1);
    expect({ data, error, status }).toEqual({
      data: [
        {
          name: 'The Tempest',
          acts: '5',
          setting: 'island',
          performances: [{ hall: { name: 'Great Hall' } }, { hall: { name: 'Studio' } }],
        },
      ],
      error: null,
      status: 200,
    });
  });

  test('order, limit and range', async () => {
    const { data: ordered } = await client
      .from('plays')
      .select('id')
      .order('author', { ascending: false, nullsFirst: false })
      .order('title');
    expect(ids(ordered)).toEqual([2, 1, 3, 4]);
    expect(ids((await plays().limit(2)).data)).toEqual([1, 2]);
    expect(ids((await plays().range(1, 2)).data)).toEqual([2, 3]);
  });

  test('order, limit, range and filters of an embedded table', async () => {
    const embedded = { referencedTable: 'performances' };
    const query = () => client.from('plays').select('performances(id)').eq('id', 1);
    const { data: last } = await query()
      .order('sold', { ascending: true, ...embedded })
      .limit(1, embedded);
    expect(last).toEqual([{ performances: [{ id: 2 }] }]);
    const { data: second } = await query().order('id', embedded).range(1, 5, embedded);
    expect(second).toEqual([{ performances: [{ id: 2 }] }]);
    const { data: either } = await query().or('sold.gt.700,hall_id.eq.1', embedded);
    expect(either).toEqual([{ performances: [{ id: 1 }] }]);
    const { data: parents } = await client
      .from('performances')
      .select('id, plays(title)')
      .order('plays(title)')
      .order('id');
    expect(ids(parents)).toEqual([4, 3, 1, 2]);
  });

  test.each(['exact', 'planned', 'estimated'] as const)('%s count, with and without rows', async (count) => {
    const { data, count: counted } = await client.from('halls').select('*', { count });
    expect(data).toHaveLength(2);
    expect(counted).toBeGreaterThan(0);
    const head = await client.from('halls').select('*', { count, head: true });
    expect(head).toMatchObject({ data: null, count: counted, error: null });
    if (count === 'exact') expect(counted).toBe(2);
  });

  test('a count of a part of the rows', async () => {
    expect(await client.from('plays').select('id', { count: 'exact' }).range(1, 2)).toMatchObject({
      status: 206,
      count: 4,
      data: [{ id: 2 }, { id: 3 }],
    });
  });

  test('single and maybeSingle', async () => {
    expect(await plays().eq('id', 1).single()).toMatchObject({ data: { id: 1 }, error: null });
    expect(await plays().single()).toMatchObject({
      data: null,
      status: 406,
      error: { code: 'PGRST116', details: 'The result contains 4 rows' },
    });
    expect(await plays().eq('id', 1).maybeSingle()).toMatchObject({ data: { id: 1 }, error: null });
    expect(await plays().eq('id', 99).maybeSingle()).toMatchObject({ data: null, error: null, status: 200 });
    expect(await plays().maybeSingle()).toMatchObject({ data: null, status: 406, error: { code: 'PGRST116' } });
  });

  test('stripNulls', async () => {
    const play = () => client.from('plays').select('title, author').eq('id', 4);
    expect((await play().stripNulls()).data).toEqual([{ title: 'Beowulf, "sung"' }]);
    expect((await play().single().stripNulls()).data).toEqual({ title: 'Beowulf, "sung"' });
  });

  test('csv', async () => {
    const { data } = await client.from('plays').select('id, title, author').order('id').range(2, 3).csv();
    expect(data).toBe('id,title,author\n3,"A Doll\'s House",Ibsen\n4,"Beowulf, ""sung""",');
  });

  test('explain', async () => {
    const { data: text } = await plays().explain();
    expect(text).toContain('Aggregate');
    const options = { analyze: true, verbose: true, settings: true, buffers: true, wal: true } as const;
    const { data: plan } = await plays().explain({ ...options, format: 'json' });
    expect(plan).toMatchObject([{ Plan: { 'Actual Rows': 1 } }]);
  });

  test('another schema', async () => {
    expect((await client.schema('archive').from('plays').select()).data).toEqual([{ id: 1, title: 'Cardenio' }]);
    expect(await client.schema('vault').from('plays').select()).toMatchObject({
      status: 406,
      error: { code: 'PGRST106' },
    });
  });

  test('returns and overrideTypes change types only', async () => {
    const { data } = await plays().limit(1).returns<{ id: number }[]>();
    const first: number | undefined = data?.[0]?.id;
    expect(first).toBe(1);
    const { data: typed } = await plays().limit(1).overrideTypes<{ id: number }[]>();
    expect(typed).toEqual([{ id: 1 }]);
  });
});

describe('writing', () => {
  test('insert: one row, many rows, their defaults, their counts', async () => {
    expect(await client.from('halls').insert({ name: 'Foyer', seats: 10 })).toMatchObject({ status: 201, data: null });
    const rows = [
      { name: 'Attic', seats: 5 },
      { name: 'Yard', seats: 6 },
    ];
    expect(await client.from('halls').insert(rows, { count: 'exact' }).select('name')).toMatchObject({
      data: [{ name: 'Attic' }, { name: 'Yard' }],
      count: 2,
    });
    const uneven = [{ title: 'Faust', acts: 2 }, { title: 'Egmont' }];
    const { error } = await client.from('plays').insert(uneven);
    expect(error).toMatchObject({ code: '23502' });
    const { data } = await client.from('plays').insert(uneven, { defaultToNull: false }).select('title, acts');
    expect(data).toEqual([
      { title: 'Faust', acts: 2 },
      { title: 'Egmont', acts: 3 },
    ]);
    const { data: one } = await client.from('halls').insert({ name: 'Vault', seats: 1 }).select('seats').single();
    expect(one).toEqual({ seats: 1 });
  });

  test('upsert: on the primary key, on another key, ignoring', async () => {
    const merged = await client.from('halls').upsert({ id: 2, name: 'Studio', seats: 91 }, { count: 'exact' }).select();
    expect(merged).toMatchObject({ data: [{ id: 2, name: 'Studio', seats: 91 }], count: 1 });
    const { data: byName } = await client
      .from('halls')
      .upsert({ name: 'Studio', seats: 92 }, { onConflict: 'name', defaultToNull: false })
      .select();
    expect(byName).toEqual([{ id: 2, name: 'Studio', seats: 92 }]);
    const ignored = await client
      .from('halls')
      .upsert({ id: 2, name: 'Studio', seats: 1 }, { ignoreDuplicates: true })
      .select();
    expect(ignored).toMatchObject({ data: [], error: null });
  });

  test('update and delete: filtered, counted, returned', async () => {
    await client.from('halls').insert({ id: 5, name: 'Tent', seats: 50 });
    const updated = client.from('halls').update({ seats: 51 }, { count: 'exact' }).eq('id', 5);
    expect(await updated).toMatchObject({ status: 204, count: 1, data: null });
    const { data } = await client.from('halls').update({ seats: 52 }).eq('id', 5).select('seats').maybeSingle();
    expect(data).toEqual({ seats: 52 });
    const deleted = client.from('halls').delete({ count: 'exact' }).eq('id', 5).select('name');
    expect(await deleted).toMatchObject({ data: [{ name: 'Tent' }], count: 1 });
    expect(await client.from('halls').delete().eq('id', 5)).toMatchObject({ status: 204, error: null });
  });

  test('maxAffected', async () => {
    const refused = await client.from('plays').update({ acts: 9 }).gt('id', 0).maxAffected(1);
    expect(refused).toMatchObject({ status: 400, error: { code: 'PGRST124' } });
    expect(ids((await plays().eq('acts', 9)).data)).toEqual([]);
  });

  test('rollback', async () => {
    const { data } = await client.from('halls').insert({ id: 7, name: 'Dream', seats: 7 }).select('id').rollback();
    expect(data).toEqual([{ id: 7 }]);
    expect((await client.from('halls').select().eq('id', 7)).data).toEqual([]);
  });
});

describe('rpc', () => {
  test('POST, with filters, order and columns', async () => {
    const call = client.rpc('find_plays', { author: 'Shakespeare' }, { count: 'exact' });
    expect(await call.select('title').order('title').gt('acts', 1).limit(1)).toMatchObject({
      data: [{ title: 'Hamlet' }],
      count: 2,
    });
    expect((await client.rpc('sell', { performance: 4, number: 3 })).data).toBe(15);
  });

  test('GET and HEAD, with a list as an argument', async () => {
    expect((await client.rpc('seats_in', { halls: [1] }, { get: true })).data).toBe(800);
    const head = await client.rpc('find_plays', { author: 'Ibsen' }, { head: true, count: 'exact' });
    expect(head).toMatchObject({ status: 200, data: null, count: 1 });
    expect(await client.rpc('sell', { performance: 4, number: 3 }, { get: true })).toMatchObject({ status: 405 });
  });

  test('an object as an argument', async () => {
    const args = { details: { reason: 'fog' } };
    expect((await client.rpc('cancel', args)).data).toBe('fog');
    // Sent as POST with return=minimal, which only tables heed.
    expect(await client.rpc('cancel', args, { head: true })).toMatchObject({ status: 200, data: 'fog' });
  });
});

describe('errors', () => {
  test('of the database and of the request', async () => {
    expect(await client.rpc('burn')).toEqual({
      success: false,
      data: null,
      count: null,
      status: 503,
      statusText: 'the theatre is on fire',
      error: { code: 'PT503', message: 'the theatre is on fire', hint: 'leave', details: 'smoke' },
    });
    expect(await client.from('playz').select()).toMatchObject({
      status: 404,
      error: { code: 'PGRST205', hint: "Perhaps you meant the table 'theatre.plays'" },
    });
    expect(await client.from('plays').select('nope')).toMatchObject({ status: 400, error: { code: '42703' } });
    expect(await client.from('halls').insert({ name: 'Studio', seats: 1 })).toMatchObject({
      status: 409,
      error: { code: '23505' },
    });
  });

  test('throwOnError', async () => {
    await expect(client.from('playz').select().throwOnError()).rejects.toThrow(PostgrestError);
    await expect(plays().single().throwOnError()).rejects.toMatchObject({ code: 'PGRST116' });
  });

  test('abortSignal ends the request', async () => {
    await withClient(theatre.databaseUri, async (database) => {
      await database.query('select pg_advisory_lock(1)');
      const controller = new AbortController();
      const waiting = client.rpc('wait_for_lock').abortSignal(controller.signal).retry(false);
      const answered = waiting.then((answer) => answer);
      const blocked = `select from pg_locks where locktype = 'advisory' and not granted
        and database = (select oid from pg_database where datname = current_database())`;
      await vi.waitUntil(async () => (await database.query(blocked)).rowCount === 1);
      controller.abort();
      expect(await answered).toMatchObject({ status: 0, error: { message: expect.stringContaining('AbortError') } });
    });
    expect((await plays().eq('id', 1)).data).toHaveLength(1);
  });

  test('setHeader', async () => {
    const refused = await plays().setHeader('Authorization', 'Bearer nonsense');
    expect(refused).toMatchObject({ status: 500, error: { code: 'PGRST300' } });
  });
});

/** Newer releases have it; the declarations of this one do not. */
type Describing = PostgrestClient & { getOpenApiSpec(): Promise<{ readonly error: unknown; readonly data: unknown }> };

test.skipIf(!('getOpenApiSpec' in PostgrestClient.prototype))('getOpenApiSpec', async () => {
  const described = await (client as Describing).getOpenApiSpec();
  expect(described).toMatchObject({ error: null, data: { swagger: '2.0', paths: { '/plays': {}, '/': {} } } });
});

test('geojson', async ({ skip }) => {
  const hasPostgis = await withClient(theatre.databaseUri, async (database) => {
    const { rowCount } = await database.query(`select from pg_available_extensions where name = 'postgis'`);
    if (rowCount === 0) return false;
    await database.query(`
      create extension postgis;
      create table theatre.places (name text, geom geometry(Point));
      insert into theatre.places values ('stage door', 'POINT(1 2)');
      grant select on theatre.places to theatre_visitor;
      notify pgrst`);
    return true;
  });
  const query = () => client.from('places').select().geojson();
  if (!hasPostgis) {
    // The client asks for the right media type all the same.
    expect(await query()).toMatchObject({ status: 404 });
    skip('this PostgreSQL has no PostGIS');
  }
  await vi.waitUntil(async () => (await query()).status === 200);
  expect((await query()).data).toMatchObject({
    type: 'FeatureCollection',
    features: [{ geometry: { type: 'Point', coordinates: [1, 2] }, properties: { name: 'stage door' } }],
  });
});

test('every method was used', () => {
  expect(methods.filter(({ spy }) => spy.mock.calls.length === 0).map(({ name }) => name)).toEqual([]);
});
