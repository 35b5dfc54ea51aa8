-- everything
-- GET /ships
WITH pgrst_source AS (SELECT "harbour"."ships".*
FROM "harbour"."ships")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 4 rows
--   [{"id":1,"name":"Albatros","kind":"cargo","tonnage":4200,"built":"1998-04-01","papers":{"flag": "DK", "holds": [3, 5]},"flags":["green","blue"],"season":"[2024-03-01,2024-10-01)","story":"carries fat cats","home_port_id":1}, 
--    {"id":2,"name":"Bison","kind":"tug","tonnage":310,"built":"2011-09-30","papers":{"flag": "NO"},"flags":[],"season":null,"story":"pulls and pushes","home_port_id":2}, 
--    {"id":3,"name":"Cormorant","kind":"ferry","tonnage":1800,"built":null,"papers":{},"flags":["blue"],"season":"[2024-01-01,)","story":null,"home_port_id":null}, 
--    {"id":4,"name":"Dolphin","kind":"ferry","tonnage":null,"built":"1979-01-15","papers":{"flag": "DK"},"flags":["red"],"season":null,"story":"the cat came back","home_port_id":1}]

-- columns
-- GET /ships?select=name,built
WITH pgrst_source AS (SELECT "harbour"."ships"."name", "harbour"."ships"."built"
FROM "harbour"."ships")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 4 rows
--   [{"name":"Albatros","built":"1998-04-01"}, 
--    {"name":"Bison","built":"2011-09-30"}, 
--    {"name":"Cormorant","built":null}, 
--    {"name":"Dolphin","built":"1979-01-15"}]

-- alias
-- GET /ships?select=title:name
WITH pgrst_source AS (SELECT "harbour"."ships"."name" AS "title"
FROM "harbour"."ships")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 4 rows
--   [{"title":"Albatros"}, 
--    {"title":"Bison"}, 
--    {"title":"Cormorant"}, 
--    {"title":"Dolphin"}]

-- no columns at all
-- GET /ships?select=
WITH pgrst_source AS (SELECT "harbour"."ships".*
FROM "harbour"."ships")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 4 rows
--   [{"id":1,"name":"Albatros","kind":"cargo","tonnage":4200,"built":"1998-04-01","papers":{"flag": "DK", "holds": [3, 5]},"flags":["green","blue"],"season":"[2024-03-01,2024-10-01)","story":"carries fat cats","home_port_id":1}, 
--    {"id":2,"name":"Bison","kind":"tug","tonnage":310,"built":"2011-09-30","papers":{"flag": "NO"},"flags":[],"season":null,"story":"pulls and pushes","home_port_id":2}, 
--    {"id":3,"name":"Cormorant","kind":"ferry","tonnage":1800,"built":null,"papers":{},"flags":["blue"],"season":"[2024-01-01,)","story":null,"home_port_id":null}, 
--    {"id":4,"name":"Dolphin","kind":"ferry","tonnage":null,"built":"1979-01-15","papers":{"flag": "DK"},"flags":["red"],"season":null,"story":"the cat came back","home_port_id":1}]

-- client's cast
-- GET /ships?select=tonnage::text,built::timestamp without time zone
WITH pgrst_source AS (SELECT CAST("harbour"."ships"."tonnage" AS text), CAST("harbour"."ships"."built" AS timestamp without time zone)
FROM "harbour"."ships")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 4 rows
--   [{"tonnage":"4200","built":"1998-04-01T00:00:00"}, 
--    {"tonnage":"310","built":"2011-09-30T00:00:00"}, 
--    {"tonnage":"1800","built":null}, 
--    {"tonnage":null,"built":"1979-01-15T00:00:00"}]

-- a computed column
-- GET /ships?select=title,name&title=like.ferry*
WITH pgrst_source AS (SELECT "harbour"."ships"."title", "harbour"."ships"."name"
FROM "harbour"."ships"
WHERE "harbour"."ships"."title" LIKE $1)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "ferry%"
-- => 2 rows
--   [{"title":"ferry Cormorant","name":"Cormorant"}, 
--    {"title":"ferry Dolphin","name":"Dolphin"}]

