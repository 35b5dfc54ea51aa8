import { expect, test } from 'vitest';
import type { KeyConstraint } from '../../../src/schema-cache/queries/key-constraints.ts';
import type { ViewDefinition } from '../../../src/schema-cache/queries/view-definitions.ts';
import { viewKeyDependencies } from '../../../src/schema-cache/view-key-dependencies.ts';

const tasks = 1;
const users = 2;

const constraints: readonly KeyConstraint[] = [
  { type: 'p', name: 'tasks_pkey', table: tasks, columns: [1], referencedTable: 0, referencedColumns: [] },
  { type: 'f', name: 'tasks_owner', table: tasks, columns: [2], referencedTable: users, referencedColumns: [1] },
  { type: 'p', name: 'users_pkey', table: users, columns: [1, 2], referencedTable: 0, referencedColumns: [] },
];

function view(
  oid: number,
  columns: readonly string[],
  origins: readonly (readonly [number, number, number])[],
  exposed = true,
): ViewDefinition {
  return {
    oid,
    view: { schema: 'api', name: `view_${oid}` },
    exposed,
    columns,
    origins: origins.map(([column, originTable, originColumn]) => ({ column, originTable, originColumn })),
  };
}

function summary(views: readonly ViewDefinition[], keys: readonly KeyConstraint[] = constraints) {
  return viewKeyDependencies(views, keys).map(
    ({ view: { name }, type, constraint, viewColumns }) =>
      `${name} ${type} ${constraint} ${JSON.stringify(viewColumns)}`,
  );
}

test('keys that a view copies, with all copies of a column', () => {
  const copies = view(
    10,
    ['tid', 'a', 'b'],
    [
      [1, tasks, 1],
      [2, tasks, 2],
      [3, tasks, 2],
    ],
  );
  expect(summary([copies])).toEqual(['view_10 p tasks_pkey [["tid"]]', 'view_10 f tasks_owner [["a","b"]]']);
});

test('a part of a key is no key; the order is that of the key', () => {
  expect(summary([view(10, ['x'], [[1, users, 2]])])).toEqual([]);
  expect(
    summary([
      view(
        10,
        ['second', 'first'],
        [
          [1, users, 2],
          [2, users, 1],
        ],
      ),
    ]),
  ).toEqual(['view_10 f_ref tasks_owner [["first"]]', 'view_10 p users_pkey [["first"],["second"]]']);
});

test('views over views, also through one that is not exposed', () => {
  const inner = view(10, ['inner_id'], [[1, tasks, 1]], false);
  const outer = view(11, ['outer_id'], [[1, 10, 1]]);
  expect(summary([inner, outer])).toEqual(['view_11 p tasks_pkey [["outer_id"]]']);
});

test('views that reference themselves end', () => {
  expect(summary([view(10, ['a'], [[1, 11, 1]]), view(11, ['b'], [[1, 10, 1]])])).toEqual([]);
});

test('references of one name to the same columns are one key', () => {
  const twice: readonly KeyConstraint[] = [
    { type: 'f', name: 'fk', table: 5, columns: [1], referencedTable: users, referencedColumns: [1] },
    { type: 'f', name: 'fk', table: 6, columns: [3], referencedTable: users, referencedColumns: [1] },
  ];
  expect(summary([view(10, ['id'], [[1, users, 1]])], twice)).toEqual(['view_10 f_ref fk [["id"]]']);
});
