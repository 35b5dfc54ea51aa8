-- arguments from the query
-- GET /rpc/add_up?a=1&b=2
WITH pgrst_source AS (SELECT pgrst_call.pgrst_scalar
FROM (SELECT "harbour"."add_up"("a" := $1::integer, "b" := $2::integer) pgrst_scalar) pgrst_call)
SELECT NULL::bigint AS total_result_set, 1::bigint AS page_total, coalesce(json_agg(_postgrest_t.pgrst_scalar)->0, 'null') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "add_up".*
FROM "pgrst_source" AS "add_up") _postgrest_t;
--   $1 = "1"
--   $2 = "2"
-- => 1 rows
--   3

-- a default left out
-- GET /rpc/add_up?a=1
WITH pgrst_source AS (SELECT pgrst_call.pgrst_scalar
FROM (SELECT "harbour"."add_up"("a" := $1::integer) pgrst_scalar) pgrst_call)
SELECT NULL::bigint AS total_result_set, 1::bigint AS page_total, coalesce(json_agg(_postgrest_t.pgrst_scalar)->0, 'null') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "add_up".*
FROM "pgrst_source" AS "add_up") _postgrest_t;
--   $1 = "1"
-- => 1 rows
--   11

-- arguments from JSON
-- POST /rpc/add_up
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

-- arguments from a form
-- POST /rpc/add_up
-- Content-Type: application/x-www-form-urlencoded
WITH pgrst_source AS (SELECT pgrst_call.pgrst_scalar
FROM (SELECT "harbour"."add_up"("a" := $1::integer, "b" := $2::integer) pgrst_scalar) pgrst_call)
SELECT NULL::bigint AS total_result_set, 1::bigint AS page_total, coalesce(json_agg(_postgrest_t.pgrst_scalar)->0, 'null') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "add_up".*
FROM "pgrst_source" AS "add_up") _postgrest_t;
--   $1 = "1"
--   $2 = "2"
-- => 1 rows
--   3

-- only some of the body's keys
-- POST /rpc/add_up?columns=a
WITH pgrst_source AS (SELECT pgrst_call.pgrst_scalar
FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT "a"
FROM json_to_record(pgrst_payload.json_data) AS _("a" integer)
LIMIT 1) pgrst_body, LATERAL (SELECT "harbour"."add_up"("a" := pgrst_body."a") pgrst_scalar) pgrst_call)
SELECT NULL::bigint AS total_result_set, 1::bigint AS page_total, coalesce(json_agg(_postgrest_t.pgrst_scalar)->0, 'null') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "add_up".*
FROM "pgrst_source" AS "add_up") _postgrest_t;
--   $1 = bytes "{\"a\": 1, \"b\": 2}"
-- => 1 rows
--   11

-- no arguments
-- POST /rpc/nothing
WITH pgrst_source AS (SELECT pgrst_call.pgrst_scalar
FROM (SELECT "harbour"."nothing"() pgrst_scalar) pgrst_call)
SELECT NULL::bigint AS total_result_set, 1::bigint AS page_total, coalesce(json_agg(_postgrest_t.pgrst_scalar)->0, 'null') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "nothing".*
FROM "pgrst_source" AS "nothing") _postgrest_t;
-- => 1 rows
--   null

-- no arguments, HEAD
-- HEAD /rpc/fleet
WITH pgrst_source AS (SELECT "pgrst_call".*
FROM "harbour"."fleet"() pgrst_call)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, ''::text AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "ships".*
FROM "pgrst_source" AS "ships") _postgrest_t;
-- => 4 rows

-- variadic, from the query
-- GET /rpc/roll_call?names=Ida&names=Jens,K&names="q"
WITH pgrst_source AS (SELECT pgrst_call.pgrst_scalar
FROM (SELECT "harbour"."roll_call"(VARIADIC "names" := $1::text[]) pgrst_scalar) pgrst_call)
SELECT NULL::bigint AS total_result_set, 1::bigint AS page_total, coalesce(json_agg(_postgrest_t.pgrst_scalar)->0, 'null') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "roll_call".*
FROM "pgrst_source" AS "roll_call") _postgrest_t;
--   $1 = "{\"Ida\",\"Jens,K\",\"\\\"q\\\"\"}"
-- => 1 rows
--   "Ida+Jens,K+\"q\""

