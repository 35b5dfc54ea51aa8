import type { CallParameter, DirectArgument, RoutineCall } from '../plan/plan.ts';
import type { Routine } from '../schema-cache/model.ts';
import { column } from './field.ts';
import { arrayLiteral, bind, catalogText, empty, identifier, join, qualifiedName, type Sql, sql } from './fragment.ts';
import { payloadRows } from './payload.ts';

/** The SELECT from the routine with its arguments (spec writing-functions-openapi 4.6-4.8). */
export function callQuery(routine: Routine, call: RoutineCall): Sql {
  const columns = routine.returns.kind === 'scalar' ? sql`pgrst_call.pgrst_scalar` : resultColumns(call.columns);
  return sql`SELECT ${columns} FROM ${source(routine, call)}`;
}

function resultColumns(names: readonly string[]): Sql {
  if (names.length === 0) return sql`*`;
  return join(
    names.map((name) => column({ schema: '', name: 'pgrst_call' }, name)),
    ', ',
  );
}

function source(routine: Routine, call: RoutineCall): Sql {
  const { arguments: given } = call;
  switch (given.kind) {
    case 'none':
      return callItem(routine, empty);
    case 'body':
      return callItem(routine, bodyArgument(given.type, given.body));
    case 'direct':
      return callItem(routine, join(given.values.map(directArgument), ', '));
    case 'json': {
      const columns = given.parameters.map((parameter) => ({
        name: parameter.name,
        type: parameter.callType,
        parser: null,
        default: null,
      }));
      const rows = payloadRows(given.payload, columns, { applyDefaults: false, firstOnly: true });
      return sql`${rows}, LATERAL ${callItem(routine, join(given.parameters.map(jsonArgument), ', '))}`;
    }
  }
}

function callItem(routine: Routine, parameters: Sql): Sql {
  const invocation = sql`${qualifiedName(routine)}(${parameters})`;
  return routine.returns.kind === 'scalar'
    ? sql`(SELECT ${invocation} pgrst_scalar) pgrst_call`
    : sql`${invocation} pgrst_call`;
}

/** Bytes are bound in binary form, which json, text and bytea share with the body; the rest converts from those. */
function bodyArgument(type: string, body: Uint8Array | string): Sql {
  const parameter = bind(body);
  if (typeof body === 'string') return sql`${parameter}::${catalogText(type)}`;
  if (type === 'jsonb') return sql`${parameter}::json::jsonb`;
  if (type === 'xml') return sql`${parameter}::text::xml`;
  return sql`${parameter}::${catalogText(type)}`;
}

function directArgument(argument: DirectArgument): Sql {
  const value =
    argument.value === null
      ? sql`NULL`
      : bind(typeof argument.value === 'string' ? argument.value : arrayLiteral(argument.value));
  return sql`${assignment(argument)}${value}::${catalogText(argument.callType)}`;
}

function jsonArgument(parameter: CallParameter): Sql {
  return sql`${assignment(parameter)}pgrst_body.${identifier(parameter.name)}`;
}

function assignment(parameter: CallParameter): Sql {
  const variadic = parameter.variadic ? sql`VARIADIC ` : empty;
  return sql`${variadic}${identifier(parameter.name)} := `;
}