-- a domain representation is formatted
-- GET /berths
WITH pgrst_source AS (SELECT harbour.berth_code_to_json("harbour"."berths"."code") AS "code", "harbour"."berths"."port_id", "harbour"."berths"."depth"
FROM "harbour"."berths")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 3 rows
--   [{"code":"B-1","port_id":1,"depth":7.5}, 
--    {"code":"B-2","port_id":1,"depth":4.0}, 
--    {"code":"B-3","port_id":2,"depth":11.0}]

-- … and parsed in filters
-- GET /berths?code=eq.B-2&select=code,depth
WITH pgrst_source AS (SELECT harbour.berth_code_to_json("harbour"."berths"."code") AS "code", "harbour"."berths"."depth"
FROM "harbour"."berths"
WHERE "harbour"."berths"."code" = harbour.berth_code_from_text($1))
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "B-2"
-- => 1 rows
--   [{"code":"B-2","depth":4.0}]

-- … and in lists
-- GET /berths?code=in.(B-1,B-3)
WITH pgrst_source AS (SELECT harbour.berth_code_to_json("harbour"."berths"."code") AS "code", "harbour"."berths"."port_id", "harbour"."berths"."depth"
FROM "harbour"."berths"
WHERE "harbour"."berths"."code" = ANY((SELECT harbour.berth_code_from_text(unnest($1::text[])))))
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "{\"B-1\",\"B-3\"}"
-- => 2 rows
--   [{"code":"B-1","port_id":1,"depth":7.5}, 
--    {"code":"B-3","port_id":2,"depth":11.0}]

-- … but not ordered by
-- GET /berths?select=code&order=code.desc
WITH pgrst_source AS (SELECT harbour.berth_code_to_json("harbour"."berths"."code") AS "code"
FROM "harbour"."berths"
ORDER BY "harbour"."berths"."code" DESC)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 3 rows
--   [{"code":"B-3"}, 
--    {"code":"B-2"}, 
--    {"code":"B-1"}]

-- … nor cast by the client
-- GET /berths?select=code::text
WITH pgrst_source AS (SELECT CAST(harbour.berth_code_to_json("harbour"."berths"."code") AS text) AS "code"
FROM "harbour"."berths")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 3 rows
--   [{"code":"\"B-1\""}, 
--    {"code":"\"B-2\""}, 
--    {"code":"\"B-3\""}]

-- comparison
-- GET /ships?tonnage=gt.300&tonnage=lte.4200&tonnage=neq.1800&id=gte.1&id=lt.9
WITH pgrst_source AS (SELECT "harbour"."ships".*
FROM "harbour"."ships"
WHERE "harbour"."ships"."tonnage" > $1 AND "harbour"."ships"."tonnage" <= $2 AND "harbour"."ships"."tonnage" <> $3 AND "harbour"."ships"."id" >= $4 AND "harbour"."ships"."id" < $5)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "300"
--   $2 = "4200"
--   $3 = "1800"
--   $4 = "1"
--   $5 = "9"
-- => 2 rows
--   [{"id":1,"name":"Albatros","kind":"cargo","tonnage":4200,"built":"1998-04-01","papers":{"flag": "DK", "holds": [3, 5]},"flags":["green","blue"],"season":"[2024-03-01,2024-10-01)","story":"carries fat cats","home_port_id":1}, 
--    {"id":2,"name":"Bison","kind":"tug","tonnage":310,"built":"2011-09-30","papers":{"flag": "NO"},"flags":[],"season":null,"story":"pulls and pushes","home_port_id":2}]

-- negation
-- GET /ships?kind=not.eq.tug
WITH pgrst_source AS (SELECT "harbour"."ships".*
FROM "harbour"."ships"
WHERE NOT "harbour"."ships"."kind" = $1)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "tug"
-- => 3 rows
--   [{"id":1,"name":"Albatros","kind":"cargo","tonnage":4200,"built":"1998-04-01","papers":{"flag": "DK", "holds": [3, 5]},"flags":["green","blue"],"season":"[2024-03-01,2024-10-01)","story":"carries fat cats","home_port_id":1}, 
--    {"id":3,"name":"Cormorant","kind":"ferry","tonnage":1800,"built":null,"papers":{},"flags":["blue"],"season":"[2024-01-01,)","story":null,"home_port_id":null}, 
--    {"id":4,"name":"Dolphin","kind":"ferry","tonnage":null,"built":"1979-01-15","papers":{"flag": "DK"},"flags":["red"],"season":null,"story":"the cat came back","home_port_id":1}]

