-- many-to-one
-- GET /berths?select=code,ports(name)
WITH pgrst_source AS (SELECT harbour.berth_code_to_json("harbour"."berths"."code") AS "code", row_to_json("berths_ports_1".*)::jsonb AS "ports"
FROM "harbour"."berths"
LEFT JOIN LATERAL (SELECT "ports_1"."name"
FROM "harbour"."ports" AS "ports_1"
WHERE "ports_1"."id" = "harbour"."berths"."port_id") AS "berths_ports_1" ON TRUE)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 3 rows
--   [{"code":"B-1","ports":{"name": "Aarhus"}}, 
--    {"code":"B-2","ports":{"name": "Aarhus"}}, 
--    {"code":"B-3","ports":{"name": "Bergen"}}]

-- one-to-many
-- GET /ports?select=name,berths(depth)
WITH pgrst_source AS (SELECT "harbour"."ports"."name", COALESCE("ports_berths_1"."ports_berths_1", '[]') AS "berths"
FROM "harbour"."ports"
LEFT JOIN LATERAL (SELECT json_agg("ports_berths_1")::jsonb AS "ports_berths_1"
FROM (SELECT "berths_1"."depth"
FROM "harbour"."berths" AS "berths_1"
WHERE "berths_1"."port_id" = "harbour"."ports"."id") AS "ports_berths_1") AS "ports_berths_1" ON TRUE)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 3 rows
--   [{"name":"Aarhus","berths":[{"depth": 7.5}, {"depth": 4.0}]}, 
--    {"name":"Bergen","berths":[{"depth": 11.0}]}, 
--    {"name":"Cuxhaven","berths":[]}]

-- one-to-one, from both sides
-- GET /ships?select=name,registrations(number)
WITH pgrst_source AS (SELECT "harbour"."ships"."name", row_to_json("ships_registrations_1".*)::jsonb AS "registrations"
FROM "harbour"."ships"
LEFT JOIN LATERAL (SELECT "registrations_1"."number"
FROM "harbour"."registrations" AS "registrations_1"
WHERE "registrations_1"."ship_id" = "harbour"."ships"."id") AS "ships_registrations_1" ON TRUE)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 4 rows
--   [{"name":"Albatros","registrations":{"number": "IMO 1"}}, 
--    {"name":"Cormorant","registrations":{"number": "IMO 3"}}, 
--    {"name":"Bison","registrations":null}, 
--    {"name":"Dolphin","registrations":null}]

-- the other side of one-to-one
-- GET /registrations?select=number,ships(name)
WITH pgrst_source AS (SELECT "harbour"."registrations"."number", row_to_json("registrations_ships_1".*)::jsonb AS "ships"
FROM "harbour"."registrations"
LEFT JOIN LATERAL (SELECT "ships_1"."name"
FROM "harbour"."ships" AS "ships_1"
WHERE "ships_1"."id" = "harbour"."registrations"."ship_id") AS "registrations_ships_1" ON TRUE)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 2 rows
--   [{"number":"IMO 1","ships":{"name": "Albatros"}}, 
--    {"number":"IMO 3","ships":{"name": "Cormorant"}}]

-- many-to-many
-- GET /ships?select=name,sailors(name)
WITH pgrst_source AS (SELECT "harbour"."ships"."name", COALESCE("ships_sailors_1"."ships_sailors_1", '[]') AS "sailors"
FROM "harbour"."ships"
LEFT JOIN LATERAL (SELECT json_agg("ships_sailors_1")::jsonb AS "ships_sailors_1"
FROM (SELECT "harbour"."sailors"."name"
FROM "harbour"."sailors", "harbour"."crew"
WHERE "harbour"."crew"."sailor_id" = "harbour"."sailors"."id" AND "harbour"."crew"."ship_id" = "harbour"."ships"."id") AS "ships_sailors_1") AS "ships_sailors_1" ON TRUE)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 4 rows
--   [{"name":"Albatros","sailors":[{"name": "Ida"}, {"name": "Jens"}]}, 
--    {"name":"Bison","sailors":[]}, 
--    {"name":"Cormorant","sailors":[{"name": "Karin"}]}, 
--    {"name":"Dolphin","sailors":[{"name": "Ida"}]}]

-- many-to-many with hint
-- GET /sailors?select=name,vessels:ships!crew(name,kind)
WITH pgrst_source AS (SELECT "harbour"."sailors"."name", COALESCE("sailors_vessels_1"."sailors_vessels_1", '[]') AS "vessels"
FROM "harbour"."sailors"
LEFT JOIN LATERAL (SELECT json_agg("sailors_vessels_1")::jsonb AS "sailors_vessels_1"
FROM (SELECT "harbour"."ships"."name", "harbour"."ships"."kind"
FROM "harbour"."ships", "harbour"."crew"
WHERE "harbour"."crew"."ship_id" = "harbour"."ships"."id" AND "harbour"."crew"."sailor_id" = "harbour"."sailors"."id") AS "sailors_vessels_1") AS "sailors_vessels_1" ON TRUE)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 3 rows
--   [{"name":"Ida","vessels":[{"kind": "cargo", "name": "Albatros"}, {"kind": "ferry", "name": "Dolphin"}]}, 
--    {"name":"Jens","vessels":[{"kind": "cargo", "name": "Albatros"}]}, 
--    {"name":"Karin","vessels":[{"kind": "ferry", "name": "Cormorant"}]}]

