import type { Condition, Mutation, MutationColumn } from '../plan/plan.ts';
import type { QualifiedName } from '../schema-cache/model.ts';
import { conditionExpression } from './condition.ts';
import { column } from './field.ts';
import { empty, identifier, join, qualifiedName, type Sql, sql } from './fragment.ts';
import { payloadRows } from './payload.ts';

const payloadRelation = { schema: '', name: 'pgrst_body' };

/** The INSERT, UPDATE or DELETE with its RETURNING list (spec writing-functions-openapi 3.4-3.9). */
export function mutationQuery(table: QualifiedName, mutation: Mutation): Sql {
  switch (mutation.kind) {
    case 'insert':
      return insert(table, mutation);
    case 'update':
      return update(table, mutation);
    case 'delete':
      return sql`DELETE FROM ${qualifiedName(table)}${where(table, mutation.where)}${returning(table, mutation.returning)}`;
  }
}

function insert(table: QualifiedName, mutation: Extract<Mutation, { kind: 'insert' }>): Sql {
  const { columns, putConditions } = mutation;
  const names = columns.map((target) => identifier(target.name));
  const list = columns.length === 0 ? sql` ` : sql`(${join(names, ', ')}) `;
  const values = columns.map((target) => column(payloadRelation, target.name));
  const rows = payloadRows(mutation.payload, columns, { applyDefaults: mutation.applyDefaults, firstOnly: false });
  const conditions = (putConditions ?? []).map((condition) => conditionExpression(payloadRelation, condition));
  if (countsInserted(mutation)) conditions.unshift(countInserted);
  const restriction = conditions.length === 0 ? empty : sql` WHERE ${join(conditions, ' AND ')}`;
  return sql`INSERT INTO ${qualifiedName(table)}${list}SELECT ${join(values, ', ')} FROM ${rows}${restriction}${conflictClause(mutation)}${returning(table, mutation.returning)}`;
}

/** Whether the statement counts the rows that are truly new, in the setting `pgrst.inserted`. */
export function countsInserted(mutation: Mutation): boolean {
  return mutation.kind === 'insert' && mutation.onConflict?.resolution === 'merge-duplicates';
}

function conflictClause({ columns, onConflict }: Extract<Mutation, { kind: 'insert' }>): Sql {
  if (onConflict === null || onConflict.columns.length === 0) return empty;
  const target = join(
    onConflict.columns.map((name) => identifier(name)),
    ', ',
  );
  if (onConflict.resolution === 'ignore-duplicates' || columns.length === 0) {
    return sql` ON CONFLICT (${target}) DO NOTHING`;
  }
  const assignments = columns.map(({ name }) => sql`${identifier(name)} = EXCLUDED.${identifier(name)}`);
  return sql` ON CONFLICT (${target}) DO UPDATE SET ${join(assignments, ', ')} WHERE ${uncountUpdated}`;
}

// Always true; they keep the transaction-local setting pgrst.inserted at the number of rows that were truly new.
const countInserted = sql`set_config('pgrst.inserted', (coalesce(nullif(current_setting('pgrst.inserted', true), '')::int, 0) + 1)::text, true) <> '0'`;
const uncountUpdated = sql`set_config('pgrst.inserted', (coalesce(nullif(current_setting('pgrst.inserted', true), '')::int, 0) - 1)::text, true) <> '-1'`;

function update(table: QualifiedName, mutation: Extract<Mutation, { kind: 'update' }>): Sql {
  if (mutation.columns.length === 0) return emptyUpdate(table, mutation.returning);
  const assignments = mutation.columns.map(
    ({ name }: MutationColumn) => sql`${identifier(name)} = ${column(payloadRelation, name)}`,
  );
  const rows = payloadRows(mutation.payload, mutation.columns, {
    applyDefaults: mutation.applyDefaults,
    firstOnly: false,
  });
  return sql`UPDATE ${qualifiedName(table)} SET ${join(assignments, ', ')} FROM ${rows}${where(table, mutation.where)}${returning(table, mutation.returning)}`;
}

/** `UPDATE … SET` with nothing to set is no SQL: an empty row set of the same columns stands in for it. */
function emptyUpdate(table: QualifiedName, names: readonly string[]): Sql {
  const columns =
    names.length === 0
      ? sql`NULL`
      : join(
          names.map((name) => column({ schema: '', name: table.name }, name)),
          ', ',
        );
  return sql`SELECT ${columns} FROM ${qualifiedName(table)} WHERE false`;
}

function where(table: QualifiedName, conditions: readonly Condition[]): Sql {
  if (conditions.length === 0) return empty;
  return sql` WHERE ${join(
    conditions.map((condition) => conditionExpression(table, condition)),
    ' AND ',
  )}`;
}

/** `1` keeps the row count without needing SELECT on any column. */
function returning(table: QualifiedName, names: readonly string[]): Sql {
  if (names.length === 0) return sql` RETURNING 1`;
  return sql` RETURNING ${join(
    names.map((name) => column(table, name)),
    ', ',
  )}`;
}