-- lists, with quotes
-- GET /ports?name=in.(Aarhus,"Ber,gen","say \"ho\"",back\slash)
WITH pgrst_source AS (SELECT "harbour"."ports".*
FROM "harbour"."ports"
WHERE "harbour"."ports"."name" = ANY($1))
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "{\"Aarhus\",\"Ber,gen\",\"say \\\"ho\\\"\",\"back\\\\slash\"}"
-- => 1 rows
--   [{"id":1,"name":"Aarhus","country":"DK","place":{"lat": 56.15, "piers": ["east", "west"]}}]

-- an empty list
-- GET /ports?name=in.()
WITH pgrst_source AS (SELECT "harbour"."ports".*
FROM "harbour"."ports"
WHERE "harbour"."ports"."name" = ANY('{}'))
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 0 rows
--   []

-- null, boolean and unknown
-- GET /ships?built=is.null&story=not.is.null
WITH pgrst_source AS (SELECT "harbour"."ships".*
FROM "harbour"."ships"
WHERE "harbour"."ships"."built" IS NULL AND NOT "harbour"."ships"."story" IS NULL)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 0 rows
--   []

-- is distinct
-- GET /ships?tonnage=isdistinct.310
WITH pgrst_source AS (SELECT "harbour"."ships".*
FROM "harbour"."ships"
WHERE "harbour"."ships"."tonnage" IS DISTINCT FROM $1)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "310"
-- => 3 rows
--   [{"id":1,"name":"Albatros","kind":"cargo","tonnage":4200,"built":"1998-04-01","papers":{"flag": "DK", "holds": [3, 5]},"flags":["green","blue"],"season":"[2024-03-01,2024-10-01)","story":"carries fat cats","home_port_id":1}, 
--    {"id":3,"name":"Cormorant","kind":"ferry","tonnage":1800,"built":null,"papers":{},"flags":["blue"],"season":"[2024-01-01,)","story":null,"home_port_id":null}, 
--    {"id":4,"name":"Dolphin","kind":"ferry","tonnage":null,"built":"1979-01-15","papers":{"flag": "DK"},"flags":["red"],"season":null,"story":"the cat came back","home_port_id":1}]

-- patterns
-- GET /ships?name=like.*o*&story=ilike.THE*&name=match.^[A-D]&name=imatch.O
WITH pgrst_source AS (SELECT "harbour"."ships".*
FROM "harbour"."ships"
WHERE "harbour"."ships"."name" LIKE $1 AND "harbour"."ships"."story" ILIKE $2 AND "harbour"."ships"."name" ~ $3 AND "harbour"."ships"."name" ~* $4)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "%o%"
--   $2 = "THE%"
--   $3 = "^[A-D]"
--   $4 = "O"
-- => 1 rows
--   [{"id":4,"name":"Dolphin","kind":"ferry","tonnage":null,"built":"1979-01-15","papers":{"flag": "DK"},"flags":["red"],"season":null,"story":"the cat came back","home_port_id":1}]

-- any of, all of
-- GET /ships?name=like(any).{A*,B*}&tonnage=gt(all).{1,2}&id=eq(any).{1,2,3}
WITH pgrst_source AS (SELECT "harbour"."ships".*
FROM "harbour"."ships"
WHERE "harbour"."ships"."name" LIKE ANY($1) AND "harbour"."ships"."tonnage" > ALL($2) AND "harbour"."ships"."id" = ANY($3))
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "{A%,B%}"
--   $2 = "{1,2}"
--   $3 = "{1,2,3}"
-- => 2 rows
--   [{"id":1,"name":"Albatros","kind":"cargo","tonnage":4200,"built":"1998-04-01","papers":{"flag": "DK", "holds": [3, 5]},"flags":["green","blue"],"season":"[2024-03-01,2024-10-01)","story":"carries fat cats","home_port_id":1}, 
--    {"id":2,"name":"Bison","kind":"tug","tonnage":310,"built":"2011-09-30","papers":{"flag": "NO"},"flags":[],"season":null,"story":"pulls and pushes","home_port_id":2}]