-- the children of a self-reference
-- GET /sailors?select=name,pupils:sailors!mentor_id(name)
WITH pgrst_source AS (SELECT "harbour"."sailors"."name", COALESCE("sailors_pupils_1"."sailors_pupils_1", '[]') AS "pupils"
FROM "harbour"."sailors"
LEFT JOIN LATERAL (SELECT json_agg("sailors_pupils_1")::jsonb AS "sailors_pupils_1"
FROM (SELECT "sailors_1"."name"
FROM "harbour"."sailors" AS "sailors_1"
WHERE "sailors_1"."mentor_id" = "harbour"."sailors"."id") AS "sailors_pupils_1") AS "sailors_pupils_1" ON TRUE)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 3 rows
--   [{"name":"Ida","pupils":[{"name": "Jens"}, {"name": "Karin"}]}, 
--    {"name":"Jens","pupils":[]}, 
--    {"name":"Karin","pupils":[]}]

-- its parent, by column
-- GET /sailors?select=name,mentor:mentor_id(name)
WITH pgrst_source AS (SELECT "harbour"."sailors"."name", row_to_json("sailors_mentor_1".*)::jsonb AS "mentor"
FROM "harbour"."sailors"
LEFT JOIN LATERAL (SELECT "sailors_1"."name"
FROM "harbour"."sailors" AS "sailors_1"
WHERE "sailors_1"."id" = "harbour"."sailors"."mentor_id") AS "sailors_mentor_1" ON TRUE)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 3 rows
--   [{"name":"Ida","mentor":null}, 
--    {"name":"Jens","mentor":{"name": "Ida"}}, 
--    {"name":"Karin","mentor":{"name": "Ida"}}]

-- by constraint
-- GET /voyages?select=id,origin:ports!voyages_from(name),goal:ports!voyages_to(name)
WITH pgrst_source AS (SELECT "harbour"."voyages"."id", row_to_json("voyages_origin_1".*)::jsonb AS "origin", row_to_json("voyages_goal_1".*)::jsonb AS "goal"
FROM "harbour"."voyages"
LEFT JOIN LATERAL (SELECT "ports_1"."name"
FROM "harbour"."ports" AS "ports_1"
WHERE "ports_1"."id" = "harbour"."voyages"."from_port_id") AS "voyages_origin_1" ON TRUE
LEFT JOIN LATERAL (SELECT "ports_1"."name"
FROM "harbour"."ports" AS "ports_1"
WHERE "ports_1"."id" = "harbour"."voyages"."to_port_id") AS "voyages_goal_1" ON TRUE)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 4 rows
--   [{"id":1,"origin":{"name": "Aarhus"},"goal":{"name": "Bergen"}}, 
--    {"id":2,"origin":{"name": "Bergen"},"goal":{"name": "Cuxhaven"}}, 
--    {"id":3,"origin":{"name": "Aarhus"},"goal":{"name": "Aarhus"}}, 
--    {"id":4,"origin":{"name": "Cuxhaven"},"goal":null}]

-- by column
-- GET /voyages?select=id,from_port_id(name)
WITH pgrst_source AS (SELECT "harbour"."voyages"."id", row_to_json("voyages_from_port_id_1".*)::jsonb AS "from_port_id"
FROM "harbour"."voyages"
LEFT JOIN LATERAL (SELECT "ports_1"."name"
FROM "harbour"."ports" AS "ports_1"
WHERE "ports_1"."id" = "harbour"."voyages"."from_port_id") AS "voyages_from_port_id_1" ON TRUE)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 4 rows
--   [{"id":1,"from_port_id":{"name": "Aarhus"}}, 
--    {"id":2,"from_port_id":{"name": "Bergen"}}, 
--    {"id":3,"from_port_id":{"name": "Aarhus"}}, 
--    {"id":4,"from_port_id":{"name": "Cuxhaven"}}]

-- a view's relationship
-- GET /large_ships?select=name,ports(name),voyages(id)
WITH pgrst_source AS (SELECT "harbour"."large_ships"."name", row_to_json("large_ships_ports_1".*)::jsonb AS "ports", COALESCE("large_ships_voyages_1"."large_ships_voyages_1", '[]') AS "voyages"
FROM "harbour"."large_ships"
LEFT JOIN LATERAL (SELECT "ports_1"."name"
FROM "harbour"."ports" AS "ports_1"
WHERE "ports_1"."id" = "harbour"."large_ships"."home_port_id") AS "large_ships_ports_1" ON TRUE
LEFT JOIN LATERAL (SELECT json_agg("large_ships_voyages_1")::jsonb AS "large_ships_voyages_1"
FROM (SELECT "voyages_1"."id"
FROM "harbour"."voyages" AS "voyages_1"
WHERE "voyages_1"."ship_id" = "harbour"."large_ships"."id") AS "large_ships_voyages_1") AS "large_ships_voyages_1" ON TRUE)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 2 rows
--   [{"name":"Albatros","ports":{"name": "Aarhus"},"voyages":[{"id": 1}, {"id": 2}]}, 
--    {"name":"Cormorant","ports":null,"voyages":[{"id": 3}]}]

