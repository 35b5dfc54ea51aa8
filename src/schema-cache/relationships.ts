import type {
  ColumnPairs,
  ComputedRelationship,
  ForeignKeyRelationship,
  ManyToManyRelationship,
  QualifiedName,
  Relationship,
  Table,
} from './model.ts';
import { QualifiedMap, sameName } from './qualified-name.ts';
import type { ForeignKey } from './queries/foreign-keys.ts';
import { compareRelationships } from './relationship-order.ts';
import type { ViewKeyDependency } from './view-key-dependencies.ts';

/** By source relation, then by schema of the target relation (of the function, when computed). */
export type RelationshipMap = QualifiedMap<Map<string, readonly Relationship[]>>;

/** Tables with the primary keys that views take from their base tables (spec embedding-schema-cache 1.6, step 1). */
export function withViewPrimaryKeys(tables: readonly Table[], dependencies: readonly ViewKeyDependency[]): Table[] {
  const primaryKeys = new QualifiedMap<string[]>();
  for (const { view, type, viewColumns } of dependencies) {
    if (type !== 'p') continue;
    const columns = primaryKeys.getOrSet(view.schema, view.name, () => []);
    for (const [first] of viewColumns) if (first !== undefined) columns.push(first);
  }
  return tables.map((table) =>
    table.isView ? { ...table, primaryKey: primaryKeys.get(table.schema, table.name) ?? [] } : table,
  );
}

/**
 * All relationships that requests can see, by origin, each list in cache order: steps 2 to 7 of spec
 * embedding-schema-cache 1.6. `tables` are those of all schemas, with the primary keys of views.
 */
