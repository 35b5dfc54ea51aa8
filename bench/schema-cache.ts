/**
 * `node --expose-gc --import tsx bench/schema-cache.ts`: loading the schema cache of a big schema against the bare
 * catalog queries, hint look-ups in it, and the memory it keeps.
 */
import type pg from 'pg';
import { resolveConnection } from '../src/config/connection.ts';
import { createDatabase as createPool } from '../src/database/index.ts';
import { loadSchemaCache, type SchemaCacheConfig, schemaCacheStatements } from '../src/schema-cache/index.ts';
import type { SchemaCache } from '../src/schema-cache/model.ts';
import { startCluster } from '../test/postgres/cluster.ts';
import { createDatabase, withClient } from '../test/postgres/database.ts';
import { bigSchemaScripts } from './big-schema.ts';

const rounds = 7;
const config: SchemaCacheConfig = {
  dbSchemas: ['big'],
  dbExtraSearchPath: ['public'],
  dbHoistedTxSettings: ['statement_timeout', 'plan_filter.statement_cost_limit', 'default_transaction_isolation'],
  internalSchemaCacheQuerySleep: null,
  internalSchemaCacheQuerySleepBeforeQueries: null,
};

const textOnly = { getTypeParser: () => (value: unknown) => value } as unknown as pg.CustomTypesConfig;

const cluster = await startCluster(process.argv[2] ?? '18');
try {
  const database = await createDatabase(cluster.uri, []);
  await withClient(database.uri(), async (client) => {
    for (const script of bigSchemaScripts) await client.query(script);
  });
  const bare = await median(() => bareQueries(database.uri()));
  let cache: SchemaCache | undefined;
  const load = await median(async () => {
    const loaded = await timedLoad(database.uri());
    cache = loaded.cache;
    return loaded.milliseconds;
  });
  print(bare, load, cache!);
} finally {
  await cluster.stop();
}

/** Milliseconds for the catalog queries, one after the other, rows received and left alone. */
async function bareQueries(uri: string): Promise<number> {
  return withClient(uri, async (client) => {
    const started = performance.now();
    await client.query('begin transaction read only');
    for (const { text, values } of schemaCacheStatements(config)) {
      await client.query({ text, values: [...values], rowMode: 'array', types: textOnly });
    }
    await client.query('commit');
    return performance.now() - started;
  });
}

async function timedLoad(uri: string): Promise<{ readonly cache: SchemaCache; readonly milliseconds: number }> {
  const pool = createPool({
    target: resolveConnection(uri, {}),
    poolSize: 1,
    acquisitionTimeoutSeconds: 10,
    maxIdleSeconds: 60,
    maxLifetimeSeconds: 600,
    preparesStatements: () => true,
    observe: () => {},
  });
  await pool.query('select 1');
  const started = performance.now();
  const { cache, timings } = await loadSchemaCache(pool, config);
  const milliseconds = performance.now() - started;
  if (process.env['TIMINGS'] !== undefined) console.log(milliseconds.toFixed(0), timings.join(' '));
  await pool.close();
  return { cache, milliseconds };
}

function print(bare: number, load: number, cache: SchemaCache): void {
  const row = (name: string, milliseconds: number, ratio: string) =>
    console.log(`| ${name} | ${milliseconds.toFixed(2)} | ${ratio} |`);
  console.log(
    `${Object.entries(cache.counts)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ')}\n`,
  );
  console.log('| what | ms | ratio |');
  console.log('| --- | ---: | ---: |');
  row('bare catalog queries', bare, '1.00');
  row('loading the schema cache', load, (load / bare).toFixed(2));
  const routine = hintTimes((n) => cache.suggestRoutine('big', `comptue_${n}`));
  row('first routine hint (makes its index)', routine[0]!, '');
  row('routine hint', medianOf(routine), '');
  const relationship = hintTimes((n) => cache.suggestRelationship('big', `lnk_${n}`, 'x'));
  row('first relationship hint', relationship[0]!, '');
  row('relationship hint', medianOf(relationship), '');
  globalThis.gc?.();
  console.log(`\nheap with the cache: ${(process.memoryUsage().heapUsed / 2 ** 20).toFixed(0)} MiB`);
}

function timed(action: () => unknown): number {
  const started = performance.now();
  action();
  return performance.now() - started;
}

/** Milliseconds of a hundred different look-ups. */
function hintTimes(hint: (n: number) => unknown): number[] {
  return Array.from({ length: 100 }, (_, n) => timed(() => hint(n * 7)));
}

async function median(measure: () => Promise<number>): Promise<number> {
  const milliseconds: number[] = [];
  for (let round = 0; round < rounds; round++) milliseconds.push(await measure());
  return medianOf(milliseconds);
}

function medianOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