-- a computed to-one relationship
-- GET /ships?select=name,home(name)
WITH pgrst_source AS (SELECT "harbour"."ships"."name", row_to_json("ships_home_1".*)::jsonb AS "home"
FROM "harbour"."ships"
LEFT JOIN LATERAL (SELECT "ports_1"."name"
FROM "harbour"."home"("ships"::"harbour"."ships") AS "ports_1") AS "ships_home_1" ON TRUE)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 4 rows
--   [{"name":"Albatros","home":{"name": "Aarhus"}}, 
--    {"name":"Bison","home":{"name": "Bergen"}}, 
--    {"name":"Cormorant","home":null}, 
--    {"name":"Dolphin","home":{"name": "Aarhus"}}]

-- a computed to-many relationship
-- GET /ships?select=name,visited(name)
WITH pgrst_source AS (SELECT "harbour"."ships"."name", COALESCE("ships_visited_1"."ships_visited_1", '[]') AS "visited"
FROM "harbour"."ships"
LEFT JOIN LATERAL (SELECT json_agg("ships_visited_1")::jsonb AS "ships_visited_1"
FROM (SELECT "ports_1"."name"
FROM "harbour"."visited"("ships"::"harbour"."ships") AS "ports_1") AS "ships_visited_1") AS "ships_visited_1" ON TRUE)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 4 rows
--   [{"name":"Albatros","visited":[{"name": "Bergen"}, {"name": "Cuxhaven"}]}, 
--    {"name":"Bison","visited":[]}, 
--    {"name":"Cormorant","visited":[{"name": "Aarhus"}]}, 
--    {"name":"Dolphin","visited":[]}]

-- deep
-- GET /ports?select=name,ships(name,crew(rank,sailors(name,mentor:mentor_id(name))))
WITH pgrst_source AS (SELECT "harbour"."ports"."name", COALESCE("ports_ships_1"."ports_ships_1", '[]') AS "ships"
FROM "harbour"."ports"
LEFT JOIN LATERAL (SELECT json_agg("ports_ships_1")::jsonb AS "ports_ships_1"
FROM (SELECT "ships_1"."name", COALESCE("ships_crew_2"."ships_crew_2", '[]') AS "crew"
FROM "harbour"."ships" AS "ships_1"
LEFT JOIN LATERAL (SELECT json_agg("ships_crew_2")::jsonb AS "ships_crew_2"
FROM (SELECT "crew_2"."rank", row_to_json("crew_sailors_3".*)::jsonb AS "sailors"
FROM "harbour"."crew" AS "crew_2"
LEFT JOIN LATERAL (SELECT "sailors_3"."name", row_to_json("sailors_mentor_4".*)::jsonb AS "mentor"
FROM "harbour"."sailors" AS "sailors_3"
LEFT JOIN LATERAL (SELECT "sailors_4"."name"
FROM "harbour"."sailors" AS "sailors_4"
WHERE "sailors_4"."id" = "sailors_3"."mentor_id") AS "sailors_mentor_4" ON TRUE
WHERE "sailors_3"."id" = "crew_2"."sailor_id") AS "crew_sailors_3" ON TRUE
WHERE "crew_2"."ship_id" = "ships_1"."id") AS "ships_crew_2") AS "ships_crew_2" ON TRUE
WHERE "ships_1"."home_port_id" = "harbour"."ports"."id") AS "ports_ships_1") AS "ports_ships_1" ON TRUE)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 3 rows
--   [{"name":"Aarhus","ships":[{"crew": [{"rank": "captain", "sailors": {"name": "Ida", "mentor": null}}, {"rank": "mate", "sailors": {"name": "Jens", "mentor": {"name": "Ida"}}}], "name": "Albatros"}, {"crew": [{"rank": null, "sailors": {"name": "Ida", "mentor": null}}], "name": "Dolphin"}]}, 
--    {"name":"Bergen","ships":[{"crew": [], "name": "Bison"}]}, 
--    {"name":"Cuxhaven","ships":[]}]

-- everything of everything
-- GET /ships?select=*,voyages(*),registrations(*)
WITH pgrst_source AS (SELECT "harbour"."ships".*, COALESCE("ships_voyages_1"."ships_voyages_1", '[]') AS "voyages", row_to_json("ships_registrations_1".*)::jsonb AS "registrations"
FROM "harbour"."ships"
LEFT JOIN LATERAL (SELECT json_agg("ships_voyages_1")::jsonb AS "ships_voyages_1"
FROM (SELECT "voyages_1".*
FROM "harbour"."voyages" AS "voyages_1"
WHERE "voyages_1"."ship_id" = "harbour"."ships"."id") AS "ships_voyages_1") AS "ships_voyages_1" ON TRUE
LEFT JOIN LATERAL (SELECT "registrations_1".*
FROM "harbour"."registrations" AS "registrations_1"
WHERE "registrations_1"."ship_id" = "harbour"."ships"."id") AS "ships_registrations_1" ON TRUE)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 4 rows
--   [{"id":1,"name":"Albatros","kind":"cargo","tonnage":4200,"built":"1998-04-01","papers":{"flag": "DK", "holds": [3, 5]},"flags":["green","blue"],"season":"[2024-03-01,2024-10-01)","story":"carries fat cats","home_port_id":1,"voyages":[{"id": 1, "cargo": 900, "ship_id": 1, "departed": "2024-03-02T08:00:00+00:00", "to_port_id": 2, "from_port_id": 1}, {"id": 2, "cargo": 1100.5, "ship_id": 1, "departed": "2024-03-09T08:00:00+00:00", "to_port_id": 3, "from_port_id": 2}],"registrations":{"number": "IMO 1", "ship_id": 1}}, 
--    {"id":2,"name":"Bison","kind":"tug","tonnage":310,"built":"2011-09-30","papers":{"flag": "NO"},"flags":[],"season":null,"story":"pulls and pushes","home_port_id":2,"voyages":[],"registrations":null}, 
--    {"id":3,"name":"Cormorant","kind":"ferry","tonnage":1800,"built":null,"papers":{},"flags":["blue"],"season":"[2024-01-01,)","story":null,"home_port_id":null,"voyages":[{"id": 3, "cargo": null, "ship_id": 3, "departed": "2024-04-01T10:30:00+00:00", "to_port_id": 1, "from_port_id": 1}],"registrations":{"number": "IMO 3", "ship_id": 3}}, 
--    {"id":4,"name":"Dolphin","kind":"ferry","tonnage":null,"built":"1979-01-15","papers":{"flag": "DK"},"flags":["red"],"season":null,"story":"the cat came back","home_port_id":1,"voyages":[{"id": 4, "cargo": 12, "ship_id": 4, "departed": "2024-04-02T10:30:00+00:00", "to_port_id": null, "from_port_id": 3}],"registrations":null}]

