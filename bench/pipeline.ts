/**
 * One row by key, with role switch and request settings, 32 at a time over 10 connections: four awaited round trips
 * through `pg` against one pipelined flight through src/database. Both in one run, in alternating rounds, because
 * only the ratio is worth comparing between machines.
 *
 *   PGHOST=127.0.0.1 PGPORT=5433 PGUSER=postgres PGPASSWORD=postgres PGDATABASE=postgres npx tsx bench/pipeline.ts
 */
import { env, stdout } from 'node:process';
import pg from 'pg';
import type { ConnectionTarget } from '../src/config/connection-target.ts';
import { createDatabase } from '../src/database/index.ts';
import type { Transaction } from '../src/database/transaction.ts';

const concurrency = 32;
const poolSize = 10;
const rounds = 3;
const roundSeconds = 3;

const host = env['PGHOST'] ?? '127.0.0.1';
const port = Number(env['PGPORT'] ?? 5432);
const user = env['PGUSER'] ?? 'postgres';
const password = env['PGPASSWORD'] ?? 'postgres';
const database = env['PGDATABASE'] ?? 'postgres';

const settings = {
  text: `select set_config('search_path', $1, true), set_config('role', $2, true),
    set_config('request.jwt.claims', $3, true), set_config('request.method', $4, true),
    set_config('request.path', $5, true), set_config('request.headers', $6, true),
    set_config('request.cookies', $7, true)`,
  values: [
    'public',
    user,
    JSON.stringify({ role: user }),
    'GET',
    '/lighthouses',
    JSON.stringify({ accept: '*/*', host: 'localhost:3000', 'user-agent': 'bench' }),
    '{}',
  ],
};
const main = {
  text: `WITH pgrst_source AS (SELECT r.rolname, r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = $1)
    SELECT null::bigint AS total_result_set, pg_catalog.count(t) AS page_total,
      coalesce(pg_catalog.json_agg(t), '[]') AS body,
      nullif(pg_catalog.current_setting('response.headers', true), '') AS response_headers,
      nullif(pg_catalog.current_setting('response.status', true), '') AS response_status
    FROM pgrst_source t`,
  values: [user],
};

const transaction: Transaction = {
  accessMode: 'READ ONLY',
  isolation: 'read committed',
  judge: null,
  end: 'commit',
  statements: [settings, main],
};

const roundTripPool = new pg.Pool({ host, port, user, password, database, max: poolSize });

async function fourRoundTrips(): Promise<void> {
  const client = await roundTripPool.connect();
  await client.query({ name: 'begin', text: 'BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY' });
  await client.query({ name: 'settings', ...settings });
  await client.query({ name: 'main', ...main });
  await client.query({ name: 'commit', text: 'COMMIT' });
  client.release();
}

const target: ConnectionTarget = {
  hosts: [{ host, isSocketDirectory: host.startsWith('/'), address: null, port, password }],
  database,
  user,
  ssl: {
    mode: 'disable',
    negotiation: 'postgres',
    certificateFile: null,
    keyFile: null,
    keyPassword: null,
    rootCertificateFile: null,
    revocationListFile: null,
    sendServerName: true,
    minimumProtocol: null,
    maximumProtocol: null,
  },
  applicationName: 'bench',
  options: null,
  parameters: [],
  channelBinding: 'prefer',
  connectTimeoutSeconds: null,
  keepalives: true,
  keepalivesIdleSeconds: null,
  targetSessionAttrs: 'any',
  loadBalanceHosts: 'disable',
};
const pipeline = createDatabase({
  target,
  poolSize,
  acquisitionTimeoutSeconds: 10,
  maxIdleSeconds: 30,
  maxLifetimeSeconds: 1800,
  preparesStatements: () => true,
  observe: () => undefined,
});

async function oneFlight(): Promise<void> {
  await pipeline.run(transaction);
}

interface Measure {
  requests: number;
  seconds: number;
  cpuMicroseconds: number;
}

async function measure(request: () => Promise<void>, seconds: number, into: Measure): Promise<void> {
  const cpuBefore = process.cpuUsage();
  const begin = performance.now();
  const end = begin + 1000 * seconds;
  const worker = async (): Promise<void> => {
    while (performance.now() < end) {
      await request();
      into.requests += 1;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  const cpu = process.cpuUsage(cpuBefore);
  into.seconds += (performance.now() - begin) / 1000;
  into.cpuMicroseconds += cpu.user + cpu.system;
}

const contenders = [
  { name: 'four round trips through pg', request: fourRoundTrips },
  { name: 'one pipelined flight', request: oneFlight },
].map((contender) => ({ ...contender, result: { requests: 0, seconds: 0, cpuMicroseconds: 0 } }));

for (const { request } of contenders) {
  await measure(request, 1, { requests: 0, seconds: 0, cpuMicroseconds: 0 });
}
for (let round = 0; round < rounds; round++) {
  for (const { request, result } of contenders) await measure(request, roundSeconds, result);
}

const rate = ({ requests, seconds }: Measure): number => requests / seconds;
const baseline = contenders[0]!.result;
stdout.write('| way | req/s | ratio | CPU of this process per request |\n|---|---|---|---|\n');
for (const { name, result } of contenders) {
  const ratio = rate(result) / rate(baseline);
  const cpu = result.cpuMicroseconds / result.requests;
  stdout.write(`| ${name} | ${rate(result).toFixed(0)} | ${ratio.toFixed(2)} | ${cpu.toFixed(1)} µs |\n`);
}

await roundTripPool.end();
await pipeline.close();
