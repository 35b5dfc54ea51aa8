-- an aggregate alone
-- GET /ships?select=count()
WITH pgrst_source AS (SELECT COUNT("harbour"."ships".*)
FROM "harbour"."ships")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 1 rows
--   [{"count":4}]

-- grouped by the other columns
-- GET /ships?select=kind,tonnage.sum()&order=kind
WITH pgrst_source AS (SELECT "harbour"."ships"."kind", SUM("harbour"."ships"."tonnage")
FROM "harbour"."ships"
GROUP BY "harbour"."ships"."kind"
ORDER BY "harbour"."ships"."kind")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 3 rows
--   [{"kind":"cargo","sum":4200}, 
--    {"kind":"ferry","sum":1800}, 
--    {"kind":"tug","sum":310}]

-- casts before and after, alias
-- GET /ships?select=kind,mean:tonnage::numeric.avg()::text&order=kind
WITH pgrst_source AS (SELECT "harbour"."ships"."kind", CAST(AVG(CAST("harbour"."ships"."tonnage" AS numeric)) AS text) AS "mean"
FROM "harbour"."ships"
GROUP BY "harbour"."ships"."kind"
ORDER BY "harbour"."ships"."kind")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 3 rows
--   [{"kind":"cargo","mean":"4200.0000000000000000"}, 
--    {"kind":"ferry","mean":"1800.0000000000000000"}, 
--    {"kind":"tug","mean":"310.0000000000000000"}]

-- over a path
-- GET /ships?select=flag:papers->>flag,id.max(),id.min()&papers->>flag=eq.DK
WITH pgrst_source AS (SELECT "harbour"."ships"."papers"->>$1 AS "flag", MAX("harbour"."ships"."id"), MIN("harbour"."ships"."id")
FROM "harbour"."ships"
WHERE "harbour"."ships"."papers"->>$2 = $3
GROUP BY "flag")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "flag"
--   $2 = "flag"
--   $3 = "DK"
-- => 1 rows
--   [{"flag":"DK","max":4,"min":1}]

-- beside an embed
-- GET /ships?select=home:ports(name),count()&home_port_id=eq.1
WITH pgrst_source AS (SELECT COUNT("harbour"."ships".*), row_to_json("ships_home_1".*)::jsonb AS "home"
FROM "harbour"."ships"
LEFT JOIN LATERAL (SELECT "ports_1"."name"
FROM "harbour"."ports" AS "ports_1"
WHERE "ports_1"."id" = "harbour"."ships"."home_port_id") AS "ships_home_1" ON TRUE
WHERE "harbour"."ships"."home_port_id" = $1
GROUP BY "home")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "1"
-- => 1 rows
--   [{"count":2,"home":{"name": "Aarhus"}}]

-- inside a to-many embed
-- GET /ports?select=name,ships(count())&order=id
WITH pgrst_source AS (SELECT "harbour"."ports"."name", COALESCE("ports_ships_1"."ports_ships_1", '[]') AS "ships"
FROM "harbour"."ports"
LEFT JOIN LATERAL (SELECT json_agg("ports_ships_1")::jsonb AS "ports_ships_1"
FROM (SELECT COUNT("ships_1".*)
FROM "harbour"."ships" AS "ships_1"
WHERE "ships_1"."home_port_id" = "harbour"."ports"."id") AS "ports_ships_1") AS "ports_ships_1" ON TRUE
ORDER BY "harbour"."ports"."id")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 3 rows
--   [{"name":"Aarhus","ships":[{"count": 2}]}, 
--    {"name":"Bergen","ships":[{"count": 1}]}, 
--    {"name":"Cuxhaven","ships":[{"count": 0}]}]

-- from a to-one spread, grouped outside
-- GET /voyages?select=...ships(kind),cargo.sum()&order=ships(kind)
WITH pgrst_source AS (SELECT SUM("harbour"."voyages"."cargo"), "voyages_ships_1"."kind"
FROM "harbour"."voyages"
LEFT JOIN LATERAL (SELECT "ships_1"."kind"
FROM "harbour"."ships" AS "ships_1"
WHERE "ships_1"."id" = "harbour"."voyages"."ship_id") AS "voyages_ships_1" ON TRUE
GROUP BY "voyages_ships_1"."kind"
ORDER BY "voyages_ships_1"."kind")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 2 rows
--   [{"sum":2000.5,"kind":"cargo"}, 
--    {"sum":12,"kind":"ferry"}]

-- hoisted out of a to-one spread
-- GET /voyages?select=to_port_id,...ships(tonnage.max(),n:count())&order=to_port_id
WITH pgrst_source AS (SELECT "harbour"."voyages"."to_port_id", MAX("voyages_ships_1"."max") AS "max", COUNT("voyages_ships_1"."n") AS "n"
FROM "harbour"."voyages"
LEFT JOIN LATERAL (SELECT "ships_1"."tonnage" AS "max", "ships_1" AS "n"
FROM "harbour"."ships" AS "ships_1"
WHERE "ships_1"."id" = "harbour"."voyages"."ship_id") AS "voyages_ships_1" ON TRUE
GROUP BY "harbour"."voyages"."to_port_id"
ORDER BY "harbour"."voyages"."to_port_id")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 4 rows
--   [{"to_port_id":1,"max":1800,"n":1}, 
--    {"to_port_id":2,"max":4200,"n":1}, 
--    {"to_port_id":3,"max":4200,"n":1}, 
--    {"to_port_id":null,"max":null,"n":1}]

-- every column counts
-- GET /ships?select=*,count()&id=lt.3
WITH pgrst_source AS (SELECT "harbour"."ships"."id", "harbour"."ships"."name", "harbour"."ships"."kind", "harbour"."ships"."tonnage", "harbour"."ships"."built", "harbour"."ships"."papers", "harbour"."ships"."flags", "harbour"."ships"."season", "harbour"."ships"."story", "harbour"."ships"."home_port_id", COUNT("harbour"."ships".*)
FROM "harbour"."ships"
WHERE "harbour"."ships"."id" < $1
GROUP BY "harbour"."ships"."id", "harbour"."ships"."name", "harbour"."ships"."kind", "harbour"."ships"."tonnage", "harbour"."ships"."built", "harbour"."ships"."papers", "harbour"."ships"."flags", "harbour"."ships"."season", "harbour"."ships"."story", "harbour"."ships"."home_port_id")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "3"
-- => 2 rows
--   [{"id":2,"name":"Bison","kind":"tug","tonnage":310,"built":"2011-09-30","papers":{"flag": "NO"},"flags":[],"season":null,"story":"pulls and pushes","home_port_id":2,"count":1}, 
--    {"id":1,"name":"Albatros","kind":"cargo","tonnage":4200,"built":"1998-04-01","papers":{"flag": "DK", "holds": [3, 5]},"flags":["green","blue"],"season":"[2024-03-01,2024-10-01)","story":"carries fat cats","home_port_id":1,"count":1}]
