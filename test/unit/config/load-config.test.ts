import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Config } from '../../../src/config/config.ts';
import { loadConfig } from '../../../src/config/index.ts';

const directory = mkdtempSync(join(tmpdir(), 'load-config-'));
afterAll(() => rmSync(directory, { recursive: true }));

interface Sources {
  readonly database?: Record<string, string>;
  readonly flags?: Record<string, string>;
  readonly environment?: Record<string, string>;
  readonly file?: string;
}

function load(sources: Sources, previous?: Config): Config {
  const file = join(directory, 'main.conf');
  if (sources.file !== undefined) writeFileSync(file, sources.file);
  return loadConfig(
    {
      databaseSettings: new Map(Object.entries(sources.database ?? {})),
      flags: new Map(Object.entries(sources.flags ?? {})),
      environment: sources.environment ?? {},
      file: sources.file === undefined ? null : file,
    },
    previous,
  );
}

test('defaults', () => {
  expect(load({})).toMatchObject({
    adminServerHost: '!4',
    adminServerPort: null,
    adminServerUnixSocketMode: 0o660,
    appSettings: [],
    dbChannel: 'pgrst',
    dbExtraSearchPath: ['public'],
    dbMaxRows: null,
    dbPool: 10,
    dbSchemas: ['public'],
    dbUri: 'postgresql://',
    jwtKeySet: null,
    jwtRoleClaimKey: { syntax: 'jsonpath', text: '$.role' },
    jwtSecret: null,
    serverCorsAllowedOrigins: null,
    serverPort: 3000,
    serverWorkers: 1,
    roleSettings: new Map(),
  });
  expect(Object.isFrozen(load({}))).toBe(true);
});

describe('precedence', () => {
  const all: Sources = {
    database: { 'db-anon-role': 'database' },
    flags: { 'db-anon-role': 'flag' },
    environment: { PGRST_DB_ANON_ROLE: 'environment' },
    file: 'db-anon-role = "file"',
  };

  test('database, flag, environment, file', () => {
    expect(load(all).dbAnonRole).toBe('database');
    expect(load({ ...all, database: {} }).dbAnonRole).toBe('flag');
    expect(load({ ...all, database: {}, flags: {} }).dbAnonRole).toBe('environment');
    expect(load({ file: 'db-anon-role = "file"' }).dbAnonRole).toBe('file');
  });

  test('an empty or unusable value hides the next source', () => {
    expect(load({ ...all, database: { 'db-anon-role': '' } }).dbAnonRole).toBeNull();
    expect(load({ environment: { PGRST_DB_POOL: 'many' }, file: 'db-pool = 5' }).dbPool).toBe(10);
    expect(load({ environment: { PGRST_DB_CONFIG: 'no' }, file: 'db-config = false' }).dbConfig).toBe(true);
  });

  test('unknown keys and variables are ignored', () => {
    expect(load({ environment: { PGRST_NONSENSE: '1' }, file: 'DB-POOL = 5\ndb_pool = 5\nnonsense = 1' }).dbPool).toBe(
      10,
    );
  });
});

describe('aliases', () => {
  test.each([
    ['max-rows = 5', { dbMaxRows: 5 }],
    ['pre-request = "a.b"', { dbPreRequest: { schema: 'a', name: 'b' } }],
    ['root-spec = "r"', { dbRootSpec: { schema: null, name: 'r' } }],
    ['db-schema = "a,b"', { dbSchemas: ['a', 'b'] }],
    ['role-claim-key = "$$.a"', { jwtRoleClaimKey: { text: '$.a' } }],
    ['secret-is-base64 = true', { jwtSecretIsBase64: true }],
    ['db-pool-timeout = 5', { dbPoolMaxIdletime: 5 }],
  ])('%s', (file, expected) => expect(load({ file })).toMatchObject(expected));

  test('in the environment', () => {
    expect(load({ environment: { PGRST_DB_SCHEMA: 'a' } }).dbSchemas).toEqual(['a']);
  });

  test('the main key in the file beats the alias in the environment', () => {
    expect(load({ environment: { PGRST_MAX_ROWS: '1' }, file: 'db-max-rows = 2' }).dbMaxRows).toBe(2);
  });

  test('the alias counts when the main key is empty', () => {
    expect(load({ environment: { PGRST_DB_MAX_ROWS: '' }, file: 'max-rows = 2' }).dbMaxRows).toBe(2);
  });

  test('the legacy name of db-pool-max-idletime wins', () => {
    const file = 'db-pool-timeout = 1\ndb-pool-max-idletime = 2';
    expect(load({ file }).dbPoolMaxIdletime).toBe(1);
    expect(load({ file: 'db-pool-max-idletime = 2' }).dbPoolMaxIdletime).toBe(2);
  });

  test('admin-server-host falls back to server-host', () => {
    expect(load({ file: 'server-host = "h"' }).adminServerHost).toBe('h');
    expect(load({ file: 'server-host = "h"\nadmin-server-host = "a"' }).adminServerHost).toBe('a');
  });
});

describe('app.settings', () => {
  test('the environment beats the file for an identical key; case is kept, upper case first', () => {
    const config = load({
      environment: { PGRST_APP_SETTINGS_foo: 'environment', PGRST_APP_SETTINGS_FOO: '', PGRST_APP_SETTINGS_Z: '1' },
      file: 'app.settings.foo = "file"\napp.settings {\n n = 5\n}',
    });
    expect(config.appSettings).toEqual([
      ['app.settings.FOO', ''],
      ['app.settings.Z', '1'],
      ['app.settings.foo', 'environment'],
      ['app.settings.n', 'Number 5.0'],
    ]);
  });
});

describe('special values', () => {
  test('an empty extra search path', () => {
    expect(load({ environment: { PGRST_DB_EXTRA_SEARCH_PATH: '' } }).dbExtraSearchPath).toEqual([]);
  });

  test('only the file interpolates', () => {
    expect(load({ environment: { PGRST_DB_ANON_ROLE: '$(X)$$' } }).dbAnonRole).toBe('$(X)$$');
  });

  test('an unquoted octal mode in a file is its debug form', () => {
    expect(() => load({ file: 'server-unix-socket-mode = 660' })).toThrow(
      'Error in config Invalid server-unix-socket-mode: not an octal',
    );
  });
});

test('a reload keeps db-uri', () => {
  const start = load({ environment: { PGRST_DB_URI: 'postgres://one' } });
  const reloaded = load({ environment: { PGRST_DB_URI: 'postgres://two', PGRST_DB_POOL: '3' } }, start);
  expect(reloaded.dbUri).toBe('postgres://one');
  expect(reloaded.dbPool).toBe(3);
});
