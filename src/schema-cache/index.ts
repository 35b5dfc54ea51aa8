/**
 * The schema cache: read from the catalog in one pipelined transaction, derived by pure functions. Spec
 * embedding-schema-cache part 1.
 */
import type { Config } from '../config/config.ts';
import type { Database, QueryResult } from '../database/transaction.ts';
import type { Statement } from '../sql/statement.ts';
import { LoadedSchemaCache } from './cache.ts';
import { mediaHandlerEntries } from './media-handlers.ts';
import type { SchemaCache } from './model.ts';
import { computedRelationshipsStatement, readComputedRelationships } from './queries/computed-relationships.ts';
import { foreignKeysStatement, readForeignKeys } from './queries/foreign-keys.ts';
import { keyConstraintsStatement, readKeyConstraints } from './queries/key-constraints.ts';
import { mediaHandlersStatement, readMediaHandlers } from './queries/media-handlers.ts';
import { readRelations, relationsStatement } from './queries/relations.ts';
import { readRepresentations, representationsStatement } from './queries/representations.ts';
import { readRoutines, routinesStatement } from './queries/routines.ts';
import { readViewDefinitions, viewDefinitionsStatement } from './queries/view-definitions.ts';
import { deriveRelationships, withViewPrimaryKeys } from './relationships.ts';
import { deserializeData } from './transfer.ts';
import { viewKeyDependencies } from './view-key-dependencies.ts';

export type SchemaCacheConfig = Pick<
  Config,
  | 'dbSchemas'
  | 'dbExtraSearchPath'
  | 'dbHoistedTxSettings'
  | 'internalSchemaCacheQuerySleep'
  | 'internalSchemaCacheQuerySleepBeforeQueries'
>;

/** (label, milliseconds with three decimals) per catalog query, measured in the database. */
export type SchemaCacheTimings = readonly (readonly [string, string])[];

export interface LoadedCache {
  readonly cache: SchemaCache;
  /** From sending the transaction to having all results. */
  readonly queryMilliseconds: number;
  /** For the log with `log-level=debug`. */
  readonly timings: SchemaCacheTimings;
}

/**
 * Queries the catalog and builds the cache (spec embedding-schema-cache 1.2). Rejects as `database.run` does; a schema
 * that does not exist is the database's 3F000.
 */
export async function loadSchemaCache(database: Database, config: SchemaCacheConfig): Promise<LoadedCache> {
  const started = performance.now();
  const results = await database.run({
    accessMode: 'READ ONLY',
    isolation: 'read committed',
    statements: schemaCacheStatements(config),
    judge: null,
    end: 'commit',
  });
  const queryMilliseconds = performance.now() - started;
  return { cache: buildSchemaCache(results, config), queryMilliseconds, timings: schemaCacheTimings(results, config) };
}

/** The cache that another process of this program has sent. */
export function schemaCacheFromBytes(bytes: Uint8Array): SchemaCache {
  return new LoadedSchemaCache(deserializeData(bytes));
}

/**
 * The statements of the load transaction, in order: empty search path (so that all names come out qualified), the
 * optional sleep, the catalog queries each followed by a look at the clock, the optional sleep.
 */
export function schemaCacheStatements(config: SchemaCacheConfig): readonly Statement[] {
  return loadSteps(config).map(({ statement }) => statement);
}

/** The cache out of the results of `schemaCacheStatements(config)`. Pure. */
function buildSchemaCache(results: readonly QueryResult[], config: SchemaCacheConfig): SchemaCache {
  const resultOf = resultsByStep(results, config);
  const dependencies = viewKeyDependencies(
    readViewDefinitions(resultOf('view definitions')),
    readKeyConstraints(resultOf('key constraints')),
  );
  const tables = withViewPrimaryKeys(readRelations(resultOf('relations')), dependencies);
  const exposed = new Set(config.dbSchemas);
  return new LoadedSchemaCache({
    tables: tables.filter((table) => exposed.has(table.schema)),
    relationships: deriveRelationships({
      tables,
      foreignKeys: readForeignKeys(resultOf('foreign keys')),
      dependencies,
      computed: readComputedRelationships(resultOf('computed relationships')),
      exposedSchemas: config.dbSchemas,
    }),
    routines: readRoutines(resultOf('routines')),
    representations: readRepresentations(resultOf('representations')),
    mediaHandlers: mediaHandlerEntries(readMediaHandlers(resultOf('media handlers'))),
  });
}

/** How long the catalog queries took, out of the same results. */
function schemaCacheTimings(results: readonly QueryResult[], config: SchemaCacheConfig): SchemaCacheTimings {
  const timings: [string, string][] = [];
  let before = 0;
  for (const [position, { name, label }] of loadSteps(config).entries()) {
    if (name !== 'clock') continue;
    const now = Number(results[position]?.rows[0]?.[0]?.toString() ?? 0);
    if (label !== null) timings.push([label, (now - before).toFixed(3)]);
    before = now;
  }
  return timings;
}

type StepName =
  | 'settings'
  | 'sleep'
  | 'clock'
  | 'relations'
  | 'view definitions'
  | 'key constraints'
  | 'foreign keys'
  | 'routines'
  | 'computed relationships'
  | 'representations'
  | 'media handlers';

interface LoadStep {
  readonly name: StepName;
  /** On a clock: the log's name of what ran since the clock before. */
  readonly label: string | null;
  readonly statement: Statement;
}

function loadSteps(config: SchemaCacheConfig): readonly LoadStep[] {
  const { dbSchemas, dbExtraSearchPath, dbHoistedTxSettings } = config;
  return [
    // Compiling these long statements costs more than it saves, and big schemas are estimated above the threshold.
    step('settings', {
      text: "select set_config('search_path', '', true), set_config('jit', 'off', true)",
      values: [],
    }),
    ...sleep(config.internalSchemaCacheQuerySleepBeforeQueries),
    clock(null),
    step('relations', relationsStatement(dbSchemas)),
    clock('tables'),
    step('view definitions', viewDefinitionsStatement(dbSchemas, dbExtraSearchPath)),
    step('key constraints', keyConstraintsStatement()),
    clock('keydeps'),
    step('foreign keys', foreignKeysStatement()),
    clock('rels'),
    step('routines', routinesStatement(dbSchemas, dbHoistedTxSettings)),
    clock('funcs'),
    step('computed relationships', computedRelationshipsStatement()),
    clock('comprels'),
    step('representations', representationsStatement()),
    clock('dreps'),
    step('media handlers', mediaHandlersStatement(dbSchemas)),
    clock('mhandlers'),
    ...sleep(config.internalSchemaCacheQuerySleep),
  ];
}

function step(name: StepName, statement: Statement): LoadStep {
  return { name, label: null, statement };
}

function clock(label: string | null): LoadStep {
  return {
    name: 'clock',
    label,
    statement: { text: 'select extract(epoch from clock_timestamp()) * 1000', values: [] },
  };
}

function sleep(milliseconds: number | null): LoadStep[] {
  if (milliseconds === null) return [];
  return [step('sleep', { text: 'select pg_sleep($1::float8 / 1000)', values: [String(milliseconds)] })];
}

function resultsByStep(results: readonly QueryResult[], config: SchemaCacheConfig): (name: StepName) => QueryResult {
  const byName = new Map(loadSteps(config).map(({ name }, position) => [name, results[position]]));
  return (name) => {
    const result = byName.get(name);
    if (result === undefined) throw new Error(`no result of the catalog query for ${name}`);
    return result;
  };
}
