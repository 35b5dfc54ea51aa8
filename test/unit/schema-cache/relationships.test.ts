import { expect, test } from 'vitest';
import type { ComputedRelationship, Relationship, Table } from '../../../src/schema-cache/model.ts';
import type { ForeignKey } from '../../../src/schema-cache/queries/foreign-keys.ts';
import { deriveRelationships, withViewPrimaryKeys } from '../../../src/schema-cache/relationships.ts';
import type { ViewKeyDependency } from '../../../src/schema-cache/view-key-dependencies.ts';

const oids = new Map<string, number>();

function oid(name: string): number {
  const known = oids.get(name) ?? oids.size + 1;
  oids.set(name, known);
  return known;
}

/** `schema.name`; the schema defaults to `api`. */
function named(name: string) {
  const dot = name.indexOf('.');
  return dot === -1 ? { schema: 'api', name } : { schema: name.slice(0, dot), name: name.slice(dot + 1) };
}

function table(name: string, primaryKey: readonly string[], isView = false): Table {
  return {
    ...named(name),
    description: null,
    isView,
    insertable: true,
    updatable: true,
    deletable: true,
    primaryKey,
    columns: new Map(),
  };
}

function foreignKey(
  constraint: string,
  source: string,
  target: string,
  columns: readonly (readonly [string, string])[],
  oneToOne = false,
): ForeignKey {
  return {
    constraint,
    source: named(source),
    target: named(target),
    sourceOid: oid(source),
    targetOid: oid(target),
    isSelf: source === target,
    oneToOne,
    columns,
  };
}

function dependency(
  view: string,
  type: ViewKeyDependency['type'],
  base: string,
  constraint: string,
  viewColumns: readonly (readonly string[])[],
): ViewKeyDependency {
  return { view: named(view), type, baseTable: oid(base), constraint, viewColumns };
}

function computed(name: string, from: string, to: string): ComputedRelationship {
  return {
    kind: 'computed',
    function: named(name),
    table: named(from),
    foreignTable: named(to),
    toOne: false,
    isSelf: from === to,
  };
}

function describe(relationship: Relationship): string {
  const target = `${relationship.foreignTable.schema === 'api' ? '' : `${relationship.foreignTable.schema}.`}${relationship.foreignTable.name}`;
  switch (relationship.kind) {
    case 'computed':
      return `computed ${relationship.function.name} ${target}`;
    case 'many-to-many':
      return `M2M ${target} ${relationship.junction.name} ${relationship.constraint1} ${relationship.constraint2} ${relationship.sourceColumns.join('+')} ${relationship.targetColumns.join('+')}`;
    case 'foreign-key':
      return `${relationship.cardinality}${relationship.isParent ? ' parent' : ''} ${target} ${relationship.constraint} ${relationship.columns.join('+')}`;
  }
}