-- text search on text
-- GET /ships?story=fts(english).cat&story=plfts.came back
WITH pgrst_source AS (SELECT "harbour"."ships".*
FROM "harbour"."ships"
WHERE to_tsvector($1, "harbour"."ships"."story") @@ to_tsquery($2, $3) AND to_tsvector("harbour"."ships"."story") @@ plainto_tsquery($4))
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "english"
--   $2 = "english"
--   $3 = "cat"
--   $4 = "came back"
-- => 1 rows
--   [{"id":4,"name":"Dolphin","kind":"ferry","tonnage":null,"built":"1979-01-15","papers":{"flag": "DK"},"flags":["red"],"season":null,"story":"the cat came back","home_port_id":1}]

-- text search on a tsvector
-- GET /sightings?log=fts.fog&log=phfts(simple).fog bank
WITH pgrst_source AS (SELECT "harbour"."sightings".*
FROM "harbour"."sightings"
WHERE "harbour"."sightings"."log" @@ to_tsquery($1) AND "harbour"."sightings"."log" @@ phraseto_tsquery($2, $3))
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "fog"
--   $2 = "simple"
--   $3 = "fog bank"
-- => 0 rows
--   []

-- web search, negated
-- GET /ships?story=not.wfts(german).katze -hund
WITH pgrst_source AS (SELECT "harbour"."ships".*
FROM "harbour"."ships"
WHERE NOT to_tsvector($1, "harbour"."ships"."story") @@ websearch_to_tsquery($2, $3))
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "german"
--   $2 = "german"
--   $3 = "katze -hund"
-- => 3 rows
--   [{"id":1,"name":"Albatros","kind":"cargo","tonnage":4200,"built":"1998-04-01","papers":{"flag": "DK", "holds": [3, 5]},"flags":["green","blue"],"season":"[2024-03-01,2024-10-01)","story":"carries fat cats","home_port_id":1}, 
--    {"id":2,"name":"Bison","kind":"tug","tonnage":310,"built":"2011-09-30","papers":{"flag": "NO"},"flags":[],"season":null,"story":"pulls and pushes","home_port_id":2}, 
--    {"id":4,"name":"Dolphin","kind":"ferry","tonnage":null,"built":"1979-01-15","papers":{"flag": "DK"},"flags":["red"],"season":null,"story":"the cat came back","home_port_id":1}]

-- arrays and ranges
-- GET /ships?flags=cs.{blue}&flags=cd.{blue,green}&flags=ov.{green}
WITH pgrst_source AS (SELECT "harbour"."ships".*
FROM "harbour"."ships"
WHERE "harbour"."ships"."flags" @> $1 AND "harbour"."ships"."flags" <@ $2 AND "harbour"."ships"."flags" && $3)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "{blue}"
--   $2 = "{blue,green}"
--   $3 = "{green}"
-- => 1 rows
--   [{"id":1,"name":"Albatros","kind":"cargo","tonnage":4200,"built":"1998-04-01","papers":{"flag": "DK", "holds": [3, 5]},"flags":["green","blue"],"season":"[2024-03-01,2024-10-01)","story":"carries fat cats","home_port_id":1}]

-- ranges beside each other
-- GET /ships?season=sl.[2030-01-01,)&season=nxr.[2024-01-01,2026-01-01)&season=not.sr.[2024-01-01,2024-12-31)&season=nxl.(,2025-01-01)&season=not.adj.[2024-01-01,2024-02-01)
WITH pgrst_source AS (SELECT "harbour"."ships".*
FROM "harbour"."ships"
WHERE "harbour"."ships"."season" << $1 AND "harbour"."ships"."season" &< $2 AND NOT "harbour"."ships"."season" >> $3 AND "harbour"."ships"."season" &> $4 AND NOT "harbour"."ships"."season" -|- $5)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "[2030-01-01,)"
--   $2 = "[2024-01-01,2026-01-01)"
--   $3 = "[2024-01-01,2024-12-31)"
--   $4 = "(,2025-01-01)"
--   $5 = "[2024-01-01,2024-02-01)"
-- => 1 rows
--   [{"id":1,"name":"Albatros","kind":"cargo","tonnage":4200,"built":"1998-04-01","papers":{"flag": "DK", "holds": [3, 5]},"flags":["green","blue"],"season":"[2024-03-01,2024-10-01)","story":"carries fat cats","home_port_id":1}]

