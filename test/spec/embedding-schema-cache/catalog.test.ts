import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PostgresError } from '../../../src/database/transaction.ts';
import type { LoadedCache } from '../../../src/schema-cache/index.ts';
import type { Relationship, SchemaCache } from '../../../src/schema-cache/model.ts';
import type { TestDatabase } from '../../postgres/database.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';
import { loadCache } from './load-cache.ts';

let database: TestDatabase;
let loaded: LoadedCache;
let cache: SchemaCache;
beforeAll(async () => {
  database = await createTestDatabase(['test/fixtures/observatory.sql']);
  loaded = await loadCache(database.uri('observatory_gate'), ['sky', 'night log']);
  cache = loaded.cache;
});
afterAll(() => database.drop());

describe('relations', () => {
  test('those of the exposed schemas, without partitions', () => {
    expect(cache.tables('sky').map(({ name }) => name)).toEqual([
      'bright',
      'brighter',
      'climb',
      'clocks',
      'corrections',
      'counters',
      'either',
      'full_joined',
      'guarded',
      'hidden_copy',
      'nights',
      'nights_joined',
      'of_partition',
      'portraits',
      'readings',
      'renamed',
      'stars',
      'summary',
      'telescopes',
    ]);
    expect(cache.tables('vault')).toEqual([]);
    expect(cache.table('vault', 'watchers')).toBeUndefined();
    expect(cache.table('sky', 'Stars')).toBeUndefined();
  });

  test.each([
    ['stars', true, true, true],
    ['readings', true, true, true],
    ['bright', false, false, false],
    ['brighter', false, false, false],
    ['hidden_copy', true, true, true],
    ['either', false, false, false],
    ['guarded', true, true, true],
    ['summary', false, false, false],
  ])('%s: insertable, updatable, deletable', (name, insertable, updatable, deletable) => {
    expect(cache.table('sky', name)).toMatchObject({ insertable, updatable, deletable });
  });

  test('primary keys, ordered by name; those of views through their base tables', () => {
    const keys = Object.fromEntries(cache.tables('sky').map(({ name, primaryKey }) => [name, primaryKey.join()]));
    expect(keys).toMatchObject({
      nights: 'a,star,z',
      telescopes: 'a,z',
      readings: 'day,id',
      clocks: '',
      bright: 'star',
      brighter: 'id',
      nights_joined: 'z,star,a',
      either: '',
      full_joined: '',
      climb: '',
      renamed: 'a {b} (c) \\ :resno',
      hidden_copy: 'star,person',
      summary: 'id',
      of_partition: 'id,day',
    });
  });

  test('comments', () => {
    expect(cache.table('sky', 'stars')?.description).toBe('Stars');
    expect(cache.table('sky', 'nights')?.description).toBeNull();
    expect(cache.table('sky', 'stars')?.columns.get('code')?.description).toBe('Catalogue code');
  });
});

describe('columns', () => {
  const column = (name: string, table = 'stars') => cache.table('sky', table)?.columns.get(name);

  test('in attribute order, without dropped ones', () => {
    expect([...(cache.table('sky', 'stars')?.columns.keys() ?? [])]).toEqual([
      'id',
      'sort by',
      'code',
      'brightness',
      'faint',
      'seen',
      'bands',
      'flags',
      'label',
      'names',
      'found',
      'twice',
      'tokens',
    ]);
  });

  test.each([
    ['id', 'integer', 'integer', null],
    ['code', 'character varying', 'sky.code', 7],
    ['brightness', 'numeric', 'sky.magnitude', null],
    ['faint', 'numeric', 'sky.faint_magnitude', null],
    ['seen', 'sky.band_used', 'sky.band_used', null],
    ['bands', 'sky.band[]', 'sky.band[]', null],
    ['flags', 'bit', 'bit(4)', 4],
    ['label', 'character', 'character(3)', 3],
    ['names', 'character varying[]', 'character varying(20)[]', null],
    ['found', 'timestamp with time zone', 'timestamp(3) with time zone', null],
  ])('%s: type, nominal type, maximum length', (name, type, nominalType, maxLength) => {
    expect(column(name)).toMatchObject({ type, nominalType, maxLength });
  });

  test.each([
    ['id', "nextval('sky.stars_id_seq')"],
    ['brightness', '9.5'],
    ['faint', '12'],
    ['label', null],
    ['found', 'now()'],
    ['twice', null],
  ])('%s: default', (name, expression) => {
    expect(column(name)?.default).toBe(expression);
  });

  test('no default of an identity that is always generated; names in defaults are qualified', () => {
    expect(column('n', 'counters')?.default).toBeNull();
    expect(column('tick', 'clocks')?.default).toBe("nextval('vault.ticks'::regclass)");
  });

  test('nullability of the column and of its own domain', () => {
    expect(column('id')?.nullable).toBe(false);
    expect(column('seen')?.nullable).toBe(false);
    expect(column('code')?.nullable).toBe(true);
  });

  test('labels of enums and of domains over them, not of arrays', () => {
    expect(column('seen')?.enum).toEqual(['radio', 'visible', 'x-ray']);
    expect(column('bands')?.enum).toEqual([]);
  });

  test('domains over tsvector are text search columns', () => {
    expect(column('tokens')?.isTsvector).toBe(true);
    expect(column('label')?.isTsvector).toBe(false);
  });
});

