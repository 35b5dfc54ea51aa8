import type { QueryResult } from '../../database/transaction.ts';
import type { Statement } from '../../sql/statement.ts';
import { text } from './row.ts';

/** An implicit cast between a domain and json or text; all names as rendered under an empty search path. */
export interface Representation {
  readonly sourceType: string;
  readonly targetType: string;
  /** Trusted SQL text. */
  readonly function: string;
}

/**
 * Domain representations of all schemas whose cast function the current role may execute. Spec
 * embedding-schema-cache 1.9, reading 11.1.
 */
export function representationsStatement(): Statement {
  return { text: representationsQuery, values: [] };
}

export function readRepresentations(result: QueryResult): Representation[] {
  return result.rows.map((row) => ({
    sourceType: text(row, 0),
    targetType: text(row, 1),
    function: text(row, 2),
  }));
}

const representationsQuery = `select conversion.castsource::regtype, conversion.casttarget::regtype,
  conversion.castfunc::regproc
from pg_cast conversion
  join pg_type source on source.oid = conversion.castsource
  join pg_type target on target.oid = conversion.casttarget
where conversion.castcontext = 'i' and conversion.castmethod = 'f'
  and has_function_privilege(conversion.castfunc, 'execute')
  and (
    source.typtype = 'd' and target.oid in ('json'::regtype, 'text'::regtype)
    or target.typtype = 'd' and source.oid in ('json'::regtype, 'text'::regtype)
  )`;