-- JSON paths
-- GET /ports?select=place->lat,place->>lat,north:place->box->1->k,place->piers->-1&place->piers->>0=eq.east
WITH pgrst_source AS (SELECT "harbour"."ports"."place"->$1 AS "lat", "harbour"."ports"."place"->>$2 AS "lat", "harbour"."ports"."place"->$3->$4::int->$5 AS "north", "harbour"."ports"."place"->$6->$7::int AS "piers"
FROM "harbour"."ports"
WHERE "harbour"."ports"."place"->$8->>$9::int = $10)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "lat"
--   $2 = "lat"
--   $3 = "box"
--   $4 = "+1"
--   $5 = "k"
--   $6 = "piers"
--   $7 = "-1"
--   $8 = "piers"
--   $9 = "+0"
--   $10 = "east"
-- => 1 rows
--   [{"lat":56.15,"lat":"56.15","north":null,"piers":"west"}]

-- a path of another type than JSON
-- GET /ships?select=flags->0&flags->>0=eq.green
WITH pgrst_source AS (SELECT to_jsonb("harbour"."ships"."flags")->$1::int AS "flags"
FROM "harbour"."ships"
WHERE to_jsonb("harbour"."ships"."flags")->>$2::int = $3)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "+0"
--   $2 = "+0"
--   $3 = "green"
-- => 1 rows
--   [{"flags":"green"}]

-- a path in an order
-- GET /ports?select=id&order=place->>lat.desc
WITH pgrst_source AS (SELECT "harbour"."ports"."id"
FROM "harbour"."ports"
ORDER BY "harbour"."ports"."place"->>$1 DESC)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "lat"
-- => 3 rows
--   [{"id":2}, 
--    {"id":1}, 
--    {"id":3}]

-- a field whose name needs quotes
-- GET /Tide "Log"; --?select="at:time","level, cm","a->b"->k&"level, cm"=gt.10&order="at:time".desc.nullslast
WITH pgrst_source AS (SELECT "harbour"."Tide ""Log""; --"."at:time", "harbour"."Tide ""Log""; --"."level, cm", "harbour"."Tide ""Log""; --"."a->b"->$1 AS "k"
FROM "harbour"."Tide ""Log""; --"
WHERE "harbour"."Tide ""Log""; --"."level, cm" > $2
ORDER BY "harbour"."Tide ""Log""; --"."at:time" DESC NULLS LAST)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "k"
--   $2 = "10"
-- => 2 rows
--   [{"at:time":"12:00","level, cm":40,"k":null}, 
--    {"at:time":"06:00","level, cm":120,"k":1}]

-- or
-- GET /ships?or=(kind.eq.tug,tonnage.gt.4000)
WITH pgrst_source AS (SELECT "harbour"."ships".*
FROM "harbour"."ships"
WHERE ("harbour"."ships"."kind" = $1 OR "harbour"."ships"."tonnage" > $2))
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "tug"
--   $2 = "4000"
-- => 2 rows
--   [{"id":1,"name":"Albatros","kind":"cargo","tonnage":4200,"built":"1998-04-01","papers":{"flag": "DK", "holds": [3, 5]},"flags":["green","blue"],"season":"[2024-03-01,2024-10-01)","story":"carries fat cats","home_port_id":1}, 
--    {"id":2,"name":"Bison","kind":"tug","tonnage":310,"built":"2011-09-30","papers":{"flag": "NO"},"flags":[],"season":null,"story":"pulls and pushes","home_port_id":2}]

-- nested logic with negation
-- GET /ships?not.or=(kind.eq.tug,and(tonnage.gte.100,not.and(id.lt.2,built.is.null)))
WITH pgrst_source AS (SELECT "harbour"."ships".*
FROM "harbour"."ships"
WHERE NOT ("harbour"."ships"."kind" = $1 OR ("harbour"."ships"."tonnage" >= $2 AND NOT ("harbour"."ships"."id" < $3 AND "harbour"."ships"."built" IS NULL))))
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "tug"
--   $2 = "100"
--   $3 = "2"
-- => 0 rows
--   []