describe('relationships', () => {
  const of = (origin: string, target: string) =>
    cache
      .relationships('sky', origin)
      ?.filter(({ foreignTable }) => foreignTable.name === target)
      .map(describeRelationship);

  test('one-to-one by a constraint over the same set of columns only', () => {
    expect(of('portraits', 'stars')).toEqual(['O2O portraits_star_fkey star=id']);
    expect(of('portraits', 'telescopes')).toEqual(['O2O portrait_telescope z=z,a=a']);
    expect(of('portraits', 'portraits')).toEqual(['O2M portrait_part star=part', 'M2O portrait_part part=star']);
  });

  test('keys of partitioned tables once, none of their partitions', () => {
    expect(of('stars', 'readings')).toEqual(['O2M readings_star_fkey id=star']);
    expect(of('corrections', 'readings')).toEqual(['M2O correction_reading reading=id,day=day']);
    expect(cache.relationships('sky', 'readings_2024')).toBeUndefined();
  });

  test('many-to-many, also over a view of a hidden junction, but not over the junction itself', () => {
    expect(of('stars', 'telescopes')).toEqual([
      'M2M nights nights_star_fkey night_telescope',
      'M2M nights_joined nights_star_fkey night_telescope',
    ]);
    expect(of('stars', 'watchers')).toEqual([]);
    expect(of('stars', 'hidden_copy')).toEqual(['O2M watchers_star_fkey id=star']);
  });

  test('views: through CTEs, joins and other views, not through set operations and recursion', () => {
    expect(of('nights', 'brighter')).toEqual(['M2O nights_star_fkey star=id']);
    expect(of('nights_joined', 'bright')).toEqual(['M2O nights_star_fkey star=star']);
    expect(of('nights', 'either')).toEqual([]);
    expect(of('nights', 'climb')).toEqual([]);
    expect(of('nights', 'full_joined')).toEqual([]);
    expect(of('nights', 'renamed')).toEqual([
      'M2O nights_star_fkey star=a {b} (c) \\ :resno',
      'M2O nights_star_fkey star=again',
    ]);
  });

  test('computed', () => {
    expect(cache.relationships('sky', 'stars')?.filter(({ kind }) => kind === 'computed')).toEqual([
      computed('halo', 'nights', false),
      computed('twin', 'stars', true),
      computed('twins', 'stars', true),
    ]);
  });

  function computed(name: string, target: string, toOne: boolean) {
    return {
      kind: 'computed',
      function: { schema: 'sky', name },
      table: { schema: 'sky', name: 'stars' },
      foreignTable: { schema: 'sky', name: target },
      toOne,
      isSelf: target === 'stars',
    };
  }
});

function describeRelationship(relationship: Relationship): string {
  switch (relationship.kind) {
    case 'computed':
      return `computed ${relationship.function.name}`;
    case 'many-to-many':
      return `M2M ${relationship.junction.name} ${relationship.constraint1} ${relationship.constraint2}`;
    case 'foreign-key':
      return `${relationship.cardinality} ${relationship.constraint} ${relationship.columns.map((pair) => pair.join('='))}`;
  }
}

