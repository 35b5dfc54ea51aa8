import type { QueryResult } from '../../database/transaction.ts';
import type { Statement } from '../../sql/statement.ts';
import type { ComputedRelationship } from '../model.ts';
import { exposableKinds } from './fragments.ts';
import { flag, text } from './row.ts';

/**
 * Functions of all schemas from one relation's row type to a relation's row type. To-one when they return at most one
 * row by declaration. Spec embedding-schema-cache 1.7.
 */
export function computedRelationshipsStatement(): Statement {
  return { text: computedRelationshipsQuery, values: [] };
}

export function readComputedRelationships(result: QueryResult): ComputedRelationship[] {
  return result.rows.map((row) => ({
    kind: 'computed',
    function: { schema: text(row, 0), name: text(row, 1) },
    table: { schema: text(row, 2), name: text(row, 3) },
    foreignTable: { schema: text(row, 4), name: text(row, 5) },
    toOne: flag(row, 6),
    isSelf: flag(row, 7),
  }));
}

const computedRelationshipsQuery = `with row_types as (
  select type.oid as type, schema.nspname as schema, relation.relname as name
  from pg_class relation
    join pg_type type on type.oid = relation.reltype
    join pg_namespace schema on schema.oid = type.typnamespace
  where relation.relkind in ${exposableKinds}
)
select schema.nspname, routine.proname, argument.schema, argument.name, returned.schema, returned.name,
  not routine.proretset or routine.prorows = 1,
  argument.type = returned.type
from pg_proc routine
  join pg_namespace schema on schema.oid = routine.pronamespace
  join row_types argument on argument.type = routine.proargtypes[0]
  join row_types returned on returned.type = routine.prorettype
where routine.pronargs = 1
order by schema.nspname, routine.proname`;