-- variadic, from JSON
-- POST /rpc/roll_call
WITH pgrst_source AS (SELECT pgrst_call.pgrst_scalar
FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT "names"
FROM json_to_record(pgrst_payload.json_data) AS _("names" text[])
LIMIT 1) pgrst_body, LATERAL (SELECT "harbour"."roll_call"(VARIADIC "names" := pgrst_body."names") pgrst_scalar) pgrst_call)
SELECT NULL::bigint AS total_result_set, 1::bigint AS page_total, coalesce(json_agg(_postgrest_t.pgrst_scalar)->0, 'null') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "roll_call".*
FROM "pgrst_source" AS "roll_call") _postgrest_t;
--   $1 = bytes "{\"names\": [\"Ida\", \"Jens\"]}"
-- => 1 rows
--   "Ida+Jens"

-- variadic, from a form
-- POST /rpc/roll_call
-- Content-Type: application/x-www-form-urlencoded
WITH pgrst_source AS (SELECT pgrst_call.pgrst_scalar
FROM (SELECT "harbour"."roll_call"(VARIADIC "names" := $1::text[]) pgrst_scalar) pgrst_call)
SELECT NULL::bigint AS total_result_set, 1::bigint AS page_total, coalesce(json_agg(_postgrest_t.pgrst_scalar)->0, 'null') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "roll_call".*
FROM "pgrst_source" AS "roll_call") _postgrest_t;
--   $1 = "{\"Ida\",\"Jens\"}"
-- => 1 rows
--   "Ida+Jens"

-- a single unnamed json
-- POST /rpc/take_json
WITH pgrst_source AS (SELECT pgrst_call.pgrst_scalar
FROM (SELECT "harbour"."take_json"($1::json) pgrst_scalar) pgrst_call)
SELECT NULL::bigint AS total_result_set, 1::bigint AS page_total, coalesce(json_agg(_postgrest_t.pgrst_scalar)->0, 'null') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "take_json".*
FROM "pgrst_source" AS "take_json") _postgrest_t;
--   $1 = bytes "{\"any\": [\"thing\"]}"
-- => 1 rows
--   {"any": ["thing"]}

-- a single unnamed jsonb
-- POST /rpc/take_jsonb
WITH pgrst_source AS (SELECT pgrst_call.pgrst_scalar
FROM (SELECT "harbour"."take_jsonb"($1::json::jsonb) pgrst_scalar) pgrst_call)
SELECT NULL::bigint AS total_result_set, 1::bigint AS page_total, coalesce(json_agg(_postgrest_t.pgrst_scalar)->0, 'null') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "take_jsonb".*
FROM "pgrst_source" AS "take_jsonb") _postgrest_t;
--   $1 = bytes "[{\"a\": 1}, {\"a\": 2}]"
-- => 1 rows
--   [{"a": 1}, {"a": 2}]

-- a single unnamed text
-- POST /rpc/take_text
-- Content-Type: text/plain
WITH pgrst_source AS (SELECT pgrst_call.pgrst_scalar
FROM (SELECT "harbour"."take_text"($1::text) pgrst_scalar) pgrst_call)
SELECT NULL::bigint AS total_result_set, 1::bigint AS page_total, coalesce(json_agg(_postgrest_t.pgrst_scalar)->0, 'null') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "take_text".*
FROM "pgrst_source" AS "take_text") _postgrest_t;
--   $1 = bytes "it's \"all\" text; $1"
-- => 1 rows
--   "it's \"all\" text; $1"

-- a single unnamed bytea
-- POST /rpc/take_bytes
-- Content-Type: application/octet-stream
WITH pgrst_source AS (SELECT pgrst_call.pgrst_scalar
FROM (SELECT "harbour"."take_bytes"($1::bytea) pgrst_scalar) pgrst_call)
SELECT NULL::bigint AS total_result_set, 1::bigint AS page_total, coalesce(json_agg(_postgrest_t.pgrst_scalar)->0, 'null') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "take_bytes".*
FROM "pgrst_source" AS "take_bytes") _postgrest_t;
--   $1 = bytes "0123"
-- => 1 rows
--   4

-- the overload that fits
-- GET /rpc/pick?a=1&b=x
WITH pgrst_source AS (SELECT pgrst_call.pgrst_scalar
FROM (SELECT "harbour"."pick"("a" := $1::integer, "b" := $2::text) pgrst_scalar) pgrst_call)
SELECT NULL::bigint AS total_result_set, 1::bigint AS page_total, coalesce(json_agg(_postgrest_t.pgrst_scalar)->0, 'null') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "pick".*
FROM "pgrst_source" AS "pick") _postgrest_t;
--   $1 = "1"
--   $2 = "x"
-- => 1 rows
--   "integer and text"

