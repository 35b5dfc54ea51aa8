import type { QueryResult } from '../../database/transaction.ts';
import type { Statement } from '../../sql/statement.ts';
import { text } from './row.ts';

/**
 * Columns of the relations of `schema` that no client can write: generated ones, identities that are always generated,
 * and expressions in views that are updatable otherwise.
 */
export function readOnlyColumnsStatement(schema: string): Statement {
  return { text: readOnlyColumnsQuery, values: [schema] };
}

/** Column names by relation name. */
export function readReadOnlyColumns(result: QueryResult): ReadonlyMap<string, ReadonlySet<string>> {
  const columns = new Map<string, Set<string>>();
  for (const row of result.rows) {
    const relation = text(row, 0);
    const names = columns.get(relation);
    if (names === undefined) columns.set(relation, new Set([text(row, 1)]));
    else names.add(text(row, 1));
  }
  return columns;
}

const readOnlyColumnsQuery = `select relation.relname, attribute.attname
from pg_class relation
  join pg_namespace schema on schema.oid = relation.relnamespace
  join pg_attribute attribute on attribute.attrelid = relation.oid
where schema.nspname = $1::text and attribute.attnum > 0 and not attribute.attisdropped
  and case relation.relkind
    when 'v' then pg_relation_is_updatable(relation.oid, true) & 4 <> 0
      and not pg_column_is_updatable(relation.oid, attribute.attnum, true)
    else relation.relkind in ('r', 'p', 'f') and (attribute.attgenerated <> '' or attribute.attidentity = 'a')
  end`;
