/** `npm run bench`: this server against hand-written ones and the bare database, in turns, on one machine. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { repositoryRoot } from '../test/repository-root.ts';
import { ownCommand } from '../test/server-process.ts';
import type { Arena } from './arena.ts';
import { type Contender, type ContenderName, ceiling, compatibleServer, handWrittenServer } from './contender.ts';
import { heaviestFunctions } from './cpu-profile.ts';
import { startDatabase } from './database.ts';
import { openDetour } from './latency.ts';
import { LoadGenerator } from './load-generator.ts';
import { type Options, parseOptions, usage } from './options.ts';
import { reportHead, reportTables } from './report.ts';
import { Results } from './results.ts';

const args = process.argv.slice(2);
if (args.includes('--help')) console.log(usage);
else await main(parseOptions(args));

async function main(options: Options): Promise<void> {
  const database = await startDatabase();
  const load = new LoadGenerator();
  try {
    const sections = [reportHead(options, database.version)];
    for (const latency of options.latencies) {
      const ownPort = Number(new URL(database.uri()).port);
      const detour = latency === 0 ? null : await openDetour(ownPort, latency);
      const { connections, settings } = options;
      const arena = { database, databasePort: detour?.port ?? ownPort, load, connections, settings };
      sections.push(await section(latency, options, arena));
      detour?.close();
    }
    const report = sections.join('\n');
    console.log(report);
    if (!options.dry) writeFileSync(path.join(repositoryRoot, 'bench', 'RESULTS.md'), report);
  } finally {
    load.close();
    await database.stop();
  }
}

/** The report of one latency. */
async function section(latency: number, options: Options, arena: Arena): Promise<string> {
  const profiles = mkdtempSync(path.join(tmpdir(), 'postgrest-ts-profile-'));
  const contenders: Contender[] = [];
  try {
    for (const name of options.contenders) {
      const contender = await start(name, options, arena, profiles);
      if (contender !== null) contenders.push(contender);
    }
    const results = await compare(options, arena, contenders);
    const tables = reportTables(latency, options, contenders, results);
    await Promise.all(contenders.splice(0).map((contender) => contender.close()));
    return options.profile ? `${tables}\n${profileTable(profiles)}` : tables;
  } finally {
    await Promise.all(contenders.map((contender) => contender.close()));
    rmSync(profiles, { recursive: true });
  }
}

/** Starts a contender; null when this machine or call has none. */
async function start(name: ContenderName, options: Options, arena: Arena, profiles: string): Promise<Contender | null> {
  switch (name) {
    case 'own': {
      const [node = process.execPath, ...command] = ownCommand;
      const profiler = options.profile ? ['--cpu-prof', `--cpu-prof-dir=${profiles}`] : [];
      return compatibleServer(arena, name, 'this server, default settings', [node, ...profiler, ...command]);
    }
    case 'one-query':
      return handWrittenServer(arena, name, 'Fastify and pg by hand, one query, no transaction, no role switch');
    case 'round-trips':
      return handWrittenServer(arena, name, 'the same in four awaited round trips, with role and settings');
    case 'ceiling': {
      const { pgbench } = arena.database;
      return pgbench === null ? null : ceiling(arena, 'pgbench with our very statements, pipelined', pgbench);
    }
    case 'other': {
      const other = process.env['BENCH_OTHER'] ?? '';
      return other === '' ? null : compatibleServer(arena, name, other, [other, '{config}']);
    }
  }
}

/** Rounds outermost, so that whatever else the machine does weighs on all alike. */
async function compare(options: Options, arena: Arena, contenders: readonly Contender[]): Promise<Results> {
  const results = new Results();
  for (let round = 0; round <= options.rounds; round += 1) {
    for (const workload of options.workloads) {
      for (const contender of contenders) {
        const isWarmUp = round === 0;
        if (isWarmUp && contender.name === 'ceiling') continue;
        if (workload.reset !== null) await arena.database.execute(workload.reset);
        const measurement = await contender.measure(workload, options.seconds);
        if (isWarmUp || measurement === null) continue;
        results.add(workload, contender.name, measurement);
        const rate = measurement.requestsPerSecond.toFixed(0);
        process.stderr.write(`round ${round}: ${workload.title}, ${contender.name}: ${rate} requests/s\n`);
      }
    }
  }
  return results;
}

function profileTable(directory: string): string {
  const rows = heaviestFunctions(directory, 40).map(
    ({ functionName, location, share }) => `| ${(share * 100).toFixed(1)} % | ${functionName} | ${location} |`,
  );
  return ['| self time | function | file |', '| ---: | --- | --- |', ...rows, ''].join('\n');
}
