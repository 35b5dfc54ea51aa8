-- exact, whole result
-- GET /ships
-- Prefer: count=exact
WITH pgrst_source AS (SELECT "harbour"."ships".*
FROM "harbour"."ships")
SELECT pg_catalog.count(_postgrest_t) AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 4 rows, of 4
--   [{"id":1,"name":"Albatros","kind":"cargo","tonnage":4200,"built":"1998-04-01","papers":{"flag": "DK", "holds": [3, 5]},"flags":["green","blue"],"season":"[2024-03-01,2024-10-01)","story":"carries fat cats","home_port_id":1}, 
--    {"id":2,"name":"Bison","kind":"tug","tonnage":310,"built":"2011-09-30","papers":{"flag": "NO"},"flags":[],"season":null,"story":"pulls and pushes","home_port_id":2}, 
--    {"id":3,"name":"Cormorant","kind":"ferry","tonnage":1800,"built":null,"papers":{},"flags":["blue"],"season":"[2024-01-01,)","story":null,"home_port_id":null}, 
--    {"id":4,"name":"Dolphin","kind":"ferry","tonnage":null,"built":"1979-01-15","papers":{"flag": "DK"},"flags":["red"],"season":null,"story":"the cat came back","home_port_id":1}]

-- exact, a page
-- GET /ships?limit=1
-- Prefer: count=exact
WITH pgrst_source AS (SELECT "harbour"."ships".*
FROM "harbour"."ships"
LIMIT 1), pgrst_source_count AS (SELECT 1
FROM "harbour"."ships")
SELECT (SELECT pg_catalog.count(*)
FROM pgrst_source_count) AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 1 rows, of 4
--   [{"id":1,"name":"Albatros","kind":"cargo","tonnage":4200,"built":"1998-04-01","papers":{"flag": "DK", "holds": [3, 5]},"flags":["green","blue"],"season":"[2024-03-01,2024-10-01)","story":"carries fat cats","home_port_id":1}]

-- exact with inner embeds and null filters
-- GET /ports?select=name,ships!inner(name),berths()&ships.kind=eq.ferry&berths=is.null&limit=1
-- Prefer: count=exact
WITH pgrst_source AS (SELECT "harbour"."ports"."name", COALESCE("ports_ships_1"."ports_ships_1", '[]') AS "ships"
FROM "harbour"."ports"
INNER JOIN LATERAL (SELECT json_agg("ports_ships_1")::jsonb AS "ports_ships_1"
FROM (SELECT "ships_1"."name"
FROM "harbour"."ships" AS "ships_1"
WHERE "ships_1"."kind" = $1 AND "ships_1"."home_port_id" = "harbour"."ports"."id") AS "ports_ships_1") AS "ports_ships_1" ON "ports_ships_1" IS NOT NULL
LEFT JOIN LATERAL (SELECT json_agg("ports_berths_1")::jsonb AS "ports_berths_1"
FROM (SELECT "berths_1".*
FROM "harbour"."berths" AS "berths_1"
WHERE "berths_1"."port_id" = "harbour"."ports"."id") AS "ports_berths_1") AS "ports_berths_1" ON TRUE
WHERE "ports_berths_1" IS NOT DISTINCT FROM NULL
LIMIT 1), pgrst_source_count AS (SELECT 1
FROM "harbour"."ports"
WHERE NOT EXISTS (SELECT 1
FROM "harbour"."berths" AS "berths_1"
WHERE "berths_1"."port_id" = "harbour"."ports"."id") AND EXISTS (SELECT 1
FROM "harbour"."ships" AS "ships_1"
WHERE "ships_1"."kind" = $2 AND "ships_1"."home_port_id" = "harbour"."ports"."id"))
SELECT (SELECT pg_catalog.count(*)
FROM pgrst_source_count) AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "ferry"
--   $2 = "ferry"
-- => 0 rows, of 0
--   []

-- planned
-- GET /ships?kind=eq.tug
-- Prefer: count=planned
WITH pgrst_source AS (SELECT "harbour"."ships".*
FROM "harbour"."ships"
WHERE "harbour"."ships"."kind" = $1)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "tug"
EXPLAIN (FORMAT JSON)
SELECT 1
FROM "harbour"."ships"
WHERE "harbour"."ships"."kind" = $1;
--   $1 = "tug"
-- => 1 rows
--   [{"id":2,"name":"Bison","kind":"tug","tonnage":310,"built":"2011-09-30","papers":{"flag": "NO"},"flags":[],"season":null,"story":"pulls and pushes","home_port_id":2}]

-- estimated
-- GET /ships?kind=eq.tug
-- Prefer: count=estimated
WITH pgrst_source AS (SELECT "harbour"."ships".*
FROM "harbour"."ships"
WHERE "harbour"."ships"."kind" = $1)
SELECT pg_catalog.count(_postgrest_t) AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "tug"
EXPLAIN (FORMAT JSON)
SELECT 1
FROM "harbour"."ships"
WHERE "harbour"."ships"."kind" = $1;
--   $1 = "tug"
-- => 1 rows, of 1
--   [{"id":2,"name":"Bison","kind":"tug","tonnage":310,"built":"2011-09-30","papers":{"flag": "NO"},"flags":[],"season":null,"story":"pulls and pushes","home_port_id":2}]

-- exact, of a HEAD
-- HEAD /ships?limit=1
-- Prefer: count=exact
WITH pgrst_source AS (SELECT "harbour"."ships".*
FROM "harbour"."ships"
LIMIT 1), pgrst_source_count AS (SELECT 1
FROM "harbour"."ships")
SELECT (SELECT pg_catalog.count(*)
FROM pgrst_source_count) AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, ''::text AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 1 rows, of 4

