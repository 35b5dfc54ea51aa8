import type { BodyHandler } from '../plan/plan.ts';
import type { Routine } from '../schema-cache/model.ts';
import { qualifiedName, type Sql, sql } from './fragment.ts';

/**
 * The expression over the result rows, aliased `_postgrest_t`, that renders the body (spec reading 12.4-12.6, 13,
 * writing-functions-openapi 4.7, 4.9). `routine` is null for relations.
 */
export function bodyExpression(handler: BodyHandler, routine: Routine | null): Sql {
  switch (handler.kind) {
    case 'json':
      return jsonBody(routine, false);
    case 'stripped-json':
      return jsonBody(routine, true);
    case 'singular':
      return isScalar(routine)
        ? firstElement(sql`_postgrest_t.pgrst_scalar`, handler.stripped)
        : firstElement(sql`_postgrest_t`, handler.stripped);
    case 'csv':
      return csvBody;
    case 'geojson':
      return sql`json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(ST_AsGeoJSON(_postgrest_t)::json), '[]'))`;
    case 'custom':
      if (isScalar(routine)) return sql`${qualifiedName(handler.function)}(_postgrest_t.pgrst_scalar)`;
      return handler.target === null
        ? sql`${qualifiedName(handler.function)}(_postgrest_t)`
        : sql`${qualifiedName(handler.function)}(_postgrest_t::${qualifiedName(handler.target)})`;
  }
}

function jsonBody(routine: Routine | null, stripped: boolean): Sql {
  if (routine === null) return array(sql`_postgrest_t`, stripped);
  const { kind, set } = routine.returns;
  const rows = kind === 'scalar' ? sql`_postgrest_t.pgrst_scalar` : sql`_postgrest_t`;
  return set ? array(rows, stripped) : firstElement(rows, stripped);
}

function isScalar(routine: Routine | null): boolean {
  return routine !== null && routine.returns.kind === 'scalar' && !routine.returns.set;
}

function array(rows: Sql, stripped: boolean): Sql {
  return stripped ? sql`coalesce(json_strip_nulls(json_agg(${rows})), '[]')` : sql`coalesce(json_agg(${rows}), '[]')`;
}

function firstElement(rows: Sql, stripped: boolean): Sql {
  return stripped
    ? sql`coalesce(json_strip_nulls(json_agg(${rows})->0), 'null')`
    : sql`coalesce(json_agg(${rows})->0, 'null')`;
}

const csvBody = sql`(SELECT coalesce(string_agg(a.k, ','), '') FROM (SELECT json_object_keys(r)::text AS k FROM (SELECT row_to_json(hh) AS r FROM pgrst_source AS hh LIMIT 1) s) a) || E'\n' || coalesce(string_agg(substring(_postgrest_t::text, 2, length(_postgrest_t::text) - 2), E'\n'), '')`;
