-- cut
-- GET /ships
WITH pgrst_source AS (SELECT "harbour"."ships".*
FROM "harbour"."ships"
LIMIT 2)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 2 rows
--   [{"id":1,"name":"Albatros","kind":"cargo","tonnage":4200,"built":"1998-04-01","papers":{"flag": "DK", "holds": [3, 5]},"flags":["green","blue"],"season":"[2024-03-01,2024-10-01)","story":"carries fat cats","home_port_id":1}, 
--    {"id":2,"name":"Bison","kind":"tug","tonnage":310,"built":"2011-09-30","papers":{"flag": "NO"},"flags":[],"season":null,"story":"pulls and pushes","home_port_id":2}]

-- a smaller limit stays
-- GET /ships?limit=1&offset=1
WITH pgrst_source AS (SELECT "harbour"."ships".*
FROM "harbour"."ships"
LIMIT 1 OFFSET $1)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "1"
-- => 1 rows
--   [{"id":2,"name":"Bison","kind":"tug","tonnage":310,"built":"2011-09-30","papers":{"flag": "NO"},"flags":[],"season":null,"story":"pulls and pushes","home_port_id":2}]

-- embeds are cut too
-- GET /ports?select=name,ships(name)
WITH pgrst_source AS (SELECT "harbour"."ports"."name", COALESCE("ports_ships_1"."ports_ships_1", '[]') AS "ships"
FROM "harbour"."ports"
LEFT JOIN LATERAL (SELECT json_agg("ports_ships_1")::jsonb AS "ports_ships_1"
FROM (SELECT "ships_1"."name"
FROM "harbour"."ships" AS "ships_1"
WHERE "ships_1"."home_port_id" = "harbour"."ports"."id"
LIMIT 2) AS "ports_ships_1") AS "ports_ships_1" ON TRUE
LIMIT 2)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 2 rows
--   [{"name":"Aarhus","ships":[{"name": "Albatros"}, {"name": "Dolphin"}]}, 
--    {"name":"Bergen","ships":[{"name": "Bison"}]}]

-- exact count needs its own query
-- GET /ships
-- Prefer: count=exact
WITH pgrst_source AS (SELECT "harbour"."ships".*
FROM "harbour"."ships"
LIMIT 2), pgrst_source_count AS (SELECT 1
FROM "harbour"."ships")
SELECT (SELECT pg_catalog.count(*)
FROM pgrst_source_count) AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 2 rows, of 4
--   [{"id":1,"name":"Albatros","kind":"cargo","tonnage":4200,"built":"1998-04-01","papers":{"flag": "DK", "holds": [3, 5]},"flags":["green","blue"],"season":"[2024-03-01,2024-10-01)","story":"carries fat cats","home_port_id":1}, 
--    {"id":2,"name":"Bison","kind":"tug","tonnage":310,"built":"2011-09-30","papers":{"flag": "NO"},"flags":[],"season":null,"story":"pulls and pushes","home_port_id":2}]

-- an estimate counts one further than what is shown
-- GET /ships
-- Prefer: count=estimated
WITH pgrst_source AS (SELECT "harbour"."ships".*
FROM "harbour"."ships"
LIMIT 2), pgrst_source_count AS (SELECT 1
FROM "harbour"."ships"
LIMIT '3')
SELECT (SELECT pg_catalog.count(*)
FROM pgrst_source_count) AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
EXPLAIN (FORMAT JSON)
SELECT 1
FROM "harbour"."ships";
-- => 2 rows, of 3
--   [{"id":1,"name":"Albatros","kind":"cargo","tonnage":4200,"built":"1998-04-01","papers":{"flag": "DK", "holds": [3, 5]},"flags":["green","blue"],"season":"[2024-03-01,2024-10-01)","story":"carries fat cats","home_port_id":1}, 
--    {"id":2,"name":"Bison","kind":"tug","tonnage":310,"built":"2011-09-30","papers":{"flag": "NO"},"flags":[],"season":null,"story":"pulls and pushes","home_port_id":2}]

-- functions are cut too
-- GET /rpc/fleet?select=name
WITH pgrst_source AS (SELECT "pgrst_call"."name"
FROM "harbour"."fleet"() pgrst_call)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "ships"."name"
FROM "pgrst_source" AS "ships"
LIMIT 2) _postgrest_t;
-- => 2 rows
--   [{"name":"Albatros"}, 
--    {"name":"Bison"}]

-- writes are not
-- DELETE /sightings
-- Prefer: return=representation
WITH pgrst_source AS (DELETE FROM "harbour"."sightings"
RETURNING "harbour"."sightings".*)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, NULL::text AS location, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "sightings".*
FROM "pgrst_source" AS "sightings") _postgrest_t;
-- => 2 rows
--   [{"seen":"dawn","ship_name":"Albatros","log":"'bank' 'fog'"}, 
--    {"seen":"noon","ship_name":"Bison","log":"'clear' 'sky'"}]
