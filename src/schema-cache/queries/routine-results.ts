import type { QueryResult } from '../../database/transaction.ts';
import type { Statement } from '../../sql/statement.ts';
import type { Routine } from '../model.ts';
import type { Attributes } from './named-types.ts';
import { json, text } from './row.ts';

/** What a routine returns, in more detail than a call needs to know. */
export interface RoutineResult {
  /** Type text of one result. */
  readonly type: string;
  /** OUT parameters or the columns of `RETURNS TABLE`; empty when there are none. */
  readonly columns: Attributes;
}

/** Results of the functions of `schema`. Type texts are rendered under the transaction's search path. */
export function routineResultsStatement(schema: string): Statement {
  return { text: routineResultsQuery, values: [schema] };
}

/** A look-up by the name and parameter types of a routine that was read in the same transaction. */
export function readRoutineResults(result: QueryResult): (routine: Routine) => RoutineResult | undefined {
  const results = new Map<string, RoutineResult>();
  for (const row of result.rows) {
    const key = signature(text(row, 0), json<string[]>(row, 1, []));
    results.set(key, { type: text(row, 2), columns: json<Attributes>(row, 3, []) });
  }
  return ({ name, parameters }) =>
    results.get(
      signature(
        name,
        parameters.map(({ type }) => type),
      ),
    );
}

function signature(name: string, types: readonly string[]): string {
  return JSON.stringify([name, types]);
}

const routineResultsQuery = `select routine.proname, to_json(routine.proargtypes::oid[]::regtype[]),
  format_type(routine.prorettype, null),
  (
    select json_agg(json_build_array(output.name, format_type(output.type, null)) order by output.position)
    from unnest(routine.proargnames, routine.proallargtypes, routine.proargmodes) with ordinality
      as output (name, type, mode, position)
    where output.mode in ('o', 'b', 't')
  )
from pg_proc routine join pg_namespace schema on schema.oid = routine.pronamespace
where schema.nspname = $1::text and routine.prokind = 'f'`;
