import { expect, test } from 'vitest';
import type { SchemaCacheData } from '../../../src/schema-cache/cache.ts';
import { toJson } from '../../../src/schema-cache/dump.ts';
import { mediaHandlerEntries } from '../../../src/schema-cache/media-handlers.ts';
import type { Column, Relationship, Routine } from '../../../src/schema-cache/model.ts';
import { QualifiedMap } from '../../../src/schema-cache/qualified-name.ts';

const empty: SchemaCacheData = {
  tables: [],
  relationships: new QualifiedMap(),
  routines: [],
  representations: [],
  mediaHandlers: [],
};

function column(name: string): Column {
  return {
    name,
    description: null,
    nullable: true,
    type: 'text',
    nominalType: 'text',
    maxLength: null,
    default: null,
    enum: [],
    isTsvector: false,
  };
}

test('an empty cache', () => {
  expect(toJson(empty)).toBe(
    '{"dbMediaHandlers":[],"dbRelationships":[],"dbRepresentations":[],"dbRoutines":[],"dbTables":[]}',
  );
});

test('tables: columns by code point of their names, whatever they look like', () => {
  const names = ['b', '2', '10', '__proto__', 'B'];
  const json = toJson({
    ...empty,
    tables: [
      {
        schema: 'api',
        name: 't "x"',
        description: 'T',
        isView: false,
        insertable: true,
        updatable: true,
        deletable: false,
        primaryKey: ['2'],
        columns: new Map(names.map((name) => [name, column(name)])),
      },
    ],
  });
  expect(JSON.parse(json)).toBeTypeOf('object');
  const rest =
    '"colDefault":null,"colDescription":null,"colEnum":[],"colMaxLen":null,"colName":"2","colNominalType":"text","colNullable":true,"colType":"text"';
  expect(json).toContain(`"2":{${rest}}`);
  expect([...json.matchAll(/"([^"]+)":\{"colDefault"/g)].map(([, name]) => name)).toEqual([
    '10',
    '2',
    'B',
    '__proto__',
    'b',
  ]);
  expect(json).toContain('"dbTables":[[{"qiName":"t \\"x\\"","qiSchema":"api"},{"tableColumns":{');
  expect(json).toContain(
    '},"tableDeletable":false,"tableDescription":"T","tableInsertable":true,"tableIsView":false,"tableName":"t \\"x\\"","tablePKCols":["2"],"tableSchema":"api","tableUpdatable":true}]]}',
  );
});

test('relationships of all kinds', () => {
  const a = { schema: 'api', name: 'a' };
  const b = { schema: 'api', name: 'b' };
  const auto = { table: a, foreignTable: b, isSelf: false, tableIsView: false, foreignTableIsView: true };
  const foreignKey = { ...auto, kind: 'foreign-key', constraint: 'c', columns: [['x', 'y']] } as const;
  const list: Relationship[] = [
    { ...foreignKey, cardinality: 'M2O', isParent: false },
    { ...foreignKey, cardinality: 'O2O', isParent: true },
    {
      ...auto,
      kind: 'many-to-many',
      junction: a,
      constraint1: 'c1',
      constraint2: 'c2',
      sourceColumns: [['x', 'j']],
      targetColumns: [['y', 'k']],
    },
    { kind: 'computed', function: { schema: 'api', name: 'f' }, table: a, foreignTable: b, toOne: true, isSelf: false },
  ];
  const relationships = new QualifiedMap<Map<string, readonly Relationship[]>>();
  relationships.set('api', 'a', new Map([['api', list]]));
  const qa = { qiName: 'a', qiSchema: 'api' };
  const qb = { qiName: 'b', qiSchema: 'api' };
  const common = {
    relFTableIsView: true,
    relForeignTable: qb,
    relIsSelf: false,
    relTable: qa,
    relTableIsView: false,
    tag: 'Relationship',
  };
  expect(JSON.parse(toJson({ ...empty, relationships })).dbRelationships).toEqual([
    [
      [qa, 'api'],
      [
        { ...common, relCardinality: { relColumns: [['x', 'y']], relCons: 'c', tag: 'M2O' } },
        { ...common, relCardinality: { isParent: true, relColumns: [['x', 'y']], relCons: 'c', tag: 'O2O' } },
        {
          ...common,
          relCardinality: {
            contents: {
              junColsSource: [['x', 'j']],
              junColsTarget: [['y', 'k']],
              junConstraint1: 'c1',
              junConstraint2: 'c2',
              junTable: qa,
            },
            tag: 'M2M',
          },
        },
        {
          relForeignTable: qb,
          relFunction: { qiName: 'f', qiSchema: 'api' },
          relIsSelf: false,
          relTable: qa,
          relTableAlias: { qiName: '', qiSchema: '' },
          relToOne: true,
          tag: 'ComputedRelationship',
        },
      ],
    ],
  ]);
});