-- the other one
-- GET /rpc/pick?a=1
WITH pgrst_source AS (SELECT pgrst_call.pgrst_scalar
FROM (SELECT "harbour"."pick"("a" := $1::integer) pgrst_scalar) pgrst_call)
SELECT NULL::bigint AS total_result_set, 1::bigint AS page_total, coalesce(json_agg(_postgrest_t.pgrst_scalar)->0, 'null') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "pick".*
FROM "pgrst_source" AS "pick") _postgrest_t;
--   $1 = "1"
-- => 1 rows
--   "integer"

-- rows of a relation
-- GET /rpc/fleet?select=name,ports(name)&tonnage=gt.1000&order=name&limit=2
WITH pgrst_source AS (SELECT "pgrst_call"."home_port_id", "pgrst_call"."name", "pgrst_call"."tonnage"
FROM "harbour"."fleet"() pgrst_call)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "ships"."name", row_to_json("ships_ports_1".*)::jsonb AS "ports"
FROM "pgrst_source" AS "ships"
LEFT JOIN LATERAL (SELECT "ports_1"."name"
FROM "harbour"."ports" AS "ports_1"
WHERE "ports_1"."id" = "ships"."home_port_id") AS "ships_ports_1" ON TRUE
WHERE "ships"."tonnage" > $1
ORDER BY "ships"."name"
LIMIT 2) _postgrest_t;
--   $1 = "1000"
-- => 2 rows
--   [{"name":"Albatros","ports":{"name": "Aarhus"}}, 
--    {"name":"Cormorant","ports":null}]

-- one row of a relation
-- GET /rpc/flagship?select=name,crew(rank)
WITH pgrst_source AS (SELECT "pgrst_call"."id", "pgrst_call"."name"
FROM "harbour"."flagship"() pgrst_call)
SELECT NULL::bigint AS total_result_set, 1::bigint AS page_total, coalesce(json_agg(_postgrest_t)->0, 'null') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "ships"."name", COALESCE("ships_crew_1"."ships_crew_1", '[]') AS "crew"
FROM "pgrst_source" AS "ships"
LEFT JOIN LATERAL (SELECT json_agg("ships_crew_1")::jsonb AS "ships_crew_1"
FROM (SELECT "crew_1"."rank"
FROM "harbour"."crew" AS "crew_1"
WHERE "crew_1"."ship_id" = "ships"."id") AS "ships_crew_1") AS "ships_crew_1" ON TRUE) _postgrest_t;
-- => 1 rows
--   {"name":"Albatros","crew":[{"rank": "captain"}, {"rank": "mate"}]}

-- a table of its own
-- GET /rpc/soundings?metres=gt.2&select=place
WITH pgrst_source AS (SELECT "pgrst_call"."metres", "pgrst_call"."place"
FROM "harbour"."soundings"() pgrst_call)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "record"."place"
FROM "pgrst_source" AS "record"
WHERE "record"."metres" > $1) _postgrest_t;
--   $1 = "2"
-- => 2 rows
--   [{"place":"Bergen"}, 
--    {"place":"Cuxhaven"}]

-- a set of scalars
-- GET /rpc/numbers?upto=3
WITH pgrst_source AS (SELECT pgrst_call.pgrst_scalar
FROM (SELECT "harbour"."numbers"("upto" := $1::integer) pgrst_scalar) pgrst_call)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t.pgrst_scalar), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "numbers".*
FROM "pgrst_source" AS "numbers") _postgrest_t;
--   $1 = "3"
-- => 3 rows
--   [1, 2, 3]

-- a volatile function
-- POST /rpc/launch?select=id,name
WITH pgrst_source AS (SELECT "pgrst_call"."id", "pgrst_call"."name"
FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT "name"
FROM json_to_record(pgrst_payload.json_data) AS _("name" text)
LIMIT 1) pgrst_body, LATERAL "harbour"."launch"("name" := pgrst_body."name") pgrst_call)
SELECT NULL::bigint AS total_result_set, 1::bigint AS page_total, coalesce(json_agg(_postgrest_t)->0, 'null') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "ships"."id", "ships"."name"
FROM "pgrst_source" AS "ships") _postgrest_t;
--   $1 = bytes "{\"name\": \"Egret\"}"
-- => 1 rows
--   {"id":900,"name":"Egret"}