-- filter, order and limit of an embed
-- GET /ports?select=name,ships(name)&ships.kind=eq.ferry&ships.order=name.desc&ships.limit=1&ships.offset=0
WITH pgrst_source AS (SELECT "harbour"."ports"."name", COALESCE("ports_ships_1"."ports_ships_1", '[]') AS "ships"
FROM "harbour"."ports"
LEFT JOIN LATERAL (SELECT json_agg("ports_ships_1")::jsonb AS "ports_ships_1"
FROM (SELECT "ships_1"."name"
FROM "harbour"."ships" AS "ships_1"
WHERE "ships_1"."kind" = $1 AND "ships_1"."home_port_id" = "harbour"."ports"."id"
ORDER BY "ships_1"."name" DESC
LIMIT 1) AS "ports_ships_1") AS "ports_ships_1" ON TRUE)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "ferry"
-- => 3 rows
--   [{"name":"Aarhus","ships":[{"name": "Dolphin"}]}, 
--    {"name":"Bergen","ships":[]}, 
--    {"name":"Cuxhaven","ships":[]}]

-- logic of an embed
-- GET /ports?select=name,ships(name)&ships.or=(kind.eq.tug,tonnage.gt.1000)
WITH pgrst_source AS (SELECT "harbour"."ports"."name", COALESCE("ports_ships_1"."ports_ships_1", '[]') AS "ships"
FROM "harbour"."ports"
LEFT JOIN LATERAL (SELECT json_agg("ports_ships_1")::jsonb AS "ports_ships_1"
FROM (SELECT "ships_1"."name"
FROM "harbour"."ships" AS "ships_1"
WHERE ("ships_1"."kind" = $1 OR "ships_1"."tonnage" > $2) AND "ships_1"."home_port_id" = "harbour"."ports"."id") AS "ports_ships_1") AS "ports_ships_1" ON TRUE)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "tug"
--   $2 = "1000"
-- => 3 rows
--   [{"name":"Aarhus","ships":[{"name": "Albatros"}]}, 
--    {"name":"Bergen","ships":[{"name": "Bison"}]}, 
--    {"name":"Cuxhaven","ships":[]}]

-- filter of an embed's embed
-- GET /ports?select=name,ships(name,voyages(id))&ships.voyages.cargo=gt.100
WITH pgrst_source AS (SELECT "harbour"."ports"."name", COALESCE("ports_ships_1"."ports_ships_1", '[]') AS "ships"
FROM "harbour"."ports"
LEFT JOIN LATERAL (SELECT json_agg("ports_ships_1")::jsonb AS "ports_ships_1"
FROM (SELECT "ships_1"."name", COALESCE("ships_voyages_2"."ships_voyages_2", '[]') AS "voyages"
FROM "harbour"."ships" AS "ships_1"
LEFT JOIN LATERAL (SELECT json_agg("ships_voyages_2")::jsonb AS "ships_voyages_2"
FROM (SELECT "voyages_2"."id"
FROM "harbour"."voyages" AS "voyages_2"
WHERE "voyages_2"."cargo" > $1 AND "voyages_2"."ship_id" = "ships_1"."id") AS "ships_voyages_2") AS "ships_voyages_2" ON TRUE
WHERE "ships_1"."home_port_id" = "harbour"."ports"."id") AS "ports_ships_1") AS "ports_ships_1" ON TRUE)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "100"
-- => 3 rows
--   [{"name":"Aarhus","ships":[{"name": "Albatros", "voyages": [{"id": 1}, {"id": 2}]}, {"name": "Dolphin", "voyages": []}]}, 
--    {"name":"Bergen","ships":[{"name": "Bison", "voyages": []}]}, 
--    {"name":"Cuxhaven","ships":[]}]

