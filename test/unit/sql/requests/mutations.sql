-- insert one
-- POST /ports
WITH pgrst_source AS (INSERT INTO "harbour"."ports"("country", "id", "name")
SELECT "pgrst_body"."country", "pgrst_body"."id", "pgrst_body"."name"
FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT "country", "id", "name"
FROM json_to_record(pgrst_payload.json_data) AS _("country" text, "id" integer, "name" text)) pgrst_body
RETURNING 1)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, NULL::text AS location, ''::text AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = bytes "{\"id\": 7, \"name\": \"Gdynia\", \"country\": \"PL\"}"
-- => 1 rows

-- insert several, with rows back
-- POST /ports?select=id,name
-- Prefer: return=representation
WITH pgrst_source AS (INSERT INTO "harbour"."ports"("country", "id", "name")
SELECT "pgrst_body"."country", "pgrst_body"."id", "pgrst_body"."name"
FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT "country", "id", "name"
FROM json_to_recordset(pgrst_payload.json_data) AS _("country" text, "id" integer, "name" text)) pgrst_body
RETURNING "harbour"."ports"."id", "harbour"."ports"."name")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, NULL::text AS location, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "ports"."id", "ports"."name"
FROM "pgrst_source" AS "ports") _postgrest_t;
--   $1 = bytes "[{\"id\": 7, \"name\": \"Gdynia\", \"country\": \"PL\"}, {\"id\": 8, \"country\": \"SE\", \"name\": \"Malmo\"}]"
-- => 2 rows
--   [{"id":7,"name":"Gdynia"}, 
--    {"id":8,"name":"Malmo"}]

-- only some columns
-- POST /ports?columns=id,name,country
WITH pgrst_source AS (INSERT INTO "harbour"."ports"("country", "id", "name")
SELECT "pgrst_body"."country", "pgrst_body"."id", "pgrst_body"."name"
FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT "country", "id", "name"
FROM json_to_record(pgrst_payload.json_data) AS _("country" text, "id" integer, "name" text)) pgrst_body
RETURNING 1)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, NULL::text AS location, ''::text AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = bytes "{\"id\": 7, \"name\": \"Gdynia\", \"country\": \"PL\", \"motto\": \"ignored\"}"
-- => 1 rows

-- nothing but defaults
-- POST /notes
-- Prefer: return=representation
WITH pgrst_source AS (INSERT INTO "harbour"."notes"
SELECT 
FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT 
FROM (VALUES (1)) _) pgrst_body
RETURNING "harbour"."notes".*)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, NULL::text AS location, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "notes".*
FROM "pgrst_source" AS "notes") _postgrest_t;
--   $1 = bytes "{}"
-- => 1 rows
--   [{"id":100,"body":"nothing to report","author":"harbour_visitor","written":"2024-05-01"}]

-- several times nothing but defaults
-- POST /notes?select=id,body
-- Prefer: return=representation
WITH pgrst_source AS (INSERT INTO "harbour"."notes"
SELECT 
FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT 
FROM json_array_elements(pgrst_payload.json_data) _) pgrst_body
RETURNING "harbour"."notes"."body", "harbour"."notes"."id")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, NULL::text AS location, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "notes"."id", "notes"."body"
FROM "pgrst_source" AS "notes") _postgrest_t;
--   $1 = bytes "[{}, {}]"
-- => 2 rows
--   [{"id":101,"body":"nothing to report"}, 
--    {"id":102,"body":"nothing to report"}]

-- no rows
-- POST /notes
-- Prefer: return=representation
WITH pgrst_source AS (INSERT INTO "harbour"."notes"
SELECT 
FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT 
FROM json_array_elements(pgrst_payload.json_data) _) pgrst_body
RETURNING "harbour"."notes".*)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, NULL::text AS location, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "notes".*
FROM "pgrst_source" AS "notes") _postgrest_t;
--   $1 = bytes "[]"
-- => 0 rows
--   []