-- of a function's rows
-- GET /rpc/fleet?limit=2&select=name
-- Prefer: count=exact
WITH pgrst_source AS (SELECT "pgrst_call"."name"
FROM "harbour"."fleet"() pgrst_call), pgrst_source_count AS (SELECT 1
FROM "pgrst_source" AS "ships")
SELECT (SELECT pg_catalog.count(*)
FROM pgrst_source_count) AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "ships"."name"
FROM "pgrst_source" AS "ships"
LIMIT 2) _postgrest_t;
-- => 2 rows, of 4
--   [{"name":"Albatros"}, 
--    {"name":"Bison"}]

-- a null filter of a many-to-many embed
-- GET /ships?select=name,sailors()&sailors=not.is.null&limit=1
-- Prefer: count=exact
WITH pgrst_source AS (SELECT "harbour"."ships"."name"
FROM "harbour"."ships"
LEFT JOIN LATERAL (SELECT json_agg("ships_sailors_1")::jsonb AS "ships_sailors_1"
FROM (SELECT "harbour"."sailors".*
FROM "harbour"."sailors", "harbour"."crew"
WHERE "harbour"."crew"."sailor_id" = "harbour"."sailors"."id" AND "harbour"."crew"."ship_id" = "harbour"."ships"."id") AS "ships_sailors_1") AS "ships_sailors_1" ON TRUE
WHERE "ships_sailors_1" IS DISTINCT FROM NULL
LIMIT 1), pgrst_source_count AS (SELECT 1
FROM "harbour"."ships"
WHERE EXISTS (SELECT 1
FROM "harbour"."sailors", "harbour"."crew"
WHERE "harbour"."crew"."sailor_id" = "harbour"."sailors"."id" AND "harbour"."crew"."ship_id" = "harbour"."ships"."id"))
SELECT (SELECT pg_catalog.count(*)
FROM pgrst_source_count) AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 1 rows, of 3
--   [{"name":"Albatros"}]

-- a null filter of a computed relationship
-- GET /ships?select=name,visited()&visited=is.null&limit=1
-- Prefer: count=exact
WITH pgrst_source AS (SELECT "harbour"."ships"."name"
FROM "harbour"."ships"
LEFT JOIN LATERAL (SELECT json_agg("ships_visited_1")::jsonb AS "ships_visited_1"
FROM (SELECT "ports_1".*
FROM "harbour"."visited"("ships"::"harbour"."ships") AS "ports_1") AS "ships_visited_1") AS "ships_visited_1" ON TRUE
WHERE "ships_visited_1" IS NOT DISTINCT FROM NULL
LIMIT 1), pgrst_source_count AS (SELECT 1
FROM "harbour"."ships"
WHERE NOT EXISTS (SELECT 1
FROM "harbour"."visited"("ships"::"harbour"."ships") AS "ports_1"))
SELECT (SELECT pg_catalog.count(*)
FROM pgrst_source_count) AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 1 rows, of 2
--   [{"name":"Bison"}]

-- the same null filter twice
-- GET /ships?select=name,voyages!inner(ports!voyages_to())&voyages=not.is.null&or=(voyages.not.is.null,id.eq.1)&voyages.ports=not.is.null&limit=1
-- Prefer: count=exact
WITH pgrst_source AS (SELECT "harbour"."ships"."name"
FROM "harbour"."ships"
INNER JOIN LATERAL (SELECT json_agg("ships_voyages_1")::jsonb AS "ships_voyages_1"
FROM (SELECT 
FROM "harbour"."voyages" AS "voyages_1"
LEFT JOIN LATERAL (SELECT "ports_2".*
FROM "harbour"."ports" AS "ports_2"
WHERE "ports_2"."id" = "voyages_1"."to_port_id") AS "voyages_ports_2" ON TRUE
WHERE "voyages_ports_2" IS DISTINCT FROM NULL AND "voyages_1"."ship_id" = "harbour"."ships"."id") AS "ships_voyages_1") AS "ships_voyages_1" ON "ships_voyages_1" IS NOT NULL
WHERE ("ships_voyages_1" IS DISTINCT FROM NULL OR "harbour"."ships"."id" = $1) AND "ships_voyages_1" IS DISTINCT FROM NULL
LIMIT 1), pgrst_source_count AS (SELECT 1
FROM "harbour"."ships"
WHERE (EXISTS (SELECT 1
FROM "harbour"."voyages" AS "voyages_1"
WHERE EXISTS (SELECT 1
FROM "harbour"."ports" AS "ports_2"
WHERE "ports_2"."id" = "voyages_1"."to_port_id") AND "voyages_1"."ship_id" = "harbour"."ships"."id") OR "harbour"."ships"."id" = $2) AND EXISTS (SELECT 1
FROM "harbour"."voyages" AS "voyages_1"
WHERE EXISTS (SELECT 1
FROM "harbour"."ports" AS "ports_2"
WHERE "ports_2"."id" = "voyages_1"."to_port_id") AND "voyages_1"."ship_id" = "harbour"."ships"."id") AND EXISTS (SELECT 1
FROM "harbour"."voyages" AS "voyages_1"
WHERE EXISTS (SELECT 1
FROM "harbour"."ports" AS "ports_2"
WHERE "ports_2"."id" = "voyages_1"."to_port_id") AND "voyages_1"."ship_id" = "harbour"."ships"."id"))
SELECT (SELECT pg_catalog.count(*)
FROM pgrst_source_count) AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "1"
--   $2 = "1"
-- => 1 rows, of 2
--   [{"name":"Albatros"}]
