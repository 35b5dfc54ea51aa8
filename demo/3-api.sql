-- What clients see: the schema api, with a view for each table, a table with row-level security, and functions.
-- The comments of its objects become the documentation at the API's root (OpenAPI).

-- Roles belong to the whole server, so they may be there already.
do $$
begin
  -- Requests without a token run as this role.
  if not exists (select from pg_roles where rolname = 'web_anon') then
    create role web_anon nologin;
  end if;
  -- Requests with a token whose claim "role" is "editor" run as this one.
  if not exists (select from pg_roles where rolname = 'editor') then
    create role editor nologin;
  end if;
end
$$;

create schema api;

-- First line: title of the API. The rest: its description.
comment on schema api is
$$Exploration of the solar system

Planets, moons and smaller bodies, and the missions that visited them between 1959 and 2024.$$;

-- Views keep the tables' relationships: they can be embedded in each other like the tables behind them.

create view api.agencies as select id, name, abbreviation, country, founded_in from solar.agencies;

comment on view api.agencies is 'Space agencies that led a mission';
comment on column api.agencies.abbreviation is 'Common short name, if there is one';
comment on column api.agencies.founded_in is 'Year';

create view api.bodies as
  select id, name, kind, orbits_id, mean_radius_km, orbital_period_days, discovered_in, discoverers from solar.bodies;

comment on view api.bodies is
$$The Sun, planets, moons, asteroids and comets

A body orbits another one, which is in this view as well.$$;
comment on column api.bodies.orbits_id is 'The body that this one orbits';
comment on column api.bodies.mean_radius_km is 'Kilometres';
comment on column api.bodies.orbital_period_days is 'Sidereal, in days of 24 hours; null where no single value is settled';
comment on column api.bodies.discovered_in is 'Year; null for bodies known since prehistory';
comment on column api.bodies.discoverers is 'People, or the survey, in no particular order';

create view api.missions as select id, name, agency_id, crewed from solar.missions;

comment on view api.missions is 'Missions to bodies of the solar system';
comment on column api.missions.agency_id is 'The agency in the lead';
comment on column api.missions.crewed is 'Whether people were on board';

create view api.launches as select mission_id, launched_on, rocket, site from solar.launches;

comment on view api.launches is 'The launch of each mission';
comment on column api.launches.launched_on is 'Day, UTC';

create view api.spacecraft as select id, mission_id, name, role from solar.spacecraft;

comment on view api.spacecraft is 'Craft of missions that consisted of several, or are known by another name';

create view api.visits as select mission_id, body_id, arrived_on, kind from solar.visits;

comment on view api.visits is 'Arrivals of missions at bodies';
comment on column api.visits.arrived_on is 'Day, UTC, of the closest approach, the orbit insertion or the touchdown';

-- A function of one row is a computed column: /bodies?select=name,diameter_km
create function api.diameter_km(api.bodies) returns numeric
  language sql immutable
  as $$ select 2 * $1.mean_radius_km $$;

comment on function api.diameter_km is 'Twice the mean radius, in kilometres';

-- A function from one row to rows is a computed relationship: /bodies?select=name,moons(name)&kind=eq.planet
create function api.moons(api.bodies) returns setof api.bodies
  language sql stable
  as $$ select bodies.* from api.bodies where bodies.orbits_id = $1.id and bodies.kind = 'moon' $$;

comment on function api.moons is 'The moons in this database that orbit the body';

-- A function that returns rows of a view can be filtered, ordered and embedded like that view:
-- /rpc/missions_to?body=Mars&crewed=is.false&select=name,agencies(name)
create function api.missions_to(body text) returns setof api.missions
  language sql stable
  as $$
    select missions.*
    from api.missions
    where exists (
      select
      from api.visits join api.bodies on bodies.id = visits.body_id
      where visits.mission_id = missions.id and bodies.name = missions_to.body
    )
  $$;

comment on function api.missions_to is 'Missions that visited the body of this name';

-- A function that returns one value: /rpc/first_visit?body=Pluto
create function api.first_visit(body text) returns date
  language sql stable
  as $$
    select min(arrived_on)
    from api.visits join api.bodies on bodies.id = visits.body_id
    where bodies.name = first_visit.body
  $$;

comment on function api.first_visit is 'Day of the first arrival at the body of this name; null when there was none';

-- Facts that editors collect. This table is exposed itself: row-level security decides who sees and changes what.
create table api.facts (
  id integer primary key generated always as identity,
  body_id integer not null references solar.bodies,
  text text not null check (text <> ''),
  reviewed boolean not null default false,
  -- Whoever is named by the claim "sub" of the token.
  author text not null default coalesce(current_setting('request.jwt.claims', true)::json ->> 'sub', current_user)
);

create index on api.facts (body_id);

comment on table api.facts is
$$Remarkable things about bodies

Everybody sees the reviewed ones. Editors see all, add new ones and change their own.$$;
comment on column api.facts.author is 'Subject of the token that added it';

alter table api.facts enable row level security;

create policy reviewed_for_everybody on api.facts for select to web_anon using (reviewed);
create policy all_for_editors on api.facts for select to editor using (true);
create policy editors_add_their_own on api.facts for insert to editor
  with check (author = current_setting('request.jwt.claims', true)::json ->> 'sub');
create policy editors_change_their_own on api.facts for update to editor
  using (author = current_setting('request.jwt.claims', true)::json ->> 'sub');
create policy editors_delete_their_own on api.facts for delete to editor
  using (author = current_setting('request.jwt.claims', true)::json ->> 'sub');

insert into api.facts (body_id, text, reviewed, author)
select bodies.id, facts.text, reviewed, author
from (
  values
    ('Mercury', 'Mercury turns three times about its axis while it goes twice round the Sun.', true, 'ada'),
    ('Venus', 'A day on Venus, from noon to noon, lasts about 117 Earth days.', true, 'ada'),
    ('Mars', 'Olympus Mons on Mars rises about 22 kilometres above the average level of the planet.', true, 'carl'),
    ('Jupiter', 'Jupiter has more than twice the mass of all the other planets together.', true, 'carl'),
    ('Saturn', 'The mean density of Saturn is lower than that of water.', true, 'ada'),
    ('Uranus', 'The axis of Uranus is tilted by about 98 degrees.', true, 'carl'),
    ('Neptune', 'Neptune was found within one degree of the place that had been calculated for it.', true, 'ada'),
    ('Ganymede', 'Ganymede is larger than Mercury.', true, 'carl'),
    ('Io', 'Io is the body with the most active volcanoes known.', true, 'ada'),
    ('Titan', 'Titan is the only moon with a dense atmosphere.', true, 'carl'),
    ('Dimorphos', 'The impact of DART shortened the orbit of Dimorphos by about half an hour.', true, 'ada'),
    ('Triton', 'Triton orbits Neptune against the direction in which the planet turns.', false, 'ada'),
    ('Hyperion', 'Hyperion tumbles: its rotation is chaotic.', false, 'carl')
) as facts (body, text, reviewed, author)
join solar.bodies on bodies.name = body
order by bodies.id;

grant usage on schema api to web_anon, editor;
grant select on all tables in schema api to web_anon, editor;
grant insert (body_id, text, reviewed), update (text, reviewed), delete on api.facts to editor;

-- A server that runs on this database already reads its structure again.
notify pgrst, 'reload schema';
