import type { QualifiedName } from './model.ts';
import type { KeyConstraint } from './queries/key-constraints.ts';
import type { ViewDefinition } from './queries/view-definitions.ts';
import type { ColumnOrigin } from './view-definition.ts';

/** A view that shows all columns of a key of a base table. */
export interface ViewKeyDependency {
  readonly view: QualifiedName;
  /** `p` primary key, `f` foreign key of the base table, `f_ref` foreign key that references the base table. */
  readonly type: KeyType;
  readonly baseTable: number;
  readonly constraint: string;
  /** Per key column, in key order, the view columns that copy it. */
  readonly viewColumns: readonly (readonly string[])[];
}

type KeyType = 'p' | 'f' | 'f_ref';

/** View column names by (origin table, origin column). */
type CopiedColumns = Map<number, Map<number, string[]>>;

interface Key {
  readonly type: KeyType;
  readonly constraint: string;
  readonly columnCount: number;
  readonly columns: { readonly column: number; readonly position: number }[];
}

/** Which keys the views of the exposed schemas copy completely (spec embedding-schema-cache 1.5). */
export function viewKeyDependencies(
  views: readonly ViewDefinition[],
  constraints: readonly KeyConstraint[],
): ViewKeyDependency[] {
  const keysByTable = groupKeys(constraints);
  const originsByView = new Map(
    views.map((view) => [view.oid, new Map(view.origins.map((origin) => [origin.column, origin]))]),
  );
  const dependencies: ViewKeyDependency[] = [];
  for (const view of views) {
    if (!view.exposed) continue;
    for (const [baseTable, copies] of copiedColumns(view, originsByView)) {
      for (const key of keysByTable.get(baseTable) ?? []) {
        const viewColumns = coverKey(key, copies);
        if (viewColumns === null) continue;
        dependencies.push({
          view: view.view,
          type: key.type,
          baseTable,
          constraint: key.constraint,
          viewColumns,
        });
      }
    }
  }
  return dependencies;
}

/**
 * Keys by table. Constraints of one name that reference the same table count as one key, whichever tables they are on,
 * as the result identifies a key by its name only.
 */
function groupKeys(constraints: readonly KeyConstraint[]): Map<number, Key[]> {
  const keysByTable = new Map<number, Key[]>();
  const references = new Map<string, Key>();
  const add = (table: number, key: Key): void => {
    const keys = keysByTable.get(table);
    if (keys === undefined) keysByTable.set(table, [key]);
    else keys.push(key);
  };
  const makeKey = (type: KeyType, constraint: string, columns: readonly number[]): Key => ({
    type,
    constraint,
    columnCount: columns.length,
    columns: columns.map((column, position) => ({ column, position })),
  });
  for (const { type, name, table, columns, referencedTable, referencedColumns } of constraints) {
    add(table, makeKey(type, name, columns));
    if (type === 'p') continue;
    const identity = `${referencedTable} ${referencedColumns.length} ${name}`;
    const known = references.get(identity);
    if (known === undefined) {
      const key = makeKey('f_ref', name, referencedColumns);
      references.set(identity, key);
      add(referencedTable, key);
    } else {
      mergeColumns(known, referencedColumns);
    }
  }
  return keysByTable;
}

function mergeColumns(key: Key, columns: readonly number[]): void {
  for (const [position, column] of columns.entries()) {
    if (!key.columns.some((known) => known.column === column && known.position === position)) {
      key.columns.push({ column, position });
    }
  }
}

/** View column lists in key order, or null unless they cover exactly the key's number of columns. */
function coverKey(key: Key, copies: ReadonlyMap<number, string[]>): string[][] | null {
  const covered: { readonly position: number; readonly names: string[] }[] = [];
  for (const { column, position } of key.columns) {
    const names = copies.get(column);
    if (names !== undefined) covered.push({ position, names });
  }
  if (covered.length !== key.columnCount) return null;
  return covered.sort((a, b) => a.position - b.position).map(({ names }) => names);
}

/** Follows every column of the view to its origin and, while that is a view among `originsByView`, on from there. */
function copiedColumns(
  view: ViewDefinition,
  originsByView: ReadonlyMap<number, ReadonlyMap<number, ColumnOrigin>>,
): CopiedColumns {
  const copied: CopiedColumns = new Map();
  for (const { column, originTable, originColumn } of view.origins) {
    const name = view.columns[column - 1];
    if (name === undefined) continue;
    const passed = new Set<number>();
    let table = originTable;
    let attribute = originColumn;
    for (;;) {
      addCopy(copied, table, attribute, name);
      if (passed.has(table)) break;
      passed.add(table);
      const next = originsByView.get(table)?.get(attribute);
      if (next === undefined) break;
      table = next.originTable;
      attribute = next.originColumn;
    }
  }
  return copied;
}

function addCopy(copied: CopiedColumns, table: number, column: number, name: string): void {
  let columns = copied.get(table);
  if (columns === undefined) {
    columns = new Map();
    copied.set(table, columns);
  }
  const names = columns.get(column);
  if (names === undefined) columns.set(column, [name]);
  else if (!names.includes(name)) names.push(name);
}
