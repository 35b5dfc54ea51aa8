import { expect, test } from 'vitest';
import { loadConfig } from '../../../src/config/index.ts';
import { programmaticOptions } from '../../../src/config/programmatic-options.ts';

test('fields, names and aliases, with the values programs have', () => {
  const flags = programmaticOptions({
    dbUri: 'postgres://h',
    'db-pool': 3,
    dbSchemas: ['a', 'b'],
    'max-rows': 5,
    dbConfig: false,
    dbAnonRole: null,
    jwtSecret: { kty: 'oct', k: 'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldC0' },
    appSettings: { x: 'y', n: 1 },
  });
  expect(loadConfig({ environment: {}, file: null, flags })).toMatchObject({
    dbUri: 'postgres://h',
    dbPool: 3,
    dbSchemas: ['a', 'b'],
    dbMaxRows: 5,
    dbConfig: false,
    dbAnonRole: null,
    jwtKeySet: [{ type: 'oct' }],
    appSettings: [
      ['app.settings.n', '1'],
      ['app.settings.x', 'y'],
    ],
  });
});

test('an unknown option is noticed', () => {
  expect(() => programmaticOptions({ dbSchema_: 'a' })).toThrow(new TypeError('unknown option: dbSchema_'));
  expect(() => programmaticOptions({ toString: 'a' })).toThrow(TypeError);
});
