/**
 * `node --import tsx bench/scale.ts [ROUNDS] [SECONDS]`: what a request costs as things grow, each doubled four times.
 * Writes bench/SCALE.md.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../test/repository-root.ts';
import { ownCommand, type ServerProcess } from '../test/server-process.ts';
import { type Arena, startCompatible } from './arena.ts';
import { type BenchDatabase, startDatabase } from './database.ts';
import { LoadGenerator } from './load-generator.ts';
import { processorSeconds } from './process-usage.ts';
import { type BenchRequest, get } from './request.ts';
import { type Cost, type Growth, scaleReport } from './scale-report.ts';

const [rounds = 3, seconds = 2] = process.argv.slice(2).map(Number);
const oneRow = get('/lighthouses?id=eq.77');

interface Dimension {
  readonly title: string;
  /** Five sizes, each twice the one before. */
  readonly sizes: readonly number[];
  readonly request: (size: number) => BenchRequest;
  readonly connections: (size: number) => number;
}

const doubled = (first: number) => [1, 2, 4, 8, 16].map((factor) => factor * first);
const usual = () => 32;

const dimensions: readonly Dimension[] = [
  {
    title: 'rows',
    sizes: doubled(25),
    request: (rows) => get(`/lighthouses?order=id&limit=${rows}`),
    connections: usual,
  },
  {
    title: 'embeds',
    sizes: doubled(1),
    request: (embeds) => {
      const selected = Array.from({ length: embeds }, (_, n) => `k${n}:keepers(id,name)`);
      return get(`/lighthouses?select=id,${selected.join()}&id=eq.77`);
    },
    connections: usual,
  },
  {
    title: 'columns of 25 rows',
    sizes: doubled(4),
    request: (columns) => get(`/wide?select=${Array.from({ length: columns }, (_, n) => `c${n + 1}`).join()}`),
    connections: usual,
  },
  { title: 'client connections', sizes: doubled(8), request: () => oneRow, connections: (connections) => connections },
];

const database = await startDatabase();
const load = new LoadGenerator();
try {
  const growths = [...(await fixedSchema(database)), await tables(database), await workers(database)];
  const report = scaleReport(growths, `Medians of ${rounds} rounds of ${seconds} s, PostgreSQL ${database.version}.`);
  console.log(report);
  writeFileSync(path.join(repositoryRoot, 'bench', 'SCALE.md'), report);
} finally {
  load.close();
  await database.stop();
}

/** The dimensions that one server can measure. */
async function fixedSchema(database: BenchDatabase): Promise<readonly Growth[]> {
  const server = await startCompatible(arena(database), ownCommand);
  const growths = dimensions.map(({ title, sizes }) => ({ title, sizes, costs: sizes.map((): Cost[] => []) }));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, { sizes, request, connections }] of dimensions.entries()) {
      for (const [place, size] of sizes.entries()) {
        const cost = await costOf(server, request(size), connections(size));
        // The first round warms up.
        if (round > 0) growths[index]?.costs[place]?.push(cost);
      }
    }
  }
  await server.close();
  return growths;
}

/** Tables in the schema: they must not matter to a request that names one of them. */
async function tables(database: BenchDatabase): Promise<Growth> {
  const sizes = doubled(50);
  const costs: Cost[][] = [];
  let made = 0;
  for (const size of sizes) {
    for (; made < size; made += 1) {
      await database.execute(
        `create table bench.extra_${made} (id integer primary key, lighthouse_id integer references bench.lighthouses)`,
      );
    }
    costs.push(await measured(database, []));
  }
  return { title: 'further tables in the schema, one row by key', sizes, costs };
}

async function workers(database: BenchDatabase): Promise<Growth> {
  const sizes = [1, 2];
  const costs: Cost[][] = [];
  for (const size of sizes) costs.push(await measured(database, [`server-workers = ${size}`]));
  return { title: 'server-workers, one row by key', sizes, costs };
}

/** One row by key on a server of its own. */
async function measured(database: BenchDatabase, settings: readonly string[]): Promise<Cost[]> {
  const server = await startCompatible({ ...arena(database), settings }, ownCommand);
  await costOf(server, oneRow, 32);
  const costs: Cost[] = [];
  for (let round = 0; round < rounds; round += 1) costs.push(await costOf(server, oneRow, 32));
  await server.close();
  return costs;
}

async function costOf({ url, pid }: ServerProcess, request: BenchRequest, connections: number): Promise<Cost> {
  const before = processorSeconds(pid);
  const { requests, seconds: elapsed } = await load.run({ url, request, connections, seconds });
  return {
    elapsed: (elapsed / requests) * 1e6,
    processor: ((processorSeconds(pid) - before) / requests) * 1e6,
  };
}

function arena(database: BenchDatabase): Arena {
  const databasePort = Number(new URL(database.uri()).port);
  return { database, databasePort, load, connections: 32, settings: [] };
}
