import type { QueryResult } from '../../database/transaction.ts';
import type { Statement } from '../../sql/statement.ts';
import { integer, json, text } from './row.ts';

/** A primary or foreign key in terms of oids and attribute numbers. */
export interface KeyConstraint {
  readonly type: 'p' | 'f';
  readonly name: string;
  readonly table: number;
  readonly columns: readonly number[];
  /** Foreign keys: what is referenced; 0 and empty for primary keys. */
  readonly referencedTable: number;
  readonly referencedColumns: readonly number[];
}

/** Primary and foreign keys of all schemas: the key columns of spec embedding-schema-cache 1.5, item 1. */
export function keyConstraintsStatement(): Statement {
  return {
    text: `select contype, conname, conrelid, to_json(conkey), confrelid, to_json(confkey)
from pg_constraint
where contype in ('p', 'f')`,
    values: [],
  };
}

export function readKeyConstraints(result: QueryResult): KeyConstraint[] {
  return result.rows.map((row) => ({
    type: text(row, 0) === 'p' ? 'p' : 'f',
    name: text(row, 1),
    table: integer(row, 2),
    columns: json<number[]>(row, 3, []),
    referencedTable: integer(row, 4),
    referencedColumns: json<number[]>(row, 5, []),
  }));
}
