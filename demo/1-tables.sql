-- The demo database: exploration of the solar system, 1959 to 2024.
--
-- This file makes the private tables, 2-data.sql fills them, 3-api.sql exposes them. They need PostgreSQL 14 or later,
-- an empty database and a superuser:  cat demo/*.sql | psql my_database
--
-- Dates are UTC; missions are those launched by the end of 2024 (a selection).

-- Nobody but the owner reaches this schema. What clients may see is decided by the views in the schema api.
create schema solar;

create type solar.body_kind as enum ('star', 'planet', 'dwarf planet', 'moon', 'asteroid', 'comet');
create type solar.visit_kind as enum ('flyby', 'orbit', 'landing', 'impact');

create table solar.agencies (
  id integer primary key,
  name text not null unique,
  abbreviation text unique,
  country text not null,
  founded_in integer
);

-- A body can orbit another one: a relationship of the table with itself.
create table solar.bodies (
  id integer primary key,
  name text not null unique,
  kind solar.body_kind not null,
  orbits_id integer references solar.bodies,
  mean_radius_km numeric not null check (mean_radius_km > 0),
  orbital_period_days numeric check (orbital_period_days > 0),
  discovered_in integer,
  discoverers text[] not null default '{}'
);

-- Many missions have one agency, the one in the lead.
create table solar.missions (
  id integer primary key,
  name text not null unique,
  agency_id integer not null references solar.agencies,
  crewed boolean not null
);

-- One launch for each mission: the primary key is the foreign key, so the relationship is one to one.
create table solar.launches (
  mission_id integer primary key references solar.missions,
  launched_on date not null,
  rocket text not null,
  site text not null
);

-- One mission has many spacecraft.
create table solar.spacecraft (
  id integer primary key generated always as identity,
  mission_id integer not null references solar.missions,
  name text not null,
  role text not null
);

-- Missions visit many bodies, and bodies are visited by many missions. Both foreign keys are part of the primary key,
-- which makes this the junction of a many-to-many relationship.
create table solar.visits (
  mission_id integer not null references solar.missions,
  body_id integer not null references solar.bodies,
  arrived_on date not null,
  kind solar.visit_kind not null,
  primary key (mission_id, body_id, arrived_on, kind)
);

-- PostgreSQL makes no indexes for foreign keys by itself; embedding follows them in this direction, too.
create index on solar.bodies (orbits_id);
create index on solar.missions (agency_id);
create index on solar.spacecraft (mission_id);
create index on solar.visits (body_id);
