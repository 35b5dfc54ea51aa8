/**
 * `node --import tsx bench/memory.ts [REQUESTS]`: whether memory stays flat over 1,000,000 mixed requests. Ends with
 * code 1 when the last tenth needs over 5 % more than the second.
 */
import { ownCommand } from '../test/server-process.ts';
import { startCompatible } from './arena.ts';
import { startDatabase } from './database.ts';
import { LoadGenerator } from './load-generator.ts';
import { residentMebibytes } from './process-usage.ts';
import { mean } from './statistics.ts';
import { workloads } from './workloads.ts';

const [requests = 1_000_000] = process.argv.slice(2).map(Number);
const tenths = 10;
const samplesPerTenth = 10;
const allowedGrowth = 1.05;
const mixed = workloads.filter(({ sql }) => sql !== 'heavy');

const database = await startDatabase();
const load = new LoadGenerator();
try {
  const databasePort = Number(new URL(database.uri()).port);
  const arena = { database, databasePort, load, connections: 32, settings: [] };
  const server = await startCompatible(arena, ownCommand);
  console.log('| requests | mean MiB | highest MiB |\n| ---: | ---: | ---: |');
  const means: number[] = [];
  for (let tenth = 1; tenth <= tenths; tenth += 1) {
    const samples: number[] = [];
    for (let sample = 0; sample < samplesPerTenth; sample += 1) {
      await load.run({
        url: server.url,
        workloads: mixed.map(({ name }) => name),
        connections: arena.connections,
        requests: Math.ceil(requests / tenths / samplesPerTenth),
      });
      samples.push(residentMebibytes(server.pid));
      await database.execute('truncate bench.visits');
    }
    means.push(mean(samples));
    const done = (requests / tenths) * tenth;
    console.log(`| ${done} | ${mean(samples).toFixed(1)} | ${Math.max(...samples).toFixed(1)} |`);
  }
  await server.close();
  const growth = (means.at(-1) ?? Number.NaN) / (means[1] ?? Number.NaN);
  console.log(`\nlast tenth ÷ second tenth: ${growth.toFixed(3)} (at most ${allowedGrowth})`);
  if (!(growth <= allowedGrowth)) process.exitCode = 1;
} finally {
  load.close();
  await database.stop();
}
