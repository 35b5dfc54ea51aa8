import type { QueryResult } from '../../database/transaction.ts';
import type { Statement } from '../../sql/statement.ts';
import { json, text } from './row.ts';

/** A type that the database itself defines, as far as its JSON form depends on the definition. */
export type NamedType =
  | { readonly kind: 'enum'; readonly labels: readonly string[] }
  /** `base` is a type text with modifiers. */
  | { readonly kind: 'domain'; readonly base: string }
  | { readonly kind: 'composite'; readonly attributes: Attributes }
  /** The row type of a relation. */
  | { readonly kind: 'row' }
  /** A cast to json decides. */
  | { readonly kind: 'json' };

/** (name, type text with modifiers) in order. */
export type Attributes = readonly (readonly [name: string, type: string])[];

/** Types of all schemas but the system's own. Type texts are rendered under the transaction's search path. */
export function namedTypesStatement(): Statement {
  return { text: namedTypesQuery, values: [] };
}

/** By type text, both as the search path renders it and with its schema. */
export function readNamedTypes(result: QueryResult): ReadonlyMap<string, NamedType> {
  const types = new Map<string, NamedType>();
  for (const row of result.rows) {
    const type = namedType(text(row, 2), (missing) => json(row, 3, missing));
    types.set(text(row, 0), type);
    types.set(text(row, 1), type);
  }
  return types;
}

function namedType(code: string, definition: <T>(missing: T) => T): NamedType {
  switch (code) {
    case 'e':
      return { kind: 'enum', labels: definition<readonly string[]>([]) };
    case 'd':
      return { kind: 'domain', base: definition('text') };
    case 'c':
      return { kind: 'composite', attributes: definition<Attributes>([]) };
    case 'r':
      return { kind: 'row' };
    default:
      return { kind: 'json' };
  }
}

const namedTypesQuery = `select type.oid::regtype, quote_ident(schema.nspname) || '.' || quote_ident(type.typname),
  case when relation.relkind <> 'c' then 'r' else type.typtype end,
  case type.typtype
    when 'e' then (select json_agg(enumlabel order by enumsortorder) from pg_enum where enumtypid = type.oid)
    when 'd' then to_json(format_type(type.typbasetype, type.typtypmod))
    when 'c' then (
      select json_agg(json_build_array(attname, format_type(atttypid, atttypmod)) order by attnum)
      from pg_attribute
      where attrelid = type.typrelid and relation.relkind = 'c' and attnum > 0 and not attisdropped
    )
  end
from pg_type type
  join pg_namespace schema on schema.oid = type.typnamespace
  left join pg_class relation on relation.oid = type.typrelid
where schema.nspname not in ('pg_catalog', 'information_schema')
  and (
    type.typtype in ('e', 'd', 'c')
    or exists (
      select from pg_cast conversion
      where conversion.castsource = type.oid and conversion.casttarget = 'json'::regtype
        and conversion.castmethod = 'f'
    )
  )`;
