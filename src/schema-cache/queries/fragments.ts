/** SQL text that several catalog queries share. */

/** relkinds with a row type that can be exposed: table, view, materialized view, foreign and partitioned table. */
export const exposableKinds = `('r', 'v', 'm', 'f', 'p')`;

/**
 * The recursive common table expressions behind `base_types (domain, base)`: for every domain the type at the end of
 * its chain (spec embedding-schema-cache 1.3). Only domains are in it, so that its cost follows their number; it gives
 * what pg_basetype() gives, which exists from server version 17 on only.
 */
export const baseTypes = `domain_chains (domain, base) as (
  select oid, typbasetype from pg_type where typtype = 'd'
  union all
  select chain.domain, below.typbasetype
  from domain_chains chain join pg_type below on below.oid = chain.base
  where below.typtype = 'd'
),
base_types as (
  select chain.domain, chain.base
  from domain_chains chain join pg_type below on below.oid = chain.base
  where below.typtype <> 'd'
)`;
