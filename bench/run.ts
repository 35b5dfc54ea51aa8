/** `npm run bench`: measures this server against a hand-written endpoint, in turns, on the same machine and database. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '../test/free-port.ts';
import { startCluster } from '../test/postgres/cluster.ts';
import { createDatabase } from '../test/postgres/database.ts';
import { repositoryRoot } from '../test/repository-root.ts';
import { ownCommand, startServerProcess } from '../test/server-process.ts';
import { type Measurement, measure } from './load.ts';

const connections = 32;
const rounds = 3;
const secondsPerRound = 4;
const request = { method: 'GET', target: '/bodies?id=eq.66', headers: [['Host', 'localhost']] } as const;

const cluster = await startCluster('18');
try {
  const scripts = readdirSync(path.join(repositoryRoot, 'demo')).filter((name) => name.endsWith('.sql'));
  const database = await createDatabase(
    cluster.uri,
    scripts.sort().map((name) => `demo/${name}`),
  );
  const ports = [await freePort(), await freePort()] as const;
  const baselineCommand = [process.execPath, '--import', 'tsx', 'bench/round-trip-server.ts', database.uri()];
  const configuration = [
    `db-uri = "${database.uri()}"`,
    'db-schemas = "api"',
    'db-anon-role = "web_anon"',
    'server-host = "127.0.0.1"',
    `server-port = ${ports[1]}`,
    'log-level = "crit"',
  ].join('\n');
  const baseline = await startServerProcess([...baselineCommand, String(ports[0])], '', ports[0]);
  const own = await startServerProcess(ownCommand, configuration, ports[1]);

  const results: { readonly baseline: Measurement[]; readonly own: Measurement[] } = { baseline: [], own: [] };
  await measure(baseline.url, request, connections, 1);
  await measure(own.url, request, connections, 1);
  for (let round = 0; round < rounds; round += 1) {
    results.baseline.push(await measure(baseline.url, request, connections, secondsPerRound));
    results.own.push(await measure(own.url, request, connections, secondsPerRound));
  }
  await baseline.close();
  await own.close();
  print(median(results.baseline), median(results.own));
} finally {
  await cluster.stop();
}

function median(measurements: readonly Measurement[]): Measurement {
  const sorted = [...measurements].sort((a, b) => a.requestsPerSecond - b.requestsPerSecond);
  return sorted[Math.floor(sorted.length / 2)]!;
}

function print(baseline: Measurement, own: Measurement): void {
  const row = (name: string, { requestsPerSecond, p50, p99 }: Measurement) => {
    const ratio = requestsPerSecond / baseline.requestsPerSecond;
    return `| ${name} | ${requestsPerSecond.toFixed(0)} | ${p50.toFixed(2)} | ${p99.toFixed(2)} | ${ratio.toFixed(2)} |`;
  };
  console.log(
    `GET ${request.target}, ${connections} connections, median of ${rounds} rounds of ${secondsPerRound} s\n`,
  );
  console.log('| server | requests/s | p50 ms | p99 ms | ratio |');
  console.log('| --- | ---: | ---: | ---: | ---: |');
  console.log(row('node:http and pg, four round trips', baseline));
  console.log(row('postgrest-ts', own));
}