-- inner
-- GET /ports?select=name,ships!inner(name)&ships.kind=eq.ferry
WITH pgrst_source AS (SELECT "harbour"."ports"."name", COALESCE("ports_ships_1"."ports_ships_1", '[]') AS "ships"
FROM "harbour"."ports"
INNER JOIN LATERAL (SELECT json_agg("ports_ships_1")::jsonb AS "ports_ships_1"
FROM (SELECT "ships_1"."name"
FROM "harbour"."ships" AS "ships_1"
WHERE "ships_1"."kind" = $1 AND "ships_1"."home_port_id" = "harbour"."ports"."id") AS "ports_ships_1") AS "ports_ships_1" ON "ports_ships_1" IS NOT NULL)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "ferry"
-- => 1 rows
--   [{"name":"Aarhus","ships":[{"name": "Dolphin"}]}]

-- inner to-one
-- GET /ships?select=name,ports!inner(name)&ports.country=eq.DK
WITH pgrst_source AS (SELECT "harbour"."ships"."name", row_to_json("ships_ports_1".*)::jsonb AS "ports"
FROM "harbour"."ships"
INNER JOIN LATERAL (SELECT "ports_1"."name"
FROM "harbour"."ports" AS "ports_1"
WHERE "ports_1"."country" = $1 AND "ports_1"."id" = "harbour"."ships"."home_port_id") AS "ships_ports_1" ON TRUE)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "DK"
-- => 2 rows
--   [{"name":"Albatros","ports":{"name": "Aarhus"}}, 
--    {"name":"Dolphin","ports":{"name": "Aarhus"}}]

-- explicitly left
-- GET /ships?select=name,ports!left(name)
WITH pgrst_source AS (SELECT "harbour"."ships"."name", row_to_json("ships_ports_1".*)::jsonb AS "ports"
FROM "harbour"."ships"
LEFT JOIN LATERAL (SELECT "ports_1"."name"
FROM "harbour"."ports" AS "ports_1"
WHERE "ports_1"."id" = "harbour"."ships"."home_port_id") AS "ships_ports_1" ON TRUE)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 4 rows
--   [{"name":"Albatros","ports":{"name": "Aarhus"}}, 
--    {"name":"Bison","ports":{"name": "Bergen"}}, 
--    {"name":"Cormorant","ports":null}, 
--    {"name":"Dolphin","ports":{"name": "Aarhus"}}]

-- inner with hint
-- GET /voyages?select=id,goal:ports!voyages_to!inner(name)&goal.name=like.B*
WITH pgrst_source AS (SELECT "harbour"."voyages"."id", row_to_json("voyages_goal_1".*)::jsonb AS "goal"
FROM "harbour"."voyages"
INNER JOIN LATERAL (SELECT "ports_1"."name"
FROM "harbour"."ports" AS "ports_1"
WHERE "ports_1"."name" LIKE $1 AND "ports_1"."id" = "harbour"."voyages"."to_port_id") AS "voyages_goal_1" ON TRUE)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "B%"
-- => 1 rows
--   [{"id":1,"goal":{"name": "Bergen"}}]

-- empty embed
-- GET /ships?select=name,ports!inner()&ports.name=eq.Aarhus
WITH pgrst_source AS (SELECT "harbour"."ships"."name"
FROM "harbour"."ships"
INNER JOIN LATERAL (SELECT "ports_1".*
FROM "harbour"."ports" AS "ports_1"
WHERE "ports_1"."name" = $1 AND "ports_1"."id" = "harbour"."ships"."home_port_id") AS "ships_ports_1" ON TRUE)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "Aarhus"
-- => 2 rows
--   [{"name":"Albatros"}, 
--    {"name":"Dolphin"}]

-- no rows of an embed
-- GET /ships?select=name,voyages(id)&voyages=is.null
WITH pgrst_source AS (SELECT "harbour"."ships"."name", COALESCE("ships_voyages_1"."ships_voyages_1", '[]') AS "voyages"
FROM "harbour"."ships"
LEFT JOIN LATERAL (SELECT json_agg("ships_voyages_1")::jsonb AS "ships_voyages_1"
FROM (SELECT "voyages_1"."id"
FROM "harbour"."voyages" AS "voyages_1"
WHERE "voyages_1"."ship_id" = "harbour"."ships"."id") AS "ships_voyages_1") AS "ships_voyages_1" ON TRUE
WHERE "ships_voyages_1" IS NOT DISTINCT FROM NULL)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 1 rows
--   [{"name":"Bison","voyages":[]}]

-- some rows of an embed
-- GET /ships?select=name,voyages(id)&voyages=not.is.null&voyages.cargo=gt.1000
WITH pgrst_source AS (SELECT "harbour"."ships"."name", COALESCE("ships_voyages_1"."ships_voyages_1", '[]') AS "voyages"
FROM "harbour"."ships"
LEFT JOIN LATERAL (SELECT json_agg("ships_voyages_1")::jsonb AS "ships_voyages_1"
FROM (SELECT "voyages_1"."id"
FROM "harbour"."voyages" AS "voyages_1"
WHERE "voyages_1"."cargo" > $1 AND "voyages_1"."ship_id" = "harbour"."ships"."id") AS "ships_voyages_1") AS "ships_voyages_1" ON TRUE
WHERE "ships_voyages_1" IS DISTINCT FROM NULL)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "1000"
-- => 1 rows
--   [{"name":"Albatros","voyages":[{"id": 2}]}]