-- missing columns get their defaults
-- POST /notes?columns=id,body,author,written&select=body,written
-- Prefer: return=representation, missing=default
WITH pgrst_source AS (INSERT INTO "harbour"."notes"("author", "body", "id", "written")
SELECT "pgrst_body"."author", "pgrst_body"."body", "pgrst_body"."id", "pgrst_body"."written"
FROM (SELECT $1::json::jsonb AS json_data) pgrst_payload, LATERAL (SELECT jsonb_agg(jsonb_build_object('author', CURRENT_USER, 'body', 'nothing to report'::text, 'id', nextval('harbour.notes_id_seq'), 'written', '2024-05-01'::date) || elem) AS val
FROM jsonb_array_elements(pgrst_payload.json_data) elem) pgrst_json_defs, LATERAL (SELECT "author", "body", "id", "written"
FROM jsonb_to_recordset(pgrst_json_defs.val) AS _("author" text, "body" text, "id" integer, "written" date)) pgrst_body
RETURNING "harbour"."notes"."body", "harbour"."notes"."id", "harbour"."notes"."written")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, NULL::text AS location, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "notes"."body", "notes"."written"
FROM "pgrst_source" AS "notes") _postgrest_t;
--   $1 = bytes "[{\"id\": 7}, {\"id\": 8, \"body\": \"whale\"}]"
-- => 2 rows
--   [{"body":"nothing to report","written":"2024-05-01"}, 
--    {"body":"whale","written":"2024-05-01"}]

-- missing columns of a single object
-- POST /notes?columns=id,body,written&select=body,written
-- Prefer: return=representation, missing=default
WITH pgrst_source AS (INSERT INTO "harbour"."notes"("body", "id", "written")
SELECT "pgrst_body"."body", "pgrst_body"."id", "pgrst_body"."written"
FROM (SELECT $1::json::jsonb AS json_data) pgrst_payload, LATERAL (SELECT jsonb_build_object('body', 'nothing to report'::text, 'id', nextval('harbour.notes_id_seq'), 'written', '2024-05-01'::date) || pgrst_payload.json_data AS val) pgrst_json_defs, LATERAL (SELECT "body", "id", "written"
FROM jsonb_to_record(pgrst_json_defs.val) AS _("body" text, "id" integer, "written" date)) pgrst_body
RETURNING "harbour"."notes"."body", "harbour"."notes"."id", "harbour"."notes"."written")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, NULL::text AS location, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "notes"."body", "notes"."written"
FROM "pgrst_source" AS "notes") _postgrest_t;
--   $1 = bytes "{\"id\": 7}"
-- => 1 rows
--   [{"body":"nothing to report","written":"2024-05-01"}]

-- the place of a new row
-- POST /ports
-- Prefer: return=headers-only
WITH pgrst_source AS (INSERT INTO "harbour"."ports"("country", "id", "name")
SELECT "pgrst_body"."country", "pgrst_body"."id", "pgrst_body"."name"
FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT "country", "id", "name"
FROM json_to_record(pgrst_payload.json_data) AS _("country" text, "id" integer, "name" text)) pgrst_body
RETURNING "harbour"."ports".*)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, (SELECT json_agg(json_build_array(pair.key, pair.value))::text
FROM (SELECT row_to_json(first_row) AS document
FROM pgrst_source AS first_row
LIMIT 1) data CROSS JOIN json_each_text(data.document) AS pair
WHERE pair.key IN ('id')) AS location, ''::text AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = bytes "{\"id\": 7, \"name\": \"Gdynia\", \"country\": \"PL\"}"
-- => 1 rows, at [["id","7"]]

-- a representation is parsed
-- POST /berths
-- Prefer: return=representation
WITH pgrst_source AS (INSERT INTO "harbour"."berths"("code", "port_id")
SELECT "pgrst_body"."code", "pgrst_body"."port_id"
FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT harbour.berth_code_from_json("code") AS "code", "port_id"
FROM json_to_record(pgrst_payload.json_data) AS _("code" json, "port_id" integer)) pgrst_body
RETURNING "harbour"."berths"."code", "harbour"."berths"."depth", "harbour"."berths"."port_id")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, NULL::text AS location, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT harbour.berth_code_to_json("berths"."code") AS "code", "berths"."port_id", "berths"."depth"
FROM "pgrst_source" AS "berths") _postgrest_t;
--   $1 = bytes "{\"code\": \"B-9\", \"port_id\": 1}"
-- => 1 rows
--   [{"code":"B-9","port_id":1,"depth":5.0}]

