/** Catalog look-ups of the root document, run in the request's own transaction (spec writing-functions-openapi 5.1). */
import type { QueryResult } from '../../database/transaction.ts';
import type { Statement } from '../../sql/statement.ts';
import { exposableKinds } from './fragments.ts';
import { text, textOrNull } from './row.ts';

/** Names of the relations of `schema` that the current role owns or holds any table or column privilege on. */
export function accessibleTablesStatement(schema: string): Statement {
  return { text: accessibleTablesQuery, values: [schema] };
}

export function readAccessibleTables(result: QueryResult): ReadonlySet<string> {
  return new Set(result.rows.map((row) => text(row, 0)));
}

/**
 * The comment on `schema`. The name is read as PostgreSQL reads an unquoted one, as in v16.2: a schema whose name needs
 * quotes has no document (42602 or 3F000).
 */
export function schemaDescriptionStatement(schema: string): Statement {
  return { text: "select obj_description($1::regnamespace, 'pg_namespace')", values: [schema] };
}

/** Null when there is none. */
export function readSchemaDescription(result: QueryResult): string | null {
  const row = result.rows[0];
  return row === undefined ? null : textOrNull(row, 0);
}

const accessibleTablesQuery = `select relation.relname
from pg_class relation join pg_namespace schema on schema.oid = relation.relnamespace
where schema.nspname = $1::text
  and relation.relkind in ${exposableKinds}
  and not relation.relispartition
  and (
    pg_has_role(relation.relowner, 'usage')
    or has_table_privilege(relation.oid, 'select, insert, update, delete, truncate, references, trigger')
    or has_any_column_privilege(relation.oid, 'select, insert, update, references')
  )`;