-- null embeds within logic
-- GET /ships?select=name,voyages(),ports(name)&or=(voyages.is.null,and(ports.not.is.null,id.lt.3))
WITH pgrst_source AS (SELECT "harbour"."ships"."name", row_to_json("ships_ports_1".*)::jsonb AS "ports"
FROM "harbour"."ships"
LEFT JOIN LATERAL (SELECT json_agg("ships_voyages_1")::jsonb AS "ships_voyages_1"
FROM (SELECT "voyages_1".*
FROM "harbour"."voyages" AS "voyages_1"
WHERE "voyages_1"."ship_id" = "harbour"."ships"."id") AS "ships_voyages_1") AS "ships_voyages_1" ON TRUE
LEFT JOIN LATERAL (SELECT "ports_1"."name"
FROM "harbour"."ports" AS "ports_1"
WHERE "ports_1"."id" = "harbour"."ships"."home_port_id") AS "ships_ports_1" ON TRUE
WHERE ("ships_voyages_1" IS NOT DISTINCT FROM NULL OR ("ships_ports_1" IS DISTINCT FROM NULL AND "harbour"."ships"."id" < $1)))
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "3"
-- => 2 rows
--   [{"name":"Albatros","ports":{"name": "Aarhus"}}, 
--    {"name":"Bison","ports":{"name": "Bergen"}}]

-- order by a to-one embed
-- GET /ships?select=name,ports(name)&order=ports(name).desc.nullslast,name
WITH pgrst_source AS (SELECT "harbour"."ships"."name", row_to_json("ships_ports_1".*)::jsonb AS "ports"
FROM "harbour"."ships"
LEFT JOIN LATERAL (SELECT "ports_1"."name"
FROM "harbour"."ports" AS "ports_1"
WHERE "ports_1"."id" = "harbour"."ships"."home_port_id") AS "ships_ports_1" ON TRUE
ORDER BY "ships_ports_1"."name" DESC NULLS LAST, "harbour"."ships"."name")
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 4 rows
--   [{"name":"Bison","ports":{"name": "Bergen"}}, 
--    {"name":"Albatros","ports":{"name": "Aarhus"}}, 
--    {"name":"Dolphin","ports":{"name": "Aarhus"}}, 
--    {"name":"Cormorant","ports":null}]

-- order by a path in it
-- GET /ships?select=name,ports(id,place)&order=ports(place->>lat)
WITH pgrst_source AS (SELECT "harbour"."ships"."name", row_to_json("ships_ports_1".*)::jsonb AS "ports"
FROM "harbour"."ships"
LEFT JOIN LATERAL (SELECT "ports_1"."id", "ports_1"."place"
FROM "harbour"."ports" AS "ports_1"
WHERE "ports_1"."id" = "harbour"."ships"."home_port_id") AS "ships_ports_1" ON TRUE
ORDER BY "ships_ports_1"."place"->>$1)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
--   $1 = "lat"
-- => 4 rows
--   [{"name":"Albatros","ports":{"id": 1, "place": {"lat": 56.15, "piers": ["east", "west"]}}}, 
--    {"name":"Dolphin","ports":{"id": 1, "place": {"lat": 56.15, "piers": ["east", "west"]}}}, 
--    {"name":"Bison","ports":{"id": 2, "place": {"lat": 60.39, "piers": []}}}, 
--    {"name":"Cormorant","ports":null}]

-- to-one spread
-- GET /ships?select=name,...ports(port:name,country)
WITH pgrst_source AS (SELECT "harbour"."ships"."name", "ships_ports_1"."port", "ships_ports_1"."country"
FROM "harbour"."ships"
LEFT JOIN LATERAL (SELECT "ports_1"."name" AS "port", "ports_1"."country"
FROM "harbour"."ports" AS "ports_1"
WHERE "ports_1"."id" = "harbour"."ships"."home_port_id") AS "ships_ports_1" ON TRUE)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 4 rows
--   [{"name":"Albatros","port":"Aarhus","country":"DK"}, 
--    {"name":"Bison","port":"Bergen","country":"NO"}, 
--    {"name":"Cormorant","port":null,"country":null}, 
--    {"name":"Dolphin","port":"Aarhus","country":"DK"}]

-- spread within spread
-- GET /registrations?select=number,...ships(name,...ports(port:name))
WITH pgrst_source AS (SELECT "harbour"."registrations"."number", "registrations_ships_1"."name", "registrations_ships_1"."port"
FROM "harbour"."registrations"
LEFT JOIN LATERAL (SELECT "ships_1"."name", "ships_ports_2"."port"
FROM "harbour"."ships" AS "ships_1"
LEFT JOIN LATERAL (SELECT "ports_2"."name" AS "port"
FROM "harbour"."ports" AS "ports_2"
WHERE "ports_2"."id" = "ships_1"."home_port_id") AS "ships_ports_2" ON TRUE
WHERE "ships_1"."id" = "harbour"."registrations"."ship_id") AS "registrations_ships_1" ON TRUE)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 2 rows
--   [{"number":"IMO 1","name":"Albatros","port":"Aarhus"}, 
--    {"number":"IMO 3","name":"Cormorant","port":null}]

