-- text
-- GET /ships?id=eq.1
-- Accept: application/vnd.pgrst.plan
EXPLAIN (FORMAT TEXT) WITH pgrst_source AS (SELECT "harbour"."ships".*
FROM "harbour"."ships"
WHERE "harbour"."ships"."id" = $1)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "1"
-- => a plan

-- JSON with options
-- GET /ships
-- Accept: application/vnd.pgrst.plan+json; options=analyze|verbose|settings|buffers|wal
EXPLAIN (FORMAT JSON, ANALYZE, VERBOSE, SETTINGS, BUFFERS, WAL) WITH pgrst_source AS (SELECT "harbour"."ships".*
FROM "harbour"."ships")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => a plan

-- of another media type
-- GET /ships
-- Accept: application/vnd.pgrst.plan+text; for="text/csv"
EXPLAIN (FORMAT TEXT) WITH pgrst_source AS (SELECT "harbour"."ships".*
FROM "harbour"."ships")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, (SELECT coalesce(string_agg(a.k, ','), '')
FROM (SELECT json_object_keys(r)::text AS k
FROM (SELECT row_to_json(hh) AS r
FROM pgrst_source AS hh
LIMIT 1) s) a) || E'
' || coalesce(string_agg(substring(_postgrest_t::text, 2, length(_postgrest_t::text) - 2), E'
'), '') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => a plan

-- of a write
-- PATCH /ships?id=eq.1
-- Accept: application/vnd.pgrst.plan+json; for="application/vnd.pgrst.object+json"
-- Prefer: return=representation
EXPLAIN (FORMAT JSON) WITH pgrst_source AS (UPDATE "harbour"."ships"
SET "name" = "pgrst_body"."name"
FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT "name"
FROM json_to_record(pgrst_payload.json_data) AS _("name" text)) pgrst_body
WHERE "harbour"."ships"."id" = $2
RETURNING "harbour"."ships".*)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, NULL::text AS location, coalesce(json_agg(_postgrest_t)->0, 'null') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "ships".*
FROM "pgrst_source" AS "ships") _postgrest_t;
--   $1 = bytes "{\"name\": \"Albatross\"}"
--   $2 = "1"
-- => a plan

-- of a call
-- POST /rpc/add_up
-- Accept: application/vnd.pgrst.plan+json
EXPLAIN (FORMAT JSON) WITH pgrst_source AS (SELECT pgrst_call.pgrst_scalar
FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT "a"
FROM json_to_record(pgrst_payload.json_data) AS _("a" integer)
LIMIT 1) pgrst_body, LATERAL (SELECT "harbour"."add_up"("a" := pgrst_body."a") pgrst_scalar) pgrst_call)
SELECT NULL::bigint AS total_result_set, 1::bigint AS page_total, coalesce(json_agg(_postgrest_t.pgrst_scalar)->0, 'null') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "add_up".*
FROM "pgrst_source" AS "add_up") _postgrest_t;
--   $1 = bytes "{\"a\": 1}"
-- => a plan

-- of a count
-- GET /ships?limit=1
-- Accept: application/vnd.pgrst.plan+json
-- Prefer: count=exact
EXPLAIN (FORMAT JSON) WITH pgrst_source AS (SELECT "harbour"."ships".*
FROM "harbour"."ships"
LIMIT 1), pgrst_source_count AS (SELECT 1
FROM "harbour"."ships")
SELECT (SELECT pg_catalog.count(*)
FROM pgrst_source_count) AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => a plan