-- logic over lists, paths, quotes
-- GET /ports?and=(name.in.("Aarhus","x)y"),place->>lat.not.is.null,or(id.eq.1,country.like.D*))
WITH pgrst_source AS (SELECT "harbour"."ports".*
FROM "harbour"."ports"
WHERE ("harbour"."ports"."name" = ANY($1) AND NOT "harbour"."ports"."place"->>$2 IS NULL AND ("harbour"."ports"."id" = $3 OR "harbour"."ports"."country" LIKE $4)))
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "{\"Aarhus\",\"x)y\"}"
--   $2 = "lat"
--   $3 = "1"
--   $4 = "D%"
-- => 1 rows
--   [{"id":1,"name":"Aarhus","country":"DK","place":{"lat": 56.15, "piers": ["east", "west"]}}]

-- order and its nulls
-- GET /ships?order=tonnage.desc.nullslast,name.asc,id
WITH pgrst_source AS (SELECT "harbour"."ships".*
FROM "harbour"."ships"
ORDER BY "harbour"."ships"."tonnage" DESC NULLS LAST, "harbour"."ships"."name" ASC, "harbour"."ships"."id")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 4 rows
--   [{"id":1,"name":"Albatros","kind":"cargo","tonnage":4200,"built":"1998-04-01","papers":{"flag": "DK", "holds": [3, 5]},"flags":["green","blue"],"season":"[2024-03-01,2024-10-01)","story":"carries fat cats","home_port_id":1}, 
--    {"id":3,"name":"Cormorant","kind":"ferry","tonnage":1800,"built":null,"papers":{},"flags":["blue"],"season":"[2024-01-01,)","story":null,"home_port_id":null}, 
--    {"id":2,"name":"Bison","kind":"tug","tonnage":310,"built":"2011-09-30","papers":{"flag": "NO"},"flags":[],"season":null,"story":"pulls and pushes","home_port_id":2}, 
--    {"id":4,"name":"Dolphin","kind":"ferry","tonnage":null,"built":"1979-01-15","papers":{"flag": "DK"},"flags":["red"],"season":null,"story":"the cat came back","home_port_id":1}]

-- page
-- GET /ships?limit=2&offset=1&order=id
WITH pgrst_source AS (SELECT "harbour"."ships".*
FROM "harbour"."ships"
ORDER BY "harbour"."ships"."id"
LIMIT 2 OFFSET $1)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "1"
-- => 2 rows
--   [{"id":2,"name":"Bison","kind":"tug","tonnage":310,"built":"2011-09-30","papers":{"flag": "NO"},"flags":[],"season":null,"story":"pulls and pushes","home_port_id":2}, 
--    {"id":3,"name":"Cormorant","kind":"ferry","tonnage":1800,"built":null,"papers":{},"flags":["blue"],"season":"[2024-01-01,)","story":null,"home_port_id":null}]

-- page by Range
-- GET /ships?order=id
-- Range-Unit: items
-- Range: 1-2
WITH pgrst_source AS (SELECT "harbour"."ships".*
FROM "harbour"."ships"
ORDER BY "harbour"."ships"."id"
LIMIT 2 OFFSET $1)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "1"
-- => 2 rows
--   [{"id":2,"name":"Bison","kind":"tug","tonnage":310,"built":"2011-09-30","papers":{"flag": "NO"},"flags":[],"season":null,"story":"pulls and pushes","home_port_id":2}, 
--    {"id":3,"name":"Cormorant","kind":"ferry","tonnage":1800,"built":null,"papers":{},"flags":["blue"],"season":"[2024-01-01,)","story":null,"home_port_id":null}]

-- HEAD has no body to build
-- HEAD /ships?id=gt.1
WITH pgrst_source AS (SELECT "harbour"."ships".*
FROM "harbour"."ships"
WHERE "harbour"."ships"."id" > $1)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, ''::text AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "1"
-- => 3 rows
