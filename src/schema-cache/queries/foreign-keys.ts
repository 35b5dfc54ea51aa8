import type { QueryResult } from '../../database/transaction.ts';
import type { Statement } from '../../sql/statement.ts';
import type { ColumnPairs, QualifiedName } from '../model.ts';
import { flag, integer, json, text } from './row.ts';

/** A foreign key constraint as the catalog has it. */
export interface ForeignKey {
  readonly constraint: string;
  readonly source: QualifiedName;
  readonly target: QualifiedName;
  /** Oids of source and target: what the view key dependencies are keyed by. */
  readonly sourceOid: number;
  readonly targetOid: number;
  readonly isSelf: boolean;
  /** Whether another constraint makes the source columns unique. */
  readonly oneToOne: boolean;
  /** (source column, target column) in constraint order. */
  readonly columns: ColumnPairs;
}

/**
 * Foreign keys of all schemas, without the copies that partitioning makes. A key is one-to-one when a primary key or
 * unique constraint covers exactly the same set of columns. Spec embedding-schema-cache 1.4.
 */
export function foreignKeysStatement(): Statement {
  return { text: foreignKeysQuery, values: [] };
}

export function readForeignKeys(result: QueryResult): ForeignKey[] {
  return result.rows.map((row) => {
    const sourceOid = integer(row, 5);
    const targetOid = integer(row, 6);
    return {
      constraint: text(row, 0),
      source: { schema: text(row, 1), name: text(row, 2) },
      target: { schema: text(row, 3), name: text(row, 4) },
      sourceOid,
      targetOid,
      isSelf: sourceOid === targetOid,
      oneToOne: flag(row, 7),
      columns: json<ColumnPairs>(row, 8, []),
    };
  });
}

const foreignKeysQuery = `with column_pairs as (
  select key.oid as key, json_agg(json_build_array(source.attname, target.attname) order by pair.position) as columns
  from pg_constraint key
    cross join lateral unnest(key.conkey, key.confkey) with ordinality as pair (source, target, position)
    join pg_attribute source on source.attrelid = key.conrelid and source.attnum = pair.source
    join pg_attribute target on target.attrelid = key.confrelid and target.attnum = pair.target
  where key.contype = 'f' and key.conparentid = 0
  group by key.oid
)
select key.conname, source_schema.nspname, source.relname, target_schema.nspname, target.relname,
  key.conrelid, key.confrelid,
  exists (
    select from pg_constraint uniqueness
    where uniqueness.conrelid = key.conrelid and uniqueness.contype in ('p', 'u')
      and uniqueness.connamespace <> 'pg_catalog'::regnamespace
      and uniqueness.conkey @> key.conkey and uniqueness.conkey <@ key.conkey
  ),
  column_pairs.columns
from pg_constraint key
  join column_pairs on column_pairs.key = key.oid
  join pg_class source on source.oid = key.conrelid
  join pg_namespace source_schema on source_schema.oid = key.connamespace
  join pg_class target on target.oid = key.confrelid
  join pg_namespace target_schema on target_schema.oid = target.relnamespace
order by key.conrelid, key.conname`;
