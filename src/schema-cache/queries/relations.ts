import type { QueryResult } from '../../database/transaction.ts';
import type { Statement } from '../../sql/statement.ts';
import type { Column, Table } from '../model.ts';
import { baseTypes, exposableKinds } from './fragments.ts';
import { flag, integer, json, text, textOrNull } from './row.ts';
import { schemaNames } from './schema-names.ts';

/**
 * Relations of all user schemas with their primary keys; columns, comments and updatability only for those of
 * `exposedSchemas`, the others serve as junctions at most. Spec embedding-schema-cache 1.3.
 */
export function relationsStatement(exposedSchemas: readonly string[]): Statement {
  return { text: relationsQuery, values: [schemaNames(exposedSchemas)] };
}

/** Tables ordered by (schema, name). Primary keys of views are empty: they follow from the key dependencies. */
export function readRelations(result: QueryResult): Table[] {
  return result.rows.map((row) => {
    // Bits of pg_relation_is_updatable(): 1 << the parser's number of the command.
    const events = integer(row, 4);
    return {
      schema: text(row, 0),
      name: text(row, 1),
      description: textOrNull(row, 2),
      isView: flag(row, 3),
      insertable: (events & 8) !== 0,
      updatable: (events & 4) !== 0,
      deletable: (events & 16) !== 0,
      primaryKey: json<string[]>(row, 5, []),
      columns: readColumns(json<ColumnRecord[]>(row, 6, [])),
    };
  });
}

/** What the query builds per column, in this order. */
type ColumnRecord = readonly [
  name: string,
  description: string | null,
  nullable: boolean,
  type: string,
  nominalType: string,
  maxLength: number | null,
  defaultExpression: string | null,
  enumLabels: string[] | null,
  isTsvector: boolean,
];

const noLabels: readonly string[] = [];

function readColumns(records: readonly ColumnRecord[]): ReadonlyMap<string, Column> {
  const columns = new Map<string, Column>();
  for (const [name, description, nullable, type, nominalType, maxLength, expression, labels, isTsvector] of records) {
    columns.set(name, {
      name,
      description,
      nullable,
      type,
      nominalType,
      maxLength,
      default: expression,
      enum: labels ?? noLabels,
      isTsvector,
    });
  }
  return columns;
}

const relationsQuery = `with recursive ${baseTypes},
relations as (
  select relation.oid, schema.nspname, relation.relname, relation.relkind,
    relation.relnamespace = any($1::regnamespace[]) as exposed
  from pg_class relation join pg_namespace schema on schema.oid = relation.relnamespace
  where relation.relkind in ${exposableKinds}
    and not relation.relispartition
    and schema.nspname not in ('pg_catalog', 'information_schema')
),
columns as (
  select attribute.attrelid as relation,
    json_agg(json_build_array(
      attribute.attname,
      description.description,
      not (attribute.attnotnull or type.typtype = 'd' and type.typnotnull),
      case when base.typnamespace = 'pg_catalog'::regnamespace then format_type(base.oid, null)
        else format_type(attribute.atttypid, attribute.atttypmod) end,
      format_type(attribute.atttypid, attribute.atttypmod),
      case
        when declared.modifier = -1 then null
        when declared.type in ('bpchar'::regtype, 'varchar'::regtype) then declared.modifier - 4
        when declared.type in ('bit'::regtype, 'varbit'::regtype) then declared.modifier
      end,
      case
        when type.typtype = 'd' and default_value.adbin is null then pg_get_expr(type.typdefaultbin, 0)
        when attribute.attidentity = 'd' then (
          select 'nextval(' || quote_literal(sequence.objid::regclass) || ')'
          from pg_depend sequence
          where sequence.refclassid = 'pg_class'::regclass and sequence.refobjid = attribute.attrelid
            and sequence.refobjsubid = attribute.attnum
            and sequence.classid = 'pg_class'::regclass and sequence.deptype = 'i'
        )
        when attribute.attgenerated = 's' then null
        else pg_get_expr(default_value.adbin, default_value.adrelid)
      end,
      case when base.typtype = 'e' then
        (select json_agg(enumlabel order by enumsortorder) from pg_enum where enumtypid = base.oid)
      end,
      base.oid = 'tsvector'::regtype
    ) order by attribute.attnum) as columns
  from pg_attribute attribute
    join relations on relations.oid = attribute.attrelid and relations.exposed
    join pg_type type on type.oid = attribute.atttypid
    left join base_types on base_types.domain = type.oid
    join pg_type base on base.oid = coalesce(base_types.base, type.oid)
    cross join lateral (
      select case when type.typtype = 'd' then type.typbasetype else type.oid end as type,
        case when type.typtype = 'd' then type.typtypmod else attribute.atttypmod end as modifier
    ) declared
    left join pg_attrdef default_value
      on default_value.adrelid = attribute.attrelid and default_value.adnum = attribute.attnum
    left join pg_description description
      on description.objoid = attribute.attrelid and description.objsubid = attribute.attnum
        and description.classoid = 'pg_class'::regclass
  where attribute.attnum > 0 and not attribute.attisdropped
  group by attribute.attrelid
),
primary_keys as (
  select key.conrelid as relation, json_agg(attribute.attname order by attribute.attname) as columns
  from pg_constraint key
    join pg_attribute attribute on attribute.attrelid = key.conrelid and attribute.attnum = any(key.conkey)
  where key.contype = 'p'
  group by key.conrelid
)
select relations.nspname, relations.relname, description.description, relations.relkind in ('v', 'm'),
  case
    when relations.relkind in ('r', 'p') then 28
    when relations.relkind in ('v', 'f') and relations.exposed then pg_relation_is_updatable(relations.oid, true)
    else 0
  end,
  primary_keys.columns, columns.columns
from relations
  left join columns on columns.relation = relations.oid
  left join primary_keys on primary_keys.relation = relations.oid and relations.relkind in ('r', 'p')
  left join pg_description description
    on description.objoid = relations.oid and description.objsubid = 0
      and description.classoid = 'pg_class'::regclass and relations.exposed
order by relations.nspname, relations.relname`;
