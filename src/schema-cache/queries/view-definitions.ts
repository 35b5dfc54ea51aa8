import type { QueryResult } from '../../database/transaction.ts';
import type { Statement } from '../../sql/statement.ts';
import type { QualifiedName } from '../model.ts';
import { type ColumnOrigin, columnOrigins } from '../view-definition.ts';
import { flag, integer, json, text } from './row.ts';
import { schemaNames } from './schema-names.ts';

export interface ViewDefinition {
  readonly oid: number;
  readonly view: QualifiedName;
  /** In an exposed schema; the others only pass on the origins of their columns. */
  readonly exposed: boolean;
  /** Column names by attribute number - 1: columns of views are never dropped. */
  readonly columns: readonly string[];
  readonly origins: readonly ColumnOrigin[];
}

/** Views and materialized views of the exposed and extra schemas. Spec embedding-schema-cache 1.5, item 2. */
export function viewDefinitionsStatement(
  exposedSchemas: readonly string[],
  extraSchemas: readonly string[],
): Statement {
  return { text: viewDefinitionsQuery, values: [schemaNames(exposedSchemas), schemaNames(extraSchemas)] };
}

export function readViewDefinitions(result: QueryResult): ViewDefinition[] {
  return result.rows.map((row) => ({
    oid: integer(row, 0),
    view: { schema: text(row, 1), name: text(row, 2) },
    exposed: flag(row, 3),
    columns: json<string[]>(row, 4, []),
    origins: columnOrigins(row[5] ?? Buffer.alloc(0)),
  }));
}

const viewDefinitionsQuery = `select view.oid, schema.nspname, view.relname,
  view.relnamespace = any($1::regnamespace[]),
  to_json(array(select attname from pg_attribute where attrelid = view.oid and attnum > 0 order by attnum)),
  rule.ev_action
from pg_class view
  join pg_namespace schema on schema.oid = view.relnamespace
  join pg_rewrite rule on rule.ev_class = view.oid and rule.rulename = '_RETURN'
where view.relkind in ('v', 'm')
  and (view.relnamespace = any($1::regnamespace[]) or view.relnamespace = any($2::regnamespace[]))
order by view.oid`;