-- spread with an embed inside
-- GET /registrations?select=number,...ships(name,voyages(id))
WITH pgrst_source AS (SELECT "harbour"."registrations"."number", "registrations_ships_1"."name", "registrations_ships_1"."voyages"
FROM "harbour"."registrations"
LEFT JOIN LATERAL (SELECT "ships_1"."name", COALESCE("ships_voyages_2"."ships_voyages_2", '[]') AS "voyages"
FROM "harbour"."ships" AS "ships_1"
LEFT JOIN LATERAL (SELECT json_agg("ships_voyages_2")::jsonb AS "ships_voyages_2"
FROM (SELECT "voyages_2"."id"
FROM "harbour"."voyages" AS "voyages_2"
WHERE "voyages_2"."ship_id" = "ships_1"."id") AS "ships_voyages_2") AS "ships_voyages_2" ON TRUE
WHERE "ships_1"."id" = "harbour"."registrations"."ship_id") AS "registrations_ships_1" ON TRUE)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 2 rows
--   [{"number":"IMO 1","name":"Albatros","voyages":[{"id": 1}, {"id": 2}]}, 
--    {"number":"IMO 3","name":"Cormorant","voyages":[{"id": 3}]}]

-- to-many spread
-- GET /ports?select=name,...ships(ship:name,kind)
WITH pgrst_source AS (SELECT "harbour"."ports"."name", "ports_ships_1"."ship", "ports_ships_1"."kind"
FROM "harbour"."ports"
LEFT JOIN LATERAL (SELECT json_agg("ports_ships_1")::jsonb AS "ports_ships_1", COALESCE(json_agg("ports_ships_1"."ship"), '[]')::jsonb AS "ship", COALESCE(json_agg("ports_ships_1"."kind"), '[]')::jsonb AS "kind"
FROM (SELECT "ships_1"."name" AS "ship", "ships_1"."kind"
FROM "harbour"."ships" AS "ships_1"
WHERE "ships_1"."home_port_id" = "harbour"."ports"."id") AS "ports_ships_1") AS "ports_ships_1" ON TRUE)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 3 rows
--   [{"name":"Aarhus","ship":["Albatros", "Dolphin"],"kind":["cargo", "ferry"]}, 
--    {"name":"Bergen","ship":["Bison"],"kind":["tug"]}, 
--    {"name":"Cuxhaven","ship":[],"kind":[]}]

-- to-many spread, ordered
-- GET /ports?select=name,...ships(ship:name)&ships.order=tonnage.desc.nullslast,name
WITH pgrst_source AS (SELECT "harbour"."ports"."name", "ports_ships_1"."ship"
FROM "harbour"."ports"
LEFT JOIN LATERAL (SELECT json_agg("ports_ships_1")::jsonb AS "ports_ships_1", COALESCE(json_agg("ports_ships_1"."ship"
ORDER BY "ports_ships_1"."ports_ships_1_tonnage_1" DESC NULLS LAST, "ports_ships_1"."ports_ships_1_name_2"), '[]')::jsonb AS "ship"
FROM (SELECT "ships_1"."name" AS "ship", "ships_1"."tonnage" AS "ports_ships_1_tonnage_1", "ships_1"."name" AS "ports_ships_1_name_2"
FROM "harbour"."ships" AS "ships_1"
WHERE "ships_1"."home_port_id" = "harbour"."ports"."id") AS "ports_ships_1") AS "ports_ships_1" ON TRUE)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 3 rows
--   [{"name":"Aarhus","ship":["Albatros", "Dolphin"]}, 
--    {"name":"Bergen","ship":["Bison"]}, 
--    {"name":"Cuxhaven","ship":[]}]

-- many-to-many spread
-- GET /ships?select=name,...sailors(crew:name)&sailors.order=name
WITH pgrst_source AS (SELECT "harbour"."ships"."name", "ships_sailors_1"."crew"
FROM "harbour"."ships"
LEFT JOIN LATERAL (SELECT json_agg("ships_sailors_1")::jsonb AS "ships_sailors_1", COALESCE(json_agg("ships_sailors_1"."crew"
ORDER BY "ships_sailors_1"."ships_sailors_1_name_1"), '[]')::jsonb AS "crew"
FROM (SELECT "harbour"."sailors"."name" AS "crew", "harbour"."sailors"."name" AS "ships_sailors_1_name_1"
FROM "harbour"."sailors", "harbour"."crew"
WHERE "harbour"."crew"."sailor_id" = "harbour"."sailors"."id" AND "harbour"."crew"."ship_id" = "harbour"."ships"."id") AS "ships_sailors_1") AS "ships_sailors_1" ON TRUE)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 4 rows
--   [{"name":"Albatros","crew":["Ida", "Jens"]}, 
--    {"name":"Bison","crew":[]}, 
--    {"name":"Cormorant","crew":["Karin"]}, 
--    {"name":"Dolphin","crew":["Ida"]}]