describe('routines', () => {
  const only = (name: string) => {
    const [routine, ...others] = cache.routines('sky', name);
    expect(others).toEqual([]);
    return routine;
  };

  test('callable functions only', () => {
    for (const name of ['unnamed', 'unnamed_two', 'fires', 'proc', 'chart']) {
      expect(cache.routines('sky', name), name).toEqual([]);
    }
    expect(only('raw')?.parameters.map(({ name, type }) => [name, type])).toEqual([['', 'json']]);
    expect(only('half_named')?.parameters.map(({ name }) => name)).toEqual(['', 'b']);
  });

  test('parameters', () => {
    expect(only('args')).toMatchObject({
      hasVariadic: true,
      volatility: 'immutable',
      parameters: [
        { name: 'a', type: 'integer', callType: 'integer', required: true, variadic: false },
        { name: 'B c', type: 'sky.band', callType: 'sky.band', required: true, variadic: false },
        { name: 'bits', type: 'bit', callType: 'bit varying', required: true, variadic: false },
        { name: 'letters', type: 'character[]', callType: 'character varying[]', required: false, variadic: false },
        { name: 'rest', type: 'text[]', callType: 'text[]', required: false, variadic: true },
      ],
    });
  });

  test('an OUT argument in front shifts the names', () => {
    expect(only('outs')?.parameters.map(({ name, type }) => [name, type])).toEqual([['x', 'text']]);
  });

  test.each([
    ['plain', false, 'scalar', 'pg_catalog', 'void', false],
    ['args', false, 'scalar', 'pg_catalog', 'numeric', true],
    ['outs', false, 'composite', 'pg_catalog', 'int4', false],
    ['tab', true, 'composite', 'pg_catalog', 'int4', false],
    ['rows', true, 'composite', 'sky', 'stars', false],
    ['raw', false, 'scalar', 'pg_catalog', 'record', false],
  ])('%s: return type', (name, set, kind, schema, type, isDomain) => {
    expect(only(name)?.returns).toEqual({ set, kind, type: { schema, name: type }, isDomain });
  });

  test('settings and isolation level', () => {
    expect(only('tuned')).toMatchObject({
      isolationLevel: 'repeatable read',
      settings: [
        ['statement_timeout', '2s'],
        ['default_transaction_isolation', 'Repeatable Read'],
      ],
    });
    expect(only('plain')).toMatchObject({ isolationLevel: null, settings: [], description: 'Plain' });
  });

  test('overloads by number of parameters, then by their types', () => {
    expect(cache.routines('sky', 'over').map(({ parameters }) => parameters.map(({ type }) => type).join())).toEqual([
      '',
      'integer',
      'text',
    ]);
  });
});

test('representations need EXECUTE on the cast function', () => {
  expect(cache.representation('sky.magnitude', 'json')).toBe('vault.shown');
  expect(cache.representation('json', 'sky.magnitude')).toBeUndefined();
});

test('media handlers', () => {
  const stars = { schema: 'sky', name: 'stars' };
  expect(cache.mediaHandler(stars, 'text/chart')).toEqual({
    handler: { kind: 'custom', function: { schema: 'sky', name: 'chart' }, target: stars },
    mediaType: 'text/Chart',
  });
  expect(cache.mediaHandler(null, 'application/json')).toEqual({
    handler: { kind: 'custom', function: { schema: 'sky', name: 'as_json' }, target: null },
    mediaType: 'application/json',
  });
  expect(cache.mediaHandler(null, '*/*')).toEqual({ handler: { kind: 'json' }, mediaType: 'application/json' });
  const picture = { schema: 'sky', name: 'picture' };
  expect(cache.mediaHandler(picture, '*/*')).toEqual({
    handler: { kind: 'custom', function: { schema: 'sky', name: '*/*' }, target: picture },
    mediaType: 'application/octet-stream',
  });
  expect(cache.mediaHandler({ schema: 'sky', name: 'pictures' }, '*/*')).toBeUndefined();
});

test('the search path of the role makes no difference', async () => {
  const other = await loadCache(database.uri('postgres', 'postgres'), ['sky', 'night log']);
  const document = JSON.parse(loaded.cache.toJson());
  const otherDocument = JSON.parse(other.cache.toJson());
  for (const part of ['dbTables', 'dbRelationships', 'dbRoutines']) {
    expect(otherDocument[part]).toEqual(document[part]);
  }
});

test('a schema that does not exist fails the load', async () => {
  const failure = await loadCache(database.uri(), ['sky', 'no "such"']).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(PostgresError);
  expect(failure).toMatchObject({ sqlstate: '3F000' });
});

test('timings have the labels of the log', () => {
  expect(loaded.timings.map(([label]) => label)).toEqual([
    'tables',
    'keydeps',
    'rels',
    'funcs',
    'comprels',
    'dreps',
    'mhandlers',
  ]);
  for (const [, milliseconds] of loaded.timings) expect(milliseconds).toMatch(/^\d+\.\d{3}$/);
});