-- CSV
-- POST /ships?select=id,name,story
-- Content-Type: text/csv
-- Prefer: return=representation
WITH pgrst_source AS (INSERT INTO "harbour"."ships"("id", "name", "story")
SELECT "pgrst_body"."id", "pgrst_body"."name", "pgrst_body"."story"
FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT "id", "name", "story"
FROM json_to_recordset(pgrst_payload.json_data) AS _("id" integer, "name" text, "story" text)) pgrst_body
RETURNING "harbour"."ships"."id", "harbour"."ships"."name", "harbour"."ships"."story")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, NULL::text AS location, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "ships"."id", "ships"."name", "ships"."story"
FROM "pgrst_source" AS "ships") _postgrest_t;
--   $1 = bytes "[{\"id\":\"7\",\"name\":\"Egret\",\"story\":null},{\"id\":\"8\",\"name\":\"Fla\\\"min,go\",\"story\":\"\"}]"
-- => 2 rows
--   [{"id":7,"name":"Egret","story":null}, 
--    {"id":8,"name":"Fla\"min,go","story":""}]

-- a form
-- POST /ports?select=name
-- Content-Type: application/x-www-form-urlencoded
-- Prefer: return=representation
WITH pgrst_source AS (INSERT INTO "harbour"."ports"("country", "id", "name")
SELECT "pgrst_body"."country", "pgrst_body"."id", "pgrst_body"."name"
FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT "country", "id", "name"
FROM json_to_record(pgrst_payload.json_data) AS _("country" text, "id" integer, "name" text)) pgrst_body
RETURNING "harbour"."ports"."id", "harbour"."ports"."name")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, NULL::text AS location, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "ports"."name"
FROM "pgrst_source" AS "ports") _postgrest_t;
--   $1 = bytes "{\"id\":\"7\",\"name\":\"Gdynia Port\",\"country\":\"PL\"}"
-- => 1 rows
--   [{"name":"Gdynia Port"}]

-- upsert on the primary key
-- POST /ports?select=id,name
-- Prefer: resolution=merge-duplicates, return=representation
WITH pgrst_source AS (INSERT INTO "harbour"."ports"("country", "id", "name")
SELECT "pgrst_body"."country", "pgrst_body"."id", "pgrst_body"."name"
FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT "country", "id", "name"
FROM json_to_recordset(pgrst_payload.json_data) AS _("country" text, "id" integer, "name" text)) pgrst_body
WHERE set_config('pgrst.inserted', (coalesce(nullif(current_setting('pgrst.inserted', true), '')::int, 0) + 1)::text, true) <> '0'
ON CONFLICT ("id") DO UPDATE
SET "country" = EXCLUDED."country", "id" = EXCLUDED."id", "name" = EXCLUDED."name"
WHERE set_config('pgrst.inserted', (coalesce(nullif(current_setting('pgrst.inserted', true), '')::int, 0) - 1)::text, true) <> '-1'
RETURNING "harbour"."ports"."id", "harbour"."ports"."name")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, NULL::text AS location, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, nullif(current_setting('pgrst.inserted', true), '') AS response_inserted
FROM (SELECT "ports"."id", "ports"."name"
FROM "pgrst_source" AS "ports") _postgrest_t;
--   $1 = bytes "[{\"id\": 1, \"name\": \"Arhus\", \"country\": \"DK\"}, {\"id\": 7, \"name\": \"Gdynia\", \"country\": \"PL\"}]"
-- => 2 rows, 1 inserted
--   [{"id":1,"name":"Arhus"}, 
--    {"id":7,"name":"Gdynia"}]

