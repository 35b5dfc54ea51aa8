import { describe, expect, test } from 'vitest';
import type { TypedDescription } from '../../../../src/response/openapi/description.ts';
import { constantDefault } from '../../../../src/response/openapi/v3/default-value.ts';
import { componentNames, type DocumentScope } from '../../../../src/response/openapi/v3/scope.ts';
import { nullable, typeSchema } from '../../../../src/response/openapi/v3/types.ts';
import type { NamedType } from '../../../../src/schema-cache/queries/named-types.ts';

const types: ReadonlyMap<string, NamedType> = new Map([
  ['mood', { kind: 'enum', labels: ['light', 'dark'] }],
  ['gis.geometry', { kind: 'json' }],
  ['short', { kind: 'domain', base: 'character varying(4)' }],
  ['shorts', { kind: 'domain', base: 'short[]' }],
  ['pair', { kind: 'composite', attributes: [['first', 'short']] }],
  ['"Box Office"', { kind: 'row' }],
  ['api.films', { kind: 'row' }],
  ['vault.plans', { kind: 'row' }],
]);

const scope: DocumentScope = {
  description: { schema: 'api', types } as TypedDescription,
  relationNames: new Map([
    ['Box Office', 'Box_Office'],
    ['films', 'films'],
  ]),
  routineNames: new Map(),
};

test.each([
  ['integer', { type: 'integer', format: 'int32' }],
  ['bigint[]', { type: 'array', items: { type: 'integer', format: 'int64' } }],
  ['numeric(6,3)', { type: 'number' }],
  ['numeric(6,-3)', { type: 'number' }],
  ['character varying(12)', { type: 'string', maxLength: 12 }],
  ['character varying', { type: 'string' }],
  ['bit(8)', { type: 'string', maxLength: 8 }],
  ['timestamp(3) with time zone', { type: 'string', format: 'date-time' }],
  ['timestamp without time zone', { type: 'string', format: 'timestamp without time zone' }],
  ['interval day to second(3)', { type: 'string', format: 'interval day to second' }],
  ['jsonb', {}],
  ['void', { type: 'null' }],
  ['inet', { type: 'string', format: 'inet' }],
  ['mood', { type: 'string', enum: ['light', 'dark'] }],
  ['gis.geometry(Point,4326)', {}],
  ['shorts', { type: 'array', items: { type: 'string', maxLength: 4 } }],
  ['pair', { type: 'object', properties: { first: { type: ['string', 'null'], maxLength: 4 } }, required: ['first'] }],
  ['"Box Office"', { $ref: '#/components/schemas/Box_Office' }],
  ['api.films', { $ref: '#/components/schemas/films' }],
  ['vault.plans', { type: 'object' }],
  ['nowhere."strange(type"', { type: 'string', format: 'nowhere."strange(type"' }],
])('the schema of %s', (type, schema) => {
  expect(typeSchema(type, scope)).toEqual(schema);
});

test('null beside other values', () => {
  expect(nullable({ type: 'string', enum: ['a'] })).toEqual({ type: ['string', 'null'], enum: ['a', null] });
  expect(nullable({})).toEqual({});
  expect(nullable({ $ref: '#/x' })).toEqual({ anyOf: [{ $ref: '#/x' }, { type: 'null' }] });
  expect(nullable({ type: 'null' })).toEqual({ type: 'null' });
});

describe('defaults', () => {
  test.each([
    ["'x'::text", { type: 'string' }, 'x'],
    ["'it''s'::character varying", { type: ['string', 'null'] }, "it's"],
    ["'abc'::character varying(3)", { type: 'string' }, 'abc'],
    ['42', { type: 'integer' }, 42],
    ["'-1'::integer", { type: 'integer' }, -1],
    ['1.5', { type: 'number' }, 1.5],
    ['2', { type: 'number' }, 2],
    ['2.5', { type: 'integer' }, undefined],
    ['true', { type: 'boolean' }, true],
    ["'{}'::text[]", { type: 'array' }, []],
    ["'{a,b}'::text[]", { type: 'array' }, undefined],
    [`'{"a": [1]}'::jsonb`, {}, { a: [1] }],
    ['now()', { type: 'string' }, undefined],
    ["nextval('s'::regclass)", { type: 'integer' }, undefined],
    ["('a'::text || 'b'::text)", { type: 'string' }, undefined],
    ["'a'::text || 'b'::text", { type: 'string' }, undefined],
    ['NULL::text', { type: 'string' }, undefined],
    [null, { type: 'string' }, undefined],
  ])('%s', (expression, schema, value) => {
    expect(constantDefault(expression, schema)).toEqual(value);
  });
});

test('component names are plain and different', () => {
  const names = componentNames(['films', 'Box Office', 'Box-Office', 'Box.Office', 'été', 'ete', 'films']);
  expect([...names.entries()]).toEqual([
    ['films', 'films'],
    ['Box Office', 'Box_Office'],
    ['Box-Office', 'Box-Office'],
    ['Box.Office', 'Box_Office_2'],
    ['été', 'ete'],
    ['ete', 'ete_2'],
  ]);
});