function derive(input: {
  readonly tables?: readonly Table[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly dependencies?: readonly ViewKeyDependency[];
  readonly computed?: readonly ComputedRelationship[];
  readonly exposedSchemas?: readonly string[];
}) {
  const map = deriveRelationships({ tables: [], dependencies: [], computed: [], exposedSchemas: ['api'], ...input });
  return (origin: string, schema = 'api') => {
    const { schema: originSchema, name } = named(origin);
    return map.get(originSchema, name)?.get(schema)?.map(describe);
  };
}

test('both directions of a foreign key', () => {
  const of = derive({ foreignKeys: [foreignKey('fk', 'tasks', 'users', [['owner', 'id']])] });
  expect(of('tasks')).toEqual(['M2O users fk owner,id']);
  expect(of('users')).toEqual(['O2M tasks fk id,owner']);
  expect(of('others')).toBeUndefined();
});

test('both directions of a one-to-one key', () => {
  const of = derive({ foreignKeys: [foreignKey('fk', 'details', 'tasks', [['id', 'id']], true)] });
  expect(of('details')).toEqual(['O2O tasks fk id,id']);
  expect(of('tasks')).toEqual(['O2O parent details fk id,id']);
});

test('a self reference is found from both ends', () => {
  const of = derive({ foreignKeys: [foreignKey('fk', 'tree', 'tree', [['parent', 'id']])] });
  expect(of('tree')).toEqual(['O2M tree fk id,parent', 'M2O tree fk parent,id']);
});

test('many-to-many through a junction whose primary key holds both keys', () => {
  const keys = [
    foreignKey('a_fk', 'roles', 'actors', [['actor', 'id']]),
    foreignKey('f_fk', 'roles', 'films', [['film', 'id']]),
  ];
  const of = derive({ tables: [table('roles', ['actor', 'film', 'part'])], foreignKeys: keys });
  expect(of('films')).toEqual(['M2M actors roles f_fk a_fk id,film id,actor', 'O2M roles f_fk id,film']);
  expect(derive({ tables: [table('roles', ['actor'])], foreignKeys: keys })('films')).toEqual([
    'O2M roles f_fk id,film',
  ]);
});

test('a junction in a hidden schema shows neither itself nor its many-to-many', () => {
  const of = derive({
    tables: [table('private.roles', ['actor', 'film'])],
    foreignKeys: [
      foreignKey('a_fk', 'private.roles', 'actors', [['actor', 'id']]),
      foreignKey('f_fk', 'private.roles', 'films', [['film', 'id']]),
    ],
  });
  expect(of('films')).toEqual([]);
  expect(of('films', 'private')).toEqual([]);
  expect(of('private.roles')).toBeUndefined();
});

test('views stand in for their base tables on either side', () => {
  const of = derive({
    foreignKeys: [foreignKey('fk', 'tasks', 'users', [['owner', 'id']])],
    dependencies: [
      dependency('task_view', 'f', 'tasks', 'fk', [['a', 'b']]),
      dependency('user_view', 'f_ref', 'users', 'fk', [['uid']]),
    ],
  });
  expect(of('task_view')).toEqual([
    'M2O user_view fk a,uid',
    'M2O user_view fk b,uid',
    'M2O users fk a,id',
    'M2O users fk b,id',
  ]);
  expect(of('users')).toEqual(['O2M task_view fk id,a', 'O2M task_view fk id,b', 'O2M tasks fk id,owner']);
});

test('copies of composite keys combine', () => {
  const of = derive({
    foreignKeys: [
      foreignKey('fk', 's', 't', [
        ['x', 'a'],
        ['y', 'b'],
      ]),
    ],
    dependencies: [
      dependency('v', 'f', 's', 'fk', [
        ['x1', 'x2'],
        ['y1', 'y2'],
      ]),
    ],
  });
  expect(of('v')).toEqual(['M2O t fk x1,a+y1,b', 'M2O t fk x1,a+y2,b', 'M2O t fk x2,a+y1,b', 'M2O t fk x2,a+y2,b']);
});

test('a computed relationship replaces the detected ones to a relation of its name, in its direction only', () => {
  const of = derive({
    foreignKeys: [
      foreignKey('fk', 'tasks', 'users', [['owner', 'id']]),
      foreignKey('fk2', 'tasks', 'users', [['other', 'id']]),
    ],
    computed: [computed('users', 'tasks', 'users'), computed('helpers', 'tasks', 'users')],
  });
  expect(of('tasks')).toEqual(['computed helpers users', 'computed users users']);
  expect(of('users')).toEqual(['O2M tasks fk id,owner', 'O2M tasks fk2 id,other']);
});

test('keys that cross schemas are under the schema of the target', () => {
  const of = derive({
    foreignKeys: [foreignKey('fk', 'api.tasks', 'v2.users', [['owner', 'id']])],
    exposedSchemas: ['api', 'v2'],
  });
  expect(of('tasks')).toBeUndefined();
  expect(of('tasks', 'v2')).toEqual(['M2O v2.users fk owner,id']);
});

test('order: target, self last, cardinality, constraint, columns; text by code point', () => {
  const of = derive({
    tables: [table('j', ['x', 'y'])],
    foreignKeys: [
      foreignKey('z', 'a', 'b', [['q', 'id']]),
      foreignKey('Z', 'a', 'b', [['r', 'id']]),
      foreignKey('back', 'b', 'a', [['k', 'id']]),
      foreignKey('once', 'a', 'b', [['u', 'id']], true),
      foreignKey('ja', 'j', 'a', [['x', 'id']]),
      foreignKey('jb', 'j', 'b', [['y', 'id']]),
      foreignKey('c', 'a', '\u{1f600}', [['w', 'id']]),
      foreignKey('c', 'a', '\uffee', [['w', 'id']]),
    ],
  });
  expect(of('a')).toEqual([
    'O2M b back id,k',
    'M2O b Z r,id',
    'M2O b z q,id',
    'O2O b once u,id',
    'M2M b j ja jb id,x id,y',
    'O2M j ja id,x',
    'M2O \uffee c w,id',
    'M2O \u{1f600} c w,id',
  ]);
});

test('primary keys of views: the first copy of every key column', () => {
  const tables = [table('tasks', ['id']), table('v', [], true), table('w', [], true)];
  const keyed = withViewPrimaryKeys(tables, [
    dependency('v', 'p', 'tasks', 'tasks_pkey', [['a', 'b']]),
    dependency('v', 'p', 'users', 'users_pkey', [['c'], ['d']]),
    dependency('w', 'f', 'tasks', 'fk', [['x']]),
  ]);
  expect(keyed.map(({ primaryKey }) => primaryKey)).toEqual([['id'], ['a', 'c', 'd'], []]);
});
