-- CSV
-- GET /ports?select=id,name&order=id
-- Accept: text/csv
WITH pgrst_source AS (SELECT "harbour"."ports"."id", "harbour"."ports"."name"
FROM "harbour"."ports"
ORDER BY "harbour"."ports"."id")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, (SELECT coalesce(string_agg(a.k, ','), '')
FROM (SELECT json_object_keys(r)::text AS k
FROM (SELECT row_to_json(hh) AS r
FROM pgrst_source AS hh
LIMIT 1) s) a) || E'
' || coalesce(string_agg(substring(_postgrest_t::text, 2, length(_postgrest_t::text) - 2), E'
'), '') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 3 rows
--   id,name
--   1,Aarhus
--   2,Bergen
--   3,Cuxhaven

-- one object
-- GET /ports?id=eq.1&select=name
-- Accept: application/vnd.pgrst.object+json
WITH pgrst_source AS (SELECT "harbour"."ports"."name"
FROM "harbour"."ports"
WHERE "harbour"."ports"."id" = $1)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t)->0, 'null') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "1"
-- => 1 rows
--   {"name":"Aarhus"}

-- one object without nulls
-- GET /ships?id=eq.3&select=id,story,built
-- Accept: application/vnd.pgrst.object+json;nulls=stripped
WITH pgrst_source AS (SELECT "harbour"."ships"."id", "harbour"."ships"."story", "harbour"."ships"."built"
FROM "harbour"."ships"
WHERE "harbour"."ships"."id" = $1)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_strip_nulls(json_agg(_postgrest_t)->0), 'null') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "3"
-- => 1 rows
--   {"id":3}

-- an array without nulls
-- GET /ships?select=id,story,tonnage
-- Accept: application/vnd.pgrst.array+json;nulls=stripped
WITH pgrst_source AS (SELECT "harbour"."ships"."id", "harbour"."ships"."story", "harbour"."ships"."tonnage"
FROM "harbour"."ships")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_strip_nulls(json_agg(_postgrest_t)), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 4 rows
--   [{"id":1,"story":"carries fat cats","tonnage":4200},{"id":2,"story":"pulls and pushes","tonnage":310},{"id":3,"tonnage":1800},{"id":4,"story":"the cat came back"}]

-- a relation's handler
-- GET /ships
-- Accept: application/vnd.harbour.list
WITH pgrst_source AS (SELECT "harbour"."ships".*
FROM "harbour"."ships")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, "harbour"."ship_list"(_postgrest_t::"harbour"."ships") AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 4 rows
--   Albatros;Bison;Cormorant;Dolphin;

-- anybody's handler
-- GET /sightings
-- Accept: text/plain
WITH pgrst_source AS (SELECT "harbour"."sightings".*
FROM "harbour"."sightings")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, "harbour"."plain_rows"(_postgrest_t) AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 2 rows
--   (dawn,Albatros,"'bank' 'fog'")
--   (noon,Bison,"'clear' 'sky'")

-- a function with a media type
-- GET /rpc/horn
-- Accept: text/plain
WITH pgrst_source AS (SELECT pgrst_call.pgrst_scalar
FROM (SELECT "harbour"."horn"() pgrst_scalar) pgrst_call)
SELECT NULL::bigint AS total_result_set, 1::bigint AS page_total, "harbour"."text/plain"(_postgrest_t.pgrst_scalar) AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "horn".*
FROM "pgrst_source" AS "horn") _postgrest_t;
-- => 1 rows
--   toot

-- a scalar function's object
-- POST /rpc/add_up
-- Accept: application/vnd.pgrst.object+json
WITH pgrst_source AS (SELECT pgrst_call.pgrst_scalar
FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT "a", "b"
FROM json_to_record(pgrst_payload.json_data) AS _("a" integer, "b" integer)
LIMIT 1) pgrst_body, LATERAL (SELECT "harbour"."add_up"("a" := pgrst_body."a", "b" := pgrst_body."b") pgrst_scalar) pgrst_call)
SELECT NULL::bigint AS total_result_set, 1::bigint AS page_total, coalesce(json_agg(_postgrest_t.pgrst_scalar)->0, 'null') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "add_up".*
FROM "pgrst_source" AS "add_up") _postgrest_t;
--   $1 = bytes "{\"a\": 1, \"b\": 2}"
-- => 1 rows
--   3

-- a set of scalars without nulls
-- GET /rpc/numbers?upto=2
-- Accept: application/vnd.pgrst.array+json;nulls=stripped
WITH pgrst_source AS (SELECT pgrst_call.pgrst_scalar
FROM (SELECT "harbour"."numbers"("upto" := $1::integer) pgrst_scalar) pgrst_call)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_strip_nulls(json_agg(_postgrest_t.pgrst_scalar)), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "numbers".*
FROM "pgrst_source" AS "numbers") _postgrest_t;
--   $1 = "2"
-- => 2 rows
--   [1,2]

-- a composite function's CSV
-- GET /rpc/flagship?select=id,name
-- Accept: text/csv
WITH pgrst_source AS (SELECT "pgrst_call"."id", "pgrst_call"."name"
FROM "harbour"."flagship"() pgrst_call)
SELECT NULL::bigint AS total_result_set, 1::bigint AS page_total, (SELECT coalesce(string_agg(a.k, ','), '')
FROM (SELECT json_object_keys(r)::text AS k
FROM (SELECT row_to_json(hh) AS r
FROM pgrst_source AS hh
LIMIT 1) s) a) || E'
' || coalesce(string_agg(substring(_postgrest_t::text, 2, length(_postgrest_t::text) - 2), E'
'), '') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "ships"."id", "ships"."name"
FROM "pgrst_source" AS "ships") _postgrest_t;
-- => 1 rows
--   id,name
--   1,Albatros

-- a write's rows as CSV
-- DELETE /sightings?select=seen
-- Accept: text/csv
-- Prefer: return=representation
WITH pgrst_source AS (DELETE FROM "harbour"."sightings"
RETURNING "harbour"."sightings"."seen")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, NULL::text AS location, (SELECT coalesce(string_agg(a.k, ','), '')
FROM (SELECT json_object_keys(r)::text AS k
FROM (SELECT row_to_json(hh) AS r
FROM pgrst_source AS hh
LIMIT 1) s) a) || E'
' || coalesce(string_agg(substring(_postgrest_t::text, 2, length(_postgrest_t::text) - 2), E'
'), '') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "sightings"."seen"
FROM "pgrst_source" AS "sightings") _postgrest_t;
-- => 2 rows
--   seen
--   dawn
--   noon

-- a strange schema
-- GET /Crate ' \ list?"what's in"=eq.it's fish&select="what's in"
-- Accept-Profile: Quay; "drop"
-- Accept: text/csv
WITH pgrst_source AS (SELECT "Quay; ""drop"""."Crate ' \ list"."what's in"
FROM "Quay; ""drop"""."Crate ' \ list"
WHERE "Quay; ""drop"""."Crate ' \ list"."what's in" = $1)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, (SELECT coalesce(string_agg(a.k, ','), '')
FROM (SELECT json_object_keys(r)::text AS k
FROM (SELECT row_to_json(hh) AS r
FROM pgrst_source AS hh
LIMIT 1) s) a) || E'
' || coalesce(string_agg(substring(_postgrest_t::text, 2, length(_postgrest_t::text) - 2), E'
'), '') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "it's fish"
-- => 1 rows
--   what's in
--   "it's fish"