test('routines, overloads together', () => {
  const routine: Routine = {
    schema: 'api',
    name: 'f',
    description: null,
    parameters: [{ name: 'a', type: 'bit', callType: 'bit varying', required: true, variadic: false }],
    returns: { set: true, kind: 'composite', type: { schema: 'api', name: 't' }, isDomain: false },
    volatility: 'stable',
    hasVariadic: false,
    isolationLevel: 'repeatable read',
    settings: [['work_mem', '5MB']],
  };
  const scalar: Routine = {
    ...routine,
    parameters: [],
    isolationLevel: null,
    returns: { set: false, kind: 'scalar', type: { schema: 'pg_catalog', name: 'void' }, isDomain: false },
  };
  const { dbRoutines } = JSON.parse(toJson({ ...empty, routines: [scalar, routine, { ...scalar, name: 'g' }] }));
  expect(dbRoutines.map(([name, overloads]: [unknown, unknown[]]) => [name, overloads.length])).toEqual([
    [{ qiName: 'f', qiSchema: 'api' }, 2],
    [{ qiName: 'g', qiSchema: 'api' }, 1],
  ]);
  expect(dbRoutines[0][1][1]).toEqual({
    pdDescription: null,
    pdFuncSettings: [['work_mem', '5MB']],
    pdHasVariadic: false,
    pdIsoLvl: 'RepeatableRead',
    pdName: 'f',
    pdParams: [{ ppName: 'a', ppReq: true, ppType: 'bit', ppTypeMaxLength: 'bit varying', ppVar: false }],
    pdReturnType: { contents: { contents: [{ qiName: 't', qiSchema: 'api' }, false], tag: 'Composite' }, tag: 'SetOf' },
    pdSchema: 'api',
    pdVolatility: 'Stable',
  });
  expect(dbRoutines[0][1][0].pdReturnType).toEqual({
    contents: { contents: { qiName: 'void', qiSchema: 'pg_catalog' }, tag: 'Scalar' },
    tag: 'Single',
  });
});

test('representations and media handlers', () => {
  const document = JSON.parse(
    toJson({
      ...empty,
      representations: [{ sourceType: 'api.d', targetType: 'json', function: 'api.f' }],
      mediaHandlers: mediaHandlerEntries([
        { target: null, mediaType: '*/*', function: { schema: 'api', name: 'any' } },
        {
          target: { schema: 'api', name: 't' },
          mediaType: 'text/Chart',
          function: { schema: 'api', name: 'chart' },
        },
      ]),
    }),
  );
  expect(document.dbRepresentations).toEqual([
    [['api.d', 'json'], { drFunction: 'api.f', drSourceType: 'api.d', drTargetType: 'json' }],
  ]);
  const any = { tag: 'RelAnyElement' };
  const t = { contents: { qiName: 't', qiSchema: 'api' }, tag: 'RelId' };
  expect(document.dbMediaHandlers).toEqual([
    [
      [any, { tag: 'MTAny' }],
      [{ contents: [{ qiName: 'any', qiSchema: 'api' }, any], tag: 'CustomFunc' }, { tag: 'MTOctetStream' }],
    ],
    [
      [any, { tag: 'MTApplicationJSON' }],
      [{ tag: 'BuiltinOvAggJson' }, { tag: 'MTApplicationJSON' }],
    ],
    [
      [any, { tag: 'MTTextCSV' }],
      [{ tag: 'BuiltinOvAggCsv' }, { tag: 'MTTextCSV' }],
    ],
    [
      [any, { tag: 'MTGeoJSON' }],
      [{ tag: 'BuiltinOvAggGeoJson' }, { tag: 'MTGeoJSON' }],
    ],
    [
      [t, { contents: 'text/chart', tag: 'MTOther' }],
      [
        { contents: [{ qiName: 'chart', qiSchema: 'api' }, t], tag: 'CustomFunc' },
        { contents: 'text/Chart', tag: 'MTOther' },
      ],
    ],
  ]);
});
