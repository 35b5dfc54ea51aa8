import type { JsonPayload, MutationColumn } from '../plan/plan.ts';
import { bind, catalogText, empty, identifier, join, literal, type Sql, sql } from './fragment.ts';

/**
 * FROM items that expand the payload, one bound parameter, into rows aliased `pgrst_body` with one typed column per
 * key; PostgreSQL types the values (spec writing-functions-openapi 3.4).
 */
export function payloadRows(
  payload: JsonPayload,
  columns: readonly MutationColumn[],
  options: { readonly applyDefaults: boolean; readonly firstOnly: boolean },
): Sql {
  const isObject = payload.shape === 'object';
  const document = options.applyDefaults ? sql`${bind(payload.body)}::json::jsonb` : sql`${bind(payload.body)}::json`;
  const defaults = options.applyDefaults ? withDefaults(columns, isObject) : empty;
  const body = options.applyDefaults ? sql`pgrst_json_defs.val` : sql`pgrst_payload.json_data`;
  const expand = expansion(options.applyDefaults, isObject);
  const rows =
    columns.length === 0
      ? isObject
        ? sql`(VALUES (1)) _`
        : sql`${expand.elements}(${body}) _`
      : sql`${expand.record}(${body}) AS _(${definitions(columns)})`;
  const limit = options.firstOnly && columns.length > 0 ? sql` LIMIT 1` : empty;
  const parsed = join(columns.map(parsedColumn), ', ');
  return sql`(SELECT ${document} AS json_data) pgrst_payload, ${defaults}LATERAL (SELECT ${parsed} FROM ${rows}${limit}) pgrst_body`;
}

function expansion(jsonb: boolean, isObject: boolean): { readonly elements: Sql; readonly record: Sql } {
  if (jsonb) {
    return { elements: sql`jsonb_array_elements`, record: isObject ? sql`jsonb_to_record` : sql`jsonb_to_recordset` };
  }
  return { elements: sql`json_array_elements`, record: isObject ? sql`json_to_record` : sql`json_to_recordset` };
}

/** Each element laid over the defaults, evaluated per element, so that volatile defaults differ per row. */
function withDefaults(columns: readonly MutationColumn[], isObject: boolean): Sql {
  const known = columns.flatMap((column) =>
    column.default === null ? [] : [sql`${literal(column.name)}, ${catalogText(column.default)}`],
  );
  const defaults = sql`jsonb_build_object(${join(known, ', ')})`;
  return isObject
    ? sql`LATERAL (SELECT ${defaults} || pgrst_payload.json_data AS val) pgrst_json_defs, `
    : sql`LATERAL (SELECT jsonb_agg(${defaults} || elem) AS val FROM jsonb_array_elements(pgrst_payload.json_data) elem) pgrst_json_defs, `;
}

function definitions(columns: readonly MutationColumn[]): Sql {
  return join(
    columns.map((column) => sql`${identifier(column.name)} ${catalogText(column.type)}`),
    ', ',
  );
}

function parsedColumn(column: MutationColumn): Sql {
  const name = identifier(column.name);
  return column.parser === null ? name : sql`${catalogText(column.parser)}(${name}) AS ${name}`;
}
