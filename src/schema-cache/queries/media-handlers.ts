import type { QueryResult } from '../../database/transaction.ts';
import type { Statement } from '../../sql/statement.ts';
import type { QualifiedName } from '../model.ts';
import { exposableKinds } from './fragments.ts';
import { flag, text, textOrNull } from './row.ts';
import { schemaNames } from './schema-names.ts';

/** A database function that renders a result into the media type of its domain. */
export interface CustomMediaHandler {
  /** What it renders: rows of a relation, a routine's result, or null for anything. */
  readonly target: QualifiedName | null;
  /** Name of the domain. */
  readonly mediaType: string;
  /** The aggregate; for a routine the domain it returns, which is applied like a cast. */
  readonly function: QualifiedName;
}

/**
 * Aggregates over a row type or anyelement, and functions, of the exposed schemas that return a domain named like a
 * media type. Spec embedding-schema-cache 1.10, reading 13.1-13.2.
 */
export function mediaHandlersStatement(exposedSchemas: readonly string[]): Statement {
  return { text: mediaHandlersQuery, values: [schemaNames(exposedSchemas)] };
}

export function readMediaHandlers(result: QueryResult): CustomMediaHandler[] {
  return result.rows.map((row) => {
    const routine = { schema: text(row, 3), name: text(row, 4) };
    const mediaType = text(row, 2);
    if (!flag(row, 0)) {
      return { target: routine, mediaType, function: { schema: text(row, 1), name: mediaType.toLowerCase() } };
    }
    const schema = textOrNull(row, 5);
    return { target: schema === null ? null : { schema, name: text(row, 6) }, mediaType, function: routine };
  });
}

const mediaHandlersQuery = `select routine.prokind = 'a', media_schema.nspname, media.typname,
  schema.nspname, routine.proname, relation_schema.nspname, relation.relname
from pg_proc routine
  join pg_namespace schema on schema.oid = routine.pronamespace
  join pg_type media on media.oid = routine.prorettype
  join pg_namespace media_schema on media_schema.oid = media.typnamespace
  left join pg_class relation
    on routine.prokind = 'a' and relation.reltype = routine.proargtypes[0] and relation.relkind in ${exposableKinds}
  left join pg_namespace relation_schema on relation_schema.oid = relation.relnamespace
where routine.pronamespace = any($1::regnamespace[])
  and media.typtype = 'd'
  and (media.typname ~* '^[A-Za-z0-9.-]+/[A-Za-z0-9.\\+-]+$' or media.typname = '*/*')
  and case routine.prokind
    when 'a' then routine.pronargs = 1 and (relation.oid is not null or routine.proargtypes[0] = 'anyelement'::regtype)
    when 'f' then not routine.proretset
    else false
  end
order by routine.oid`;