-- upsert on another unique column
-- POST /ports?on_conflict=name&select=id
-- Prefer: resolution=merge-duplicates, return=representation
WITH pgrst_source AS (INSERT INTO "harbour"."ports"("country", "id", "name")
SELECT "pgrst_body"."country", "pgrst_body"."id", "pgrst_body"."name"
FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT "country", "id", "name"
FROM json_to_record(pgrst_payload.json_data) AS _("country" text, "id" integer, "name" text)) pgrst_body
WHERE set_config('pgrst.inserted', (coalesce(nullif(current_setting('pgrst.inserted', true), '')::int, 0) + 1)::text, true) <> '0'
ON CONFLICT ("name") DO UPDATE
SET "country" = EXCLUDED."country", "id" = EXCLUDED."id", "name" = EXCLUDED."name"
WHERE set_config('pgrst.inserted', (coalesce(nullif(current_setting('pgrst.inserted', true), '')::int, 0) - 1)::text, true) <> '-1'
RETURNING "harbour"."ports"."id")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, NULL::text AS location, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, nullif(current_setting('pgrst.inserted', true), '') AS response_inserted
FROM (SELECT "ports"."id"
FROM "pgrst_source" AS "ports") _postgrest_t;
--   $1 = bytes "{\"id\": 1, \"name\": \"Aarhus\", \"country\": \"Denmark\"}"
-- => 1 rows, 0 inserted
--   [{"id":1}]

-- leave duplicates alone
-- POST /ports?select=id
-- Prefer: resolution=ignore-duplicates, return=representation
WITH pgrst_source AS (INSERT INTO "harbour"."ports"("country", "id", "name")
SELECT "pgrst_body"."country", "pgrst_body"."id", "pgrst_body"."name"
FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT "country", "id", "name"
FROM json_to_recordset(pgrst_payload.json_data) AS _("country" text, "id" integer, "name" text)) pgrst_body
ON CONFLICT ("id") DO NOTHING
RETURNING "harbour"."ports"."id")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, NULL::text AS location, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "ports"."id"
FROM "pgrst_source" AS "ports") _postgrest_t;
--   $1 = bytes "[{\"id\": 1, \"name\": \"Arhus\", \"country\": \"DK\"}, {\"id\": 7, \"name\": \"Gdynia\", \"country\": \"PL\"}]"
-- => 1 rows
--   [{"id":7}]

-- upsert without a key to conflict on
-- POST /sightings
-- Prefer: resolution=merge-duplicates
WITH pgrst_source AS (INSERT INTO "harbour"."sightings"("seen")
SELECT "pgrst_body"."seen"
FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT "seen"
FROM json_to_record(pgrst_payload.json_data) AS _("seen" text)) pgrst_body
WHERE set_config('pgrst.inserted', (coalesce(nullif(current_setting('pgrst.inserted', true), '')::int, 0) + 1)::text, true) <> '0'
RETURNING 1)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, NULL::text AS location, ''::text AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, nullif(current_setting('pgrst.inserted', true), '') AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = bytes "{\"seen\": \"dusk\"}"
-- => 1 rows, 1 inserted

-- upsert with nothing to update
-- POST /notes
-- Prefer: resolution=merge-duplicates
WITH pgrst_source AS (INSERT INTO "harbour"."notes"
SELECT 
FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT 
FROM (VALUES (1)) _) pgrst_body
WHERE set_config('pgrst.inserted', (coalesce(nullif(current_setting('pgrst.inserted', true), '')::int, 0) + 1)::text, true) <> '0'
ON CONFLICT ("id") DO NOTHING
RETURNING 1)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, NULL::text AS location, ''::text AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, nullif(current_setting('pgrst.inserted', true), '') AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = bytes "{}"
-- => 1 rows, 1 inserted