export function deriveRelationships(input: {
  readonly tables: readonly Table[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly dependencies: readonly ViewKeyDependency[];
  readonly computed: readonly ComputedRelationship[];
  readonly exposedSchemas: readonly string[];
}): RelationshipMap {
  const referencing = withViews(input.foreignKeys, input.dependencies);
  const auto = [...referencing, ...manyToMany(referencing, input.tables), ...inverses(referencing)];
  return index(auto, input.computed, new Set(input.exposedSchemas));
}

/** The foreign keys themselves and what views of their tables make of them (step 2). */
function withViews(
  foreignKeys: readonly ForeignKey[],
  dependencies: readonly ViewKeyDependency[],
): ForeignKeyRelationship[] {
  const sources = indexDependencies(dependencies, 'f');
  const targets = indexDependencies(dependencies, 'f_ref');
  const relationships: ForeignKeyRelationship[] = [];
  for (const key of foreignKeys) {
    const sourceViews = sources.get(key.sourceOid)?.get(key.constraint) ?? [];
    const targetViews = targets.get(key.targetOid)?.get(key.constraint) ?? [];
    relationships.push(fromForeignKey(key, null, null));
    for (const source of sourceViews) relationships.push(fromForeignKey(key, source, null));
    for (const target of targetViews) relationships.push(fromForeignKey(key, null, target));
    for (const source of sourceViews) {
      for (const target of targetViews) relationships.push(fromForeignKey(key, source, target));
    }
  }
  return relationships;
}

/** The key's relationship, with views that copy its columns in place of the source or target table. */
function fromForeignKey(key: ForeignKey, source: KeyCopy | null, target: KeyCopy | null): ForeignKeyRelationship {
  return {
    kind: 'foreign-key',
    cardinality: key.oneToOne ? 'O2O' : 'M2O',
    isParent: false,
    constraint: key.constraint,
    table: source?.view ?? key.source,
    foreignTable: target?.view ?? key.target,
    isSelf: source === null && target === null ? key.isSelf : isSameView(source, target),
    tableIsView: source !== null,
    foreignTableIsView: target !== null,
    columns:
      source === null && target === null
        ? key.columns
        : key.columns.map(([own, referenced], position) => [
            source?.columns[position] ?? own,
            target?.columns[position] ?? referenced,
          ]),
  };
}

function isSameView(source: KeyCopy | null, target: KeyCopy | null): boolean {
  return source !== null && target !== null && sameName(source.view, target.view);
}

/** One way in which a view copies a key: one view column per key column. */
interface KeyCopy {
  readonly view: QualifiedName;
  readonly columns: readonly string[];
}

/** Copies of keys by base table and constraint name. */
function indexDependencies(
  dependencies: readonly ViewKeyDependency[],
  type: ViewKeyDependency['type'],
): ReadonlyMap<number, ReadonlyMap<string, readonly KeyCopy[]>> {
  const byTable = new Map<number, Map<string, KeyCopy[]>>();
  for (const dependency of dependencies) {
    if (dependency.type !== type) continue;
    let byConstraint = byTable.get(dependency.baseTable);
    if (byConstraint === undefined) {
      byConstraint = new Map();
      byTable.set(dependency.baseTable, byConstraint);
    }
    let copies = byConstraint.get(dependency.constraint);
    if (copies === undefined) {
      copies = [];
      byConstraint.set(dependency.constraint, copies);
    }
    for (const columns of combinations(dependency.viewColumns)) copies.push({ view: dependency.view, columns });
  }
  return byTable;
}

/** The cartesian product: every choice of one element per list, the last list varying fastest. */
function combinations(lists: readonly (readonly string[])[]): string[][] {
  let choices: string[][] = [[]];
  for (const list of lists) choices = choices.flatMap((choice) => list.map((element) => [...choice, element]));
  return choices;
}

/** Two many-to-one relationships whose columns are part of their common source's primary key (step 3). */
function manyToMany(
  relationships: readonly ForeignKeyRelationship[],
  tables: readonly Table[],
): ManyToManyRelationship[] {
  const primaryKeys = new QualifiedMap<ReadonlySet<string>>();
  for (const { schema, name, primaryKey } of tables) {
    if (primaryKey.length > 0) primaryKeys.set(schema, name, new Set(primaryKey));
  }
  const arms = new QualifiedMap<ForeignKeyRelationship[]>();
  for (const relationship of relationships) {
    if (relationship.cardinality !== 'M2O') continue;
    const { schema, name } = relationship.table;
    const key = primaryKeys.get(schema, name);
    if (key === undefined || !relationship.columns.every(([own]) => key.has(own))) continue;
    arms.getOrSet(schema, name, () => []).push(relationship);
  }
  const found: ManyToManyRelationship[] = [];
  for (const [junction, group] of arms.entries()) {
    for (const first of group) {
      for (const second of group) {
        if (first.constraint === second.constraint) continue;
        found.push({
          kind: 'many-to-many',
          table: first.foreignTable,
          foreignTable: second.foreignTable,
          isSelf: sameName(first.foreignTable, second.foreignTable),
          tableIsView: first.foreignTableIsView,
          foreignTableIsView: second.foreignTableIsView,
          junction,
          constraint1: first.constraint,
          constraint2: second.constraint,
          sourceColumns: swap(first.columns),
          targetColumns: swap(second.columns),
        });
      }
    }
  }
  return found;
}

/** The relationships seen from the referenced side (step 4). */
function inverses(relationships: readonly ForeignKeyRelationship[]): ForeignKeyRelationship[] {
  return relationships.map((relationship) => ({
    kind: 'foreign-key',
    cardinality: relationship.cardinality === 'O2O' ? 'O2O' : 'O2M',
    isParent: relationship.cardinality === 'O2O',
    constraint: relationship.constraint,
    table: relationship.foreignTable,
    foreignTable: relationship.table,
    isSelf: relationship.isSelf,
    tableIsView: relationship.foreignTableIsView,
    foreignTableIsView: relationship.tableIsView,
    columns: swap(relationship.columns),
  }));
}

function swap(pairs: ColumnPairs): ColumnPairs {
  return pairs.map(([own, other]) => [other, own]);
}

/**
 * Computed relationships in place of the detected ones between the same relation and a relation named like the
 * function (step 5), everything by origin and sorted (step 6), without what is not exposed (step 7). A key stays even
 * when nothing visible is left under it: the hint of PGRST200 tells known origins from unknown ones.
 */
function index(
  auto: readonly (ForeignKeyRelationship | ManyToManyRelationship)[],
  computed: readonly ComputedRelationship[],
  exposedSchemas: ReadonlySet<string>,
): RelationshipMap {
  const overridden = new QualifiedMap<QualifiedName[]>();
  for (const { table, function: replacement } of computed) {
    overridden.getOrSet(table.schema, table.name, () => []).push(replacement);
  }
  const lists = new QualifiedMap<Map<string, Relationship[]>>();
  const add = (relationship: Relationship, schema: string): void => {
    const { table } = relationship;
    if (!exposedSchemas.has(table.schema)) return;
    const bySchema = lists.getOrSet(table.schema, table.name, () => new Map());
    let list = bySchema.get(schema);
    if (list === undefined) {
      list = [];
      bySchema.set(schema, list);
    }
    if (isVisible(relationship, exposedSchemas)) list.push(relationship);
  };
  for (const relationship of auto) {
    const { table, foreignTable } = relationship;
    const replacements = overridden.get(table.schema, table.name);
    if (replacements?.some((replacement) => sameName(replacement, foreignTable))) continue;
    add(relationship, foreignTable.schema);
  }
  for (const relationship of computed) add(relationship, relationship.function.schema);
  for (const [, bySchema] of lists.entries()) {
    for (const list of bySchema.values()) list.sort(compareRelationships);
  }
  return lists;
}

/** Whether requests can use a relationship: the relations that it needs are in exposed schemas. */
function isVisible(relationship: Relationship, exposedSchemas: ReadonlySet<string>): boolean {
  return (
    exposedSchemas.has(relationship.foreignTable.schema) &&
    (relationship.kind !== 'many-to-many' || exposedSchemas.has(relationship.junction.schema))
  );
}
