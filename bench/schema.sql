-- What the benchmarks read and write. Loaded by a superuser into an empty database.

do $$
begin
  if not exists (select from pg_roles where rolname = 'bench_gate') then
    create role bench_anon nologin;
    create role bench_keeper nologin;
    -- PostgREST's way: a role without rights of its own that may become the others.
    create role bench_gate login noinherit password 'bench_gate';
    grant bench_anon, bench_keeper to bench_gate;
    -- The hand-written way: one role that may do it all.
    create role bench_direct login password 'bench_direct';
    -- pgbench prepares statements before it becomes another role.
    grant bench_anon, bench_keeper to bench_direct;
  end if;
end
$$;

create schema bench;

create table bench.lighthouses (
  id integer primary key,
  name text not null,
  region text not null,
  height_m real not null,
  built integer not null,
  position jsonb not null,
  signals text[] not null
);

insert into bench.lighthouses
select
  n,
  'Lighthouse ' || n,
  'region-' || n % 2000,
  10 + n % 70,
  1750 + n % 250,
  jsonb_build_object('latitude', round((n % 180 - 90 + 0.125)::numeric, 4), 'longitude', n % 360 - 180, 'datum', 'WGS84'),
  array['Fl W ' || n % 20 || 's', 'Racon', 'Horn ' || n % 3]
from generate_series(1, 100000) as n;

create index on bench.lighthouses (region);

create table bench.keepers (
  id integer primary key,
  lighthouse_id integer not null references bench.lighthouses,
  name text not null,
  since integer not null
);

insert into bench.keepers
select 5 * lighthouse + place, lighthouse, 'Keeper ' || 5 * lighthouse + place, 1900 + (lighthouse * 7 + place * 13) % 100
from generate_series(1, 2000) as lighthouse, generate_series(0, 4) as place;

create index on bench.keepers (lighthouse_id);

create table bench.visits (
  id bigint generated always as identity primary key,
  lighthouse_id integer not null,
  visitor text not null,
  note text
);

create table bench.counters (
  id integer primary key,
  value bigint not null
);

insert into bench.counters select n, 0 from generate_series(1, 1000) as n;

-- 64 columns, to see what a column costs.
do $$
begin
  execute 'create table bench.wide (id integer primary key, '
    || (select string_agg(format('c%s integer not null default %s', n, n), ', ') from generate_series(1, 64) as n) || ')';
  execute 'insert into bench.wide select n from generate_series(1, 25) as n';
end
$$;

create function bench.add(a integer, b integer) returns integer
  language sql immutable
  as $$ select a + b $$;

create function bench.near(first integer, count integer) returns setof bench.lighthouses
  language sql stable
  as $$ select * from bench.lighthouses where id >= first order by id limit count $$;

grant usage on schema bench to bench_anon, bench_keeper, bench_direct;
grant select, insert, update, delete on all tables in schema bench to bench_anon, bench_keeper, bench_direct;

analyze;