-- a write with embeds in its answer
-- POST /ships?select=name,ports(name),voyages(id)
-- Prefer: return=representation
WITH pgrst_source AS (INSERT INTO "harbour"."ships"("home_port_id", "id", "name")
SELECT "pgrst_body"."home_port_id", "pgrst_body"."id", "pgrst_body"."name"
FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT "home_port_id", "id", "name"
FROM json_to_record(pgrst_payload.json_data) AS _("home_port_id" integer, "id" integer, "name" text)) pgrst_body
RETURNING "harbour"."ships"."home_port_id", "harbour"."ships"."id", "harbour"."ships"."name")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, NULL::text AS location, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "ships"."name", row_to_json("ships_ports_1".*)::jsonb AS "ports", COALESCE("ships_voyages_1"."ships_voyages_1", '[]') AS "voyages"
FROM "pgrst_source" AS "ships"
LEFT JOIN LATERAL (SELECT "ports_1"."name"
FROM "harbour"."ports" AS "ports_1"
WHERE "ports_1"."id" = "ships"."home_port_id") AS "ships_ports_1" ON TRUE
LEFT JOIN LATERAL (SELECT json_agg("ships_voyages_1")::jsonb AS "ships_voyages_1"
FROM (SELECT "voyages_1"."id"
FROM "harbour"."voyages" AS "voyages_1"
WHERE "voyages_1"."ship_id" = "ships"."id") AS "ships_voyages_1") AS "ships_voyages_1" ON TRUE) _postgrest_t;
--   $1 = bytes "{\"id\": 7, \"name\": \"Egret\", \"home_port_id\": 2}"
-- => 1 rows
--   [{"name":"Egret","ports":{"name": "Bergen"},"voyages":[]}]

-- a write with a computed relationship in its answer
-- POST /ships?select=name,home(name)
-- Prefer: return=representation
WITH pgrst_source AS (INSERT INTO "harbour"."ships"("home_port_id", "id", "name")
SELECT "pgrst_body"."home_port_id", "pgrst_body"."id", "pgrst_body"."name"
FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT "home_port_id", "id", "name"
FROM json_to_record(pgrst_payload.json_data) AS _("home_port_id" integer, "id" integer, "name" text)) pgrst_body
RETURNING "harbour"."ships".*)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, NULL::text AS location, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "ships"."name", row_to_json("ships_home_1".*)::jsonb AS "home"
FROM "pgrst_source" AS "ships"
LEFT JOIN LATERAL (SELECT "ports_1"."name"
FROM "harbour"."home"("ships"::"harbour"."ships") AS "ports_1") AS "ships_home_1" ON TRUE) _postgrest_t;
--   $1 = bytes "{\"id\": 7, \"name\": \"Egret\", \"home_port_id\": 2}"
-- => 1 rows
--   [{"name":"Egret","home":{"name": "Bergen"}}]

-- a write with an aggregate in its answer
-- POST /notes?select=body,count()
-- Prefer: return=representation
WITH pgrst_source AS (INSERT INTO "harbour"."notes"("body")
SELECT "pgrst_body"."body"
FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT "body"
FROM json_to_recordset(pgrst_payload.json_data) AS _("body" text)) pgrst_body
RETURNING "harbour"."notes".*)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, NULL::text AS location, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "notes"."body", COUNT("notes".*)
FROM "pgrst_source" AS "notes"
GROUP BY "notes"."body") _postgrest_t;
--   $1 = bytes "[{\"body\": \"a\"}, {\"body\": \"a\"}]"
-- => 1 rows
--   [{"body":"a","count":2}]

-- a write in someone else's words
-- POST /Tide "Log"; --?select="level, cm"
-- Prefer: return=representation
WITH pgrst_source AS (INSERT INTO "harbour"."Tide ""Log""; --"("a->b", "at:time", "level, cm")
SELECT "pgrst_body"."a->b", "pgrst_body"."at:time", "pgrst_body"."level, cm"
FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT "a->b", "at:time", "level, cm"
FROM json_to_record(pgrst_payload.json_data) AS _("a->b" jsonb, "at:time" text, "level, cm" integer)) pgrst_body
RETURNING "harbour"."Tide ""Log""; --"."at:time", "harbour"."Tide ""Log""; --"."level, cm")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, NULL::text AS location, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "Tide ""Log""; --"."level, cm"
FROM "pgrst_source" AS "Tide ""Log""; --") _postgrest_t;
--   $1 = bytes "{\"at:time\": \"18:00\", \"level, cm\": 77, \"a->b\": {\"x\": \"'); drop table ships; --\"}}"
-- => 1 rows
--   [{"level, cm":77}]