-- to-many spread, ordered by a nested to-one embed
-- GET /ports?select=name,...berths(depth,...ports(country))&berths.order=ports(country).desc
WITH pgrst_source AS (SELECT "harbour"."ports"."name", "ports_berths_1"."depth", "ports_berths_1"."country"
FROM "harbour"."ports"
LEFT JOIN LATERAL (SELECT json_agg("ports_berths_1")::jsonb AS "ports_berths_1", COALESCE(json_agg("ports_berths_1"."depth"
ORDER BY "ports_berths_1"."ports_berths_1_country_1" DESC), '[]')::jsonb AS "depth", COALESCE(json_agg("ports_berths_1"."country"
ORDER BY "ports_berths_1"."ports_berths_1_country_1" DESC), '[]')::jsonb AS "country"
FROM (SELECT "berths_1"."depth", "berths_ports_2"."country" AS "ports_berths_1_country_1", "berths_ports_2"."country"
FROM "harbour"."berths" AS "berths_1"
LEFT JOIN LATERAL (SELECT "ports_2"."country"
FROM "harbour"."ports" AS "ports_2"
WHERE "ports_2"."id" = "berths_1"."port_id") AS "berths_ports_2" ON TRUE
WHERE "berths_1"."port_id" = "harbour"."ports"."id") AS "ports_berths_1") AS "ports_berths_1" ON TRUE)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 3 rows
--   [{"name":"Aarhus","depth":[7.5, 4.0],"country":["DK", "DK"]}, 
--    {"name":"Bergen","depth":[11.0],"country":["NO"]}, 
--    {"name":"Cuxhaven","depth":[],"country":[]}]

-- spread of everything to-many
-- GET /ports?select=name,...berths(*)
WITH pgrst_source AS (SELECT "harbour"."ports"."name", "ports_berths_1"."code", "ports_berths_1"."port_id", "ports_berths_1"."depth"
FROM "harbour"."ports"
LEFT JOIN LATERAL (SELECT json_agg("ports_berths_1")::jsonb AS "ports_berths_1", COALESCE(json_agg("ports_berths_1"."code"), '[]')::jsonb AS "code", COALESCE(json_agg("ports_berths_1"."port_id"), '[]')::jsonb AS "port_id", COALESCE(json_agg("ports_berths_1"."depth"), '[]')::jsonb AS "depth"
FROM (SELECT harbour.berth_code_to_json("berths_1"."code") AS "code", "berths_1"."port_id", "berths_1"."depth"
FROM "harbour"."berths" AS "berths_1"
WHERE "berths_1"."port_id" = "harbour"."ports"."id") AS "ports_berths_1") AS "ports_berths_1" ON TRUE)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 3 rows
--   [{"name":"Aarhus","code":["B-1", "B-2"],"port_id":[1, 1],"depth":[7.5, 4.0]}, 
--    {"name":"Bergen","code":["B-3"],"port_id":[2],"depth":[11.0]}, 
--    {"name":"Cuxhaven","code":[],"port_id":[],"depth":[]}]

-- a table that only works quoted
-- GET /Tide "Log"; --?select="at:time","ship(id)"(name)
WITH pgrst_source AS (SELECT "harbour"."Tide ""Log""; --"."at:time", row_to_json("Tide ""Log""; --_ship(id)_1".*)::jsonb AS "ship(id)"
FROM "harbour"."Tide ""Log""; --"
LEFT JOIN LATERAL (SELECT "ships_1"."name"
FROM "harbour"."ships" AS "ships_1"
WHERE "ships_1"."id" = "harbour"."Tide ""Log""; --"."ship(id)") AS "Tide ""Log""; --_ship(id)_1" ON TRUE)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 2 rows
--   [{"at:time":"06:00","ship(id)":{"name": "Albatros"}}, 
--    {"at:time":"12:00","ship(id)":null}]

-- the same as the root of a computed column's row
-- GET /ports?select=id,ships(title)
WITH pgrst_source AS (SELECT "harbour"."ports"."id", COALESCE("ports_ships_1"."ports_ships_1", '[]') AS "ships"
FROM "harbour"."ports"
LEFT JOIN LATERAL (SELECT json_agg("ports_ships_1")::jsonb AS "ports_ships_1"
FROM (SELECT "ships_1"."title"
FROM "harbour"."ships" AS "ships_1"
WHERE "ships_1"."home_port_id" = "harbour"."ports"."id") AS "ports_ships_1") AS "ports_ships_1" ON TRUE)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 3 rows
--   [{"id":1,"ships":[{"title": "cargo Albatros"}, {"title": "ferry Dolphin"}]}, 
--    {"id":2,"ships":[{"title": "tug Bison"}]}, 
--    {"id":3,"ships":[]}]

-- a tested to-one embed with embeds of its own is planned by itself
-- GET /registrations?select=number,ships(name,ports(name))&ships=not.is.null
WITH pgrst_source AS (SELECT "harbour"."registrations"."number", row_to_json("registrations_ships_1".*)::jsonb AS "ships"
FROM "harbour"."registrations"
LEFT JOIN LATERAL (SELECT "ships_1"."name", row_to_json("ships_ports_2".*)::jsonb AS "ports"
FROM "harbour"."ships" AS "ships_1"
LEFT JOIN LATERAL (SELECT "ports_2"."name"
FROM "harbour"."ports" AS "ports_2"
WHERE "ports_2"."id" = "ships_1"."home_port_id") AS "ships_ports_2" ON TRUE
WHERE "ships_1"."id" = "harbour"."registrations"."ship_id") AS "registrations_ships_1" ON TRUE
WHERE "registrations_ships_1" IS DISTINCT FROM NULL)
SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), '[]') AS body, nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status, NULL::text AS response_inserted
FROM (SELECT *
FROM pgrst_source) _postgrest_t;
-- => 2 rows
--   [{"number":"IMO 1","ships":{"name": "Albatros", "ports": {"name": "Aarhus"}}}, 
--    {"number":"IMO 3","ships":{"name": "Cormorant", "ports": null}}]