-- a set with null filter and filter on the embed
-- GET /rpc/fleet?select=*,voyages(id)&voyages=not.is.null&voyages.cargo=gt.1000
WITH pgrst_source AS (SELECT "pgrst_call".*
FROM "harbour"."fleet"() pgrst_call)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "ships".*, COALESCE("ships_voyages_1"."ships_voyages_1", '[]') AS "voyages"
FROM "pgrst_source" AS "ships"
LEFT JOIN LATERAL (SELECT json_agg("ships_voyages_1")::jsonb AS "ships_voyages_1"
FROM (SELECT "voyages_1"."id"
FROM "harbour"."voyages" AS "voyages_1"
WHERE "voyages_1"."cargo" > $1 AND "voyages_1"."ship_id" = "ships"."id") AS "ships_voyages_1") AS "ships_voyages_1" ON TRUE
WHERE "ships_voyages_1" IS DISTINCT FROM NULL) _postgrest_t;
--   $1 = "1000"
-- => 1 rows
--   [{"id":1,"name":"Albatros","kind":"cargo","tonnage":4200,"built":"1998-04-01","papers":{"flag": "DK", "holds": [3, 5]},"flags":["green","blue"],"season":"[2024-03-01,2024-10-01)","story":"carries fat cats","home_port_id":1,"voyages":[{"id": 2}]}]

-- an isolation level of its own
-- GET /rpc/at_ease
WITH pgrst_source AS (SELECT pgrst_call.pgrst_scalar
FROM (SELECT "harbour"."at_ease"() pgrst_scalar) pgrst_call)
SELECT NULL::bigint AS total_result_set, 1::bigint AS page_total, coalesce(json_agg(_postgrest_t.pgrst_scalar)->0, 'null') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "at_ease".*
FROM "pgrst_source" AS "at_ease") _postgrest_t;
-- => 1 rows
--   "serializable"

-- names that only work quoted
-- POST /rpc/Sound "Horn"; --
WITH pgrst_source AS (SELECT pgrst_call.pgrst_scalar
FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT "for (s)", "at: whom"
FROM json_to_record(pgrst_payload.json_data) AS _("for (s)" integer, "at: whom" text)
LIMIT 1) pgrst_body, LATERAL (SELECT "harbour"."Sound ""Horn""; --"("for (s)" := pgrst_body."for (s)", "at: whom" := pgrst_body."at: whom") pgrst_scalar) pgrst_call)
SELECT NULL::bigint AS total_result_set, 1::bigint AS page_total, coalesce(json_agg(_postgrest_t.pgrst_scalar)->0, 'null') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "Sound ""Horn""; --".*
FROM "pgrst_source" AS "Sound ""Horn""; --") _postgrest_t;
--   $1 = bytes "{\"for (s)\": 3, \"at: whom\": \"\\\"; drop\"}"
-- => 1 rows
--   "\"; drop 3"

-- the same, from the query
-- GET /rpc/Sound "Horn"; --?"for (s)"=2
WITH pgrst_source AS (SELECT pgrst_call.pgrst_scalar
FROM (SELECT "harbour"."Sound ""Horn""; --"("for (s)" := $1::integer) pgrst_scalar) pgrst_call)
SELECT NULL::bigint AS total_result_set, 1::bigint AS page_total, coalesce(json_agg(_postgrest_t.pgrst_scalar)->0, 'null') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "Sound ""Horn""; --".*
FROM "pgrst_source" AS "Sound ""Horn""; --") _postgrest_t;
--   $1 = "2"
-- => 1 rows
--   "all 2"

-- a strange schema
-- GET /rpc/count 'em?"what's"=it's fish
-- Accept-Profile: Quay; "drop"
WITH pgrst_source AS (SELECT pgrst_call.pgrst_scalar
FROM (SELECT "Quay; ""drop"""."count 'em"("what's" := $1::text) pgrst_scalar) pgrst_call)
SELECT NULL::bigint AS total_result_set, 1::bigint AS page_total, coalesce(json_agg(_postgrest_t.pgrst_scalar)->0, 'null') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "count 'em".*
FROM "pgrst_source" AS "count 'em") _postgrest_t;
--   $1 = "it's fish"
-- => 1 rows
--   1