-- update
-- PATCH /ships?id=eq.1
WITH pgrst_source AS (UPDATE "harbour"."ships"
SET "name" = "pgrst_body"."name", "tonnage" = "pgrst_body"."tonnage"
FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT "name", "tonnage"
FROM json_to_record(pgrst_payload.json_data) AS _("name" text, "tonnage" integer)) pgrst_body
WHERE "harbour"."ships"."id" = $2
RETURNING 1)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, NULL::text AS location, ''::text AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = bytes "{\"name\": \"Albatross\", \"tonnage\": 4201}"
--   $2 = "1"
-- => 1 rows

-- update with rows back, filtered by logic and path
-- PATCH /ships?select=id,papers->>flag&or=(id.eq.1,papers->>flag.eq.NO)&order=id
-- Prefer: return=representation
WITH pgrst_source AS (UPDATE "harbour"."ships"
SET "papers" = "pgrst_body"."papers"
FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT "papers"
FROM json_to_record(pgrst_payload.json_data) AS _("papers" jsonb)) pgrst_body
WHERE ("harbour"."ships"."id" = $2 OR "harbour"."ships"."papers"->>$3 = $4)
RETURNING "harbour"."ships"."id", "harbour"."ships"."papers")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, NULL::text AS location, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "ships"."id", "ships"."papers"->>$5 AS "flag"
FROM "pgrst_source" AS "ships"
ORDER BY "ships"."id") _postgrest_t;
--   $1 = bytes "{\"papers\": {\"flag\": \"SE\"}}"
--   $2 = "1"
--   $3 = "flag"
--   $4 = "NO"
--   $5 = "flag"
-- => 2 rows
--   [{"id":1,"flag":"SE"}, 
--    {"id":2,"flag":"SE"}]

-- update of nothing
-- PATCH /ships?id=eq.1
-- Prefer: return=representation
WITH pgrst_source AS (SELECT "ships".*
FROM "harbour"."ships"
WHERE false)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, NULL::text AS location, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "ships".*
FROM "pgrst_source" AS "ships") _postgrest_t;
-- => 0 rows
--   []

-- update of nothing, nothing wanted
-- PATCH /ships?id=eq.1
WITH pgrst_source AS (SELECT NULL
FROM "harbour"."ships"
WHERE false)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, NULL::text AS location, ''::text AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 0 rows

-- update with defaults
-- PATCH /notes?id=eq.1&columns=body,written&select=body,written
-- Prefer: missing=default, return=representation
WITH pgrst_source AS (UPDATE "harbour"."notes"
SET "body" = "pgrst_body"."body", "written" = "pgrst_body"."written"
FROM (SELECT $1::json::jsonb AS json_data) pgrst_payload, LATERAL (SELECT jsonb_build_object('body', 'nothing to report'::text, 'written', '2024-05-01'::date) || pgrst_payload.json_data AS val) pgrst_json_defs, LATERAL (SELECT "body", "written"
FROM jsonb_to_record(pgrst_json_defs.val) AS _("body" text, "written" date)) pgrst_body
WHERE "harbour"."notes"."id" = $2
RETURNING "harbour"."notes"."body", "harbour"."notes"."id", "harbour"."notes"."written")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, NULL::text AS location, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "notes"."body", "notes"."written"
FROM "pgrst_source" AS "notes") _postgrest_t;
--   $1 = bytes "{\"body\": \"seal\"}"
--   $2 = "1"
-- => 1 rows
--   [{"body":"seal","written":"2024-05-01"}]

-- update with a representation in filter and payload
-- PATCH /berths?code=eq.B-3&select=code,depth
-- Prefer: return=representation
WITH pgrst_source AS (UPDATE "harbour"."berths"
SET "code" = "pgrst_body"."code", "depth" = "pgrst_body"."depth"
FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT harbour.berth_code_from_json("code") AS "code", "depth"
FROM json_to_record(pgrst_payload.json_data) AS _("code" json, "depth" numeric(4,1))) pgrst_body
WHERE "harbour"."berths"."code" = harbour.berth_code_from_text($2)
RETURNING "harbour"."berths"."code", "harbour"."berths"."depth")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, NULL::text AS location, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT harbour.berth_code_to_json("berths"."code") AS "code", "berths"."depth"
FROM "pgrst_source" AS "berths") _postgrest_t;
--   $1 = bytes "{\"code\": \"B-4\", \"depth\": 12.5}"
--   $2 = "B-3"
-- => 1 rows
--   [{"code":"B-4","depth":12.5}]

