import type { QueryResult } from '../../database/transaction.ts';
import { arrayLiteral } from '../../sql/fragment.ts';
import type { Statement } from '../../sql/statement.ts';
import type { IsolationLevel, Routine, RoutineParameter } from '../model.ts';
import { compareRoutines } from '../routine-order.ts';
import { baseTypes } from './fragments.ts';
import { flag, integer, json, text, textOrNull } from './row.ts';
import { schemaNames } from './schema-names.ts';

/**
 * Callable functions of the schemas, whatever the privileges; a `proconfig` entry is hoisted when it matches one of
 * the PostgreSQL regular expressions `hoistedSettings`. Spec embedding-schema-cache 1.8, writing-functions-openapi 4.1.
 */
export function routinesStatement(schemas: readonly string[], hoistedSettings: readonly string[]): Statement {
  return { text: `${routinesQuery}${callable}`, values: [schemaNames(schemas), arrayLiteral(hoistedSettings)] };
}

/**
 * As `routinesStatement`, for one schema and only the functions that the current role may execute. Type names are
 * rendered under the search path of the transaction it runs in. Spec writing-functions-openapi 5.1.
 */
export function accessibleRoutinesStatement(schema: string): Statement {
  return {
    text: `${routinesQuery}${callable}
  and has_function_privilege(routine.oid, 'execute')`,
    values: [schemaNames([schema]), arrayLiteral([])],
  };
}

/** Ordered by schema and name, overloads by fewest parameters first. */
export function readRoutines(result: QueryResult): Routine[] {
  return result.rows
    .map((row): Routine => {
      const configuration = json<string[]>(row, 14, []);
      return {
        schema: text(row, 0),
        name: text(row, 1),
        description: textOrNull(row, 2),
        parameters: readParameters(
          json<(string | null)[]>(row, 3, []),
          json<string[]>(row, 4, []),
          json<string[]>(row, 5, []),
          integer(row, 6),
        ),
        returns: {
          type: { schema: text(row, 7), name: text(row, 8) },
          set: flag(row, 9),
          kind: flag(row, 10) ? 'composite' : 'scalar',
          isDomain: flag(row, 11),
        },
        volatility: readVolatility(text(row, 12)),
        hasVariadic: flag(row, 13),
        isolationLevel: readIsolationLevel(configuration),
        settings: json<string[]>(row, 15, []).map(splitSetting),
      };
    })
    .sort(compareRoutines);
}

/**
 * Pairs the three catalog arrays by position, as they stand. Types are those of the inputs only, so an OUT argument
 * declared before an input shifts names and modes: that is the documented behaviour.
 */
function readParameters(
  names: readonly (string | null)[],
  types: readonly string[],
  modes: readonly string[],
  requiredCount: number,
): RoutineParameter[] {
  return types.map((type, position) => ({
    name: names[position] ?? '',
    type,
    callType: lengthlessType.get(type) ?? type,
    required: position < requiredCount,
    variadic: modes[position] === 'v',
  }));
}

/** Types that mean length 1 when written without a length. */
const lengthlessType: ReadonlyMap<string, string> = new Map([
  ['bit', 'bit varying'],
  ['bit[]', 'bit varying[]'],
  ['character', 'character varying'],
  ['character[]', 'character varying[]'],
]);

function readVolatility(code: string): Routine['volatility'] {
  if (code === 'i') return 'immutable';
  return code === 's' ? 'stable' : 'volatile';
}

function readIsolationLevel(configuration: readonly string[]): IsolationLevel | null {
  const entry = configuration.find((setting) => setting.startsWith('default_transaction_isolation'));
  if (entry === undefined) return null;
  const level = (entry.split(',')[0] ?? '').split('=')[1]?.toLowerCase();
  return level === 'repeatable read' || level === 'serializable' ? level : 'read committed';
}

function splitSetting(entry: string): readonly [string, string] {
  const equals = entry.indexOf('=');
  return equals === -1 ? [entry, ''] : [entry.slice(0, equals), entry.slice(equals + 1)];
}

const routinesQuery = `with recursive ${baseTypes}
select schema.nspname, routine.proname, description.description,
  to_json(routine.proargnames), to_json(routine.proargtypes::oid[]::regtype[]), to_json(routine.proargmodes),
  routine.pronargs - routine.pronargdefaults,
  return_schema.nspname, coalesce(return_relation.relname, return_type.typname),
  routine.proretset,
  return_type.typtype = 'c' or coalesce(routine.proargmodes && '{t,b,o}'::"char"[], false),
  base_types.domain is not null,
  routine.provolatile, routine.provariadic <> 0, to_json(routine.proconfig),
  case when routine.proconfig is not null then
    (select json_agg(setting order by position)
      from unnest(routine.proconfig) with ordinality as settings (setting, position)
      where setting ~ any($2::text[]))
  end
from pg_proc routine
  join pg_namespace schema on schema.oid = routine.pronamespace
  left join base_types on base_types.domain = routine.prorettype
  join pg_type return_type on return_type.oid = coalesce(base_types.base, routine.prorettype)
  join pg_namespace return_schema on return_schema.oid = return_type.typnamespace
  left join pg_class return_relation on return_relation.oid = return_type.typrelid
  left join pg_description description
    on description.objoid = routine.oid and description.classoid = 'pg_proc'::regclass`;

const callable = `
where routine.pronamespace = any($1::regnamespace[])
  and routine.prokind = 'f'
  and return_type.oid <> 'trigger'::regtype
  and (
    routine.proargnames is not null
    or routine.pronargs = 0
    or routine.pronargs = 1 and routine.proargtypes[0] in
      ('bytea'::regtype, 'json'::regtype, 'jsonb'::regtype, 'text'::regtype, 'xml'::regtype)
  )`;