-- update with an embed's filter
-- PATCH /ships?id=lt.3&select=name,voyages(id)&voyages.cargo=gt.1000
-- Prefer: return=representation
WITH pgrst_source AS (UPDATE "harbour"."ships"
SET "tonnage" = "pgrst_body"."tonnage"
FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT "tonnage"
FROM json_to_record(pgrst_payload.json_data) AS _("tonnage" integer)) pgrst_body
WHERE "harbour"."ships"."id" < $2
RETURNING "harbour"."ships"."id", "harbour"."ships"."name")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, NULL::text AS location, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "ships"."name", COALESCE("ships_voyages_1"."ships_voyages_1", '[]') AS "voyages"
FROM "pgrst_source" AS "ships"
LEFT JOIN LATERAL (SELECT json_agg("ships_voyages_1")::jsonb AS "ships_voyages_1"
FROM (SELECT "voyages_1"."id"
FROM "harbour"."voyages" AS "voyages_1"
WHERE "voyages_1"."cargo" > $3 AND "voyages_1"."ship_id" = "ships"."id") AS "ships_voyages_1") AS "ships_voyages_1" ON TRUE) _postgrest_t;
--   $1 = bytes "{\"tonnage\": 1}"
--   $2 = "3"
--   $3 = "1000"
-- => 2 rows
--   [{"name":"Albatros","voyages":[{"id": 2}]}, 
--    {"name":"Bison","voyages":[]}]

-- delete
-- DELETE /sightings?seen=eq.dawn
WITH pgrst_source AS (DELETE FROM "harbour"."sightings"
WHERE "harbour"."sightings"."seen" = $1
RETURNING 1)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, NULL::text AS location, ''::text AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "dawn"
-- => 1 rows

-- delete with rows and embeds back
-- DELETE /voyages?cargo=is.null&select=id,ships(name)
-- Prefer: return=representation
WITH pgrst_source AS (DELETE FROM "harbour"."voyages"
WHERE "harbour"."voyages"."cargo" IS NULL
RETURNING "harbour"."voyages"."id", "harbour"."voyages"."ship_id")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, NULL::text AS location, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT "voyages"."id", row_to_json("voyages_ships_1".*)::jsonb AS "ships"
FROM "pgrst_source" AS "voyages"
LEFT JOIN LATERAL (SELECT "ships_1"."name"
FROM "harbour"."ships" AS "ships_1"
WHERE "ships_1"."id" = "voyages"."ship_id") AS "voyages_ships_1" ON TRUE) _postgrest_t;
-- => 1 rows
--   [{"id":3,"ships":{"name": "Cormorant"}}]

-- delete everything, exact count
-- DELETE /sightings
-- Prefer: count=exact
WITH pgrst_source AS (DELETE FROM "harbour"."sightings"
RETURNING 1)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, NULL::text AS location, ''::text AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 2 rows

-- put
-- PUT /ports?id=eq.7&select=id,name
-- Prefer: return=representation
WITH pgrst_source AS (INSERT INTO "harbour"."ports"("country", "id", "name")
SELECT "pgrst_body"."country", "pgrst_body"."id", "pgrst_body"."name"
FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT "country", "id", "name"
FROM json_to_record(pgrst_payload.json_data) AS _("country" text, "id" integer, "name" text)) pgrst_body
WHERE set_config('pgrst.inserted', (coalesce(nullif(current_setting('pgrst.inserted', true), '')::int, 0) + 1)::text, true) <> '0' AND "pgrst_body"."id" = $2
ON CONFLICT ("id") DO UPDATE
SET "country" = EXCLUDED."country", "id" = EXCLUDED."id", "name" = EXCLUDED."name"
WHERE set_config('pgrst.inserted', (coalesce(nullif(current_setting('pgrst.inserted', true), '')::int, 0) - 1)::text, true) <> '-1'
RETURNING "harbour"."ports"."id", "harbour"."ports"."name")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, NULL::text AS location, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, nullif(current_setting('pgrst.inserted', true), '') AS response_inserted
FROM (SELECT "ports"."id", "ports"."name"
FROM "pgrst_source" AS "ports") _postgrest_t;
--   $1 = bytes "{\"id\": 7, \"name\": \"Gdynia\", \"country\": \"PL\"}"
--   $2 = "7"
-- => 1 rows, 1 inserted
--   [{"id":7,"name":"Gdynia"}]

-- put over an existing row of a compound key
-- PUT /crew?ship_id=eq.1&sailor_id=eq.2
WITH pgrst_source AS (INSERT INTO "harbour"."crew"("rank", "sailor_id", "ship_id")
SELECT "pgrst_body"."rank", "pgrst_body"."sailor_id", "pgrst_body"."ship_id"
FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT "rank", "sailor_id", "ship_id"
FROM json_to_record(pgrst_payload.json_data) AS _("rank" text, "sailor_id" integer, "ship_id" integer)) pgrst_body
WHERE set_config('pgrst.inserted', (coalesce(nullif(current_setting('pgrst.inserted', true), '')::int, 0) + 1)::text, true) <> '0' AND "pgrst_body"."ship_id" = $2 AND "pgrst_body"."sailor_id" = $3
ON CONFLICT ("sailor_id", "ship_id") DO UPDATE
SET "rank" = EXCLUDED."rank", "sailor_id" = EXCLUDED."sailor_id", "ship_id" = EXCLUDED."ship_id"
WHERE set_config('pgrst.inserted', (coalesce(nullif(current_setting('pgrst.inserted', true), '')::int, 0) - 1)::text, true) <> '-1'
RETURNING 1)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, NULL::text AS location, ''::text AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, nullif(current_setting('pgrst.inserted', true), '') AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = bytes "{\"ship_id\": 1, \"sailor_id\": 2, \"rank\": \"first mate\"}"
--   $2 = "1"
--   $3 = "2"
-- => 1 rows, 0 inserted

-- put, the key in a representation
-- PUT /berths?code=eq.B-2
-- Prefer: return=representation
WITH pgrst_source AS (INSERT INTO "harbour"."berths"("code", "depth", "port_id")
SELECT "pgrst_body"."code", "pgrst_body"."depth", "pgrst_body"."port_id"
FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT harbour.berth_code_from_json("code") AS "code", "depth", "port_id"
FROM json_to_record(pgrst_payload.json_data) AS _("code" json, "depth" numeric(4,1), "port_id" integer)) pgrst_body
WHERE set_config('pgrst.inserted', (coalesce(nullif(current_setting('pgrst.inserted', true), '')::int, 0) + 1)::text, true) <> '0' AND "pgrst_body"."code" = harbour.berth_code_from_text($2)
ON CONFLICT ("code") DO UPDATE
SET "code" = EXCLUDED."code", "depth" = EXCLUDED."depth", "port_id" = EXCLUDED."port_id"
WHERE set_config('pgrst.inserted', (coalesce(nullif(current_setting('pgrst.inserted', true), '')::int, 0) - 1)::text, true) <> '-1'
RETURNING "harbour"."berths"."code", "harbour"."berths"."depth", "harbour"."berths"."port_id")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, NULL::text AS location, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, nullif(current_setting('pgrst.inserted', true), '') AS response_inserted
FROM (SELECT harbour.berth_code_to_json("berths"."code") AS "code", "berths"."port_id", "berths"."depth"
FROM "pgrst_source" AS "berths") _postgrest_t;
--   $1 = bytes "{\"code\": \"B-2\", \"port_id\": 3, \"depth\": 4.5}"
--   $2 = "B-2"
-- => 1 rows, 0 inserted
--   [{"code":"B-2","port_id":3,"depth":4.5}]
