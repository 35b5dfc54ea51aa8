/** What goes wrong on the database's side: what clients see, that the server recovers, that nothing leaks. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Cluster, startCluster } from '../postgres/cluster.ts';
import { createDatabase, type TestDatabase, withClient } from '../postgres/database.ts';
import { type PumpServer, startPumpServer, statusOf, until } from '../pump-server.ts';
import { startLoad } from './load.ts';
import { descriptorCount, report } from './report.ts';

const major = process.env['TEST_PG_VERSION'] ?? '18';
const clients = 8;

let cluster: Cluster;
let database: TestDatabase;
let server: PumpServer;
beforeAll(async () => {
  cluster = await startCluster(major, undefined, {
    // A crash must not take what the tests have prepared.
    synchronous_commit: 'on',
    temp_file_limit: '1MB',
    work_mem: '64kB',
  });
});
beforeEach(async () => {
  database = await createDatabase(cluster.uri, ['test/fixtures/pumps.sql']);
});
afterEach(async () => {
  await server.close();
  await database.drop();
});
afterAll(() => cluster.stop());

async function serve(environment: Readonly<Record<string, string>> = {}, uri = database.uri('pumps_gate')) {
  server = await startPumpServer(uri, environment);
  await isReady();
}

function isReady(): Promise<void> {
  return until(async () => (await statusOf(`${server.adminUrl}/ready`)) === 200);
}

function sql(text: string): Promise<number | null> {
  return withClient(database.uri(), async (client) => (await client.query(text)).rowCount);
}

/** Milliseconds until the server is ready and answers again. */
async function recovery(): Promise<number> {
  const started = performance.now();
  await until(async () => (await statusOf(`${server.url}/pump`)) === 200);
  await isReady();
  return Math.round(performance.now() - started);
}

const backends = "select from pg_stat_activity where usename = 'pumps_gate'";

test('killed and restarted under load: 503 with PGRST000, PGRST001 or the server´s reason, then recovery', async () => {
  await serve();
  const load = startLoad(`${server.url}/pump`, clients);
  await until(() => load.answers > 100);
  const descriptors = descriptorCount(server.pid);
  await cluster.crash();
  await until(async () => (await statusOf(`${server.url}/pump`)) === 503);
  const refusal = await fetch(`${server.url}/pump`);
  expect([refusal.status, refusal.headers.get('retry-after')]).toEqual([503, '0']);
  expect(await refusal.json()).toMatchObject({ code: 'PGRST000', message: 'Database connection error.' });
  expect(await statusOf(`${server.adminUrl}/ready`)).toBe(503);
  expect(await statusOf(`${server.adminUrl}/live`)).toBe(200);
  await cluster.restart();
  const healthyAfter = await recovery();
  const answered = load.answers;
  await until(() => load.answers > answered + 100);
  const seen = await load.end();
  expect(Object.keys(seen).sort()).toEqual(['200', '503']);
  expect(await sql(backends)).toBeLessThanOrEqual(11);
  expect(descriptorCount(server.pid)).toBeLessThanOrEqual(descriptors + clients);
  report('killed and restarted', { seen, healthyAfter });
});

test('every backend terminated under load', async () => {
  await serve();
  const load = startLoad(`${server.url}/pump`, clients);
  await until(() => load.answers > 100);
  await sql(backends.replace('from', 'pg_terminate_backend(pid) from'));
  const healthyAfter = await recovery();
  const seen = await load.end();
  expect(Object.keys(seen).filter((status) => status !== '200' && status !== '503')).toEqual([]);
  expect(await sql(backends)).toBeLessThanOrEqual(11);
  report('every backend terminated', { seen, healthyAfter });
});

test('paused beyond the time-outs: 504 for those who wait, the others are answered late', async () => {
  await serve({ PGRST_DB_POOL: '2', PGRST_DB_POOL_ACQUISITION_TIMEOUT: '1' });
  expect(await Promise.all([statusOf(`${server.url}/pump`), statusOf(`${server.url}/pump`)])).toEqual([200, 200]);
  cluster.pause();
  try {
    const answers = Array.from({ length: 6 }, () => statusOf(`${server.url}/pump`));
    let timedOut = 0;
    for (const answer of answers) void answer.then((status) => (timedOut += status === 504 ? 1 : 0));
    await until(() => timedOut === 4);
    expect(await statusOf(`${server.adminUrl}/live`)).toBe(200);
    cluster.resume();
    expect((await Promise.all(answers)).sort()).toEqual([200, 200, 504, 504, 504, 504]);
  } finally {
    cluster.resume();
  }
  report('paused', { healthyAfter: await recovery() });
  const metrics = await (await fetch(`${server.adminUrl}/metrics`)).text();
  expect(metrics).toContain('\npgrst_db_pool_timeouts_total 4.0\n');
  expect(metrics).toContain('\npgrst_db_pool_waiting 0.0\n');
});

test('connection limit reached: 503 for what exceeds it, the rest is served', async () => {
  await sql('alter role pumps_gate connection limit 3');
  try {
    await serve();
    const load = startLoad(`${server.url}/rpc/wait?seconds=0.02`, clients);
    await until(() => load.answers > 60);
    expect((await sql(backends)) ?? 99).toBeLessThanOrEqual(3);
    const seen = await load.end();
    expect(Object.keys(seen).sort()).toEqual(['200', '503']);
    await sql('alter role pumps_gate connection limit -1');
    report('connection limit', { seen, healthyAfter: await recovery() });
  } finally {
    await sql('alter role pumps_gate connection limit -1');
  }
});

test('password rotated: open connections serve on, the first new one ends the process', async () => {
  await serve();
  await sql("alter role pumps_gate password 'rotated'");
  try {
    expect(await statusOf(`${server.url}/pump`)).toBe(503);
    expect(await server.exit).toBe(1);
    expect(server.lines().join('\n')).toContain('Failed to establish a connection. {"code":"PGRST000"');
    await serve({}, database.uri('pumps_gate', 'rotated'));
    expect(await statusOf(`${server.url}/pump`)).toBe(200);
  } finally {
    await sql("alter role pumps_gate password 'pumps_gate'");
  }
});

test('schema dropped under load: no 5xx, and the schema is back after a notification', async () => {
  await serve();
  const load = startLoad(`${server.url}/pump`, clients);
  await until(() => load.answers > 100);
  await sql('alter schema pumps rename to retired');
  await until(async () => (await statusOf(`${server.url}/pump`)) === 404);
  await sql("notify pgrst, 'reload schema'");
  await server.logged('Failed to load the schema cache');
  expect(await statusOf(`${server.url}/pump`)).toBe(404);
  expect(await statusOf(`${server.adminUrl}/ready`)).toBe(503);
  await sql('alter schema retired rename to pumps');
  const healthyAfter = await recovery();
  const seen = await load.end();
  expect(Object.keys(seen).sort()).toEqual(['200', '404']);
  report('schema dropped', { seen, healthyAfter });
});

test('statement time-out and the limit of temporary files are errors of their requests alone', async () => {
  await sql(`create function pumps.sort() returns bigint language sql as $$
    select count(*) from (select i from generate_series(1, 300000) i order by md5(i::text)) sorted
  $$`);
  await serve({ PGRST_DB_ANON_ROLE: 'pumps_reader' });
  const full = await fetch(`${server.url}/rpc/sort`);
  expect([full.status, ((await full.json()) as { readonly code: string }).code]).toEqual([500, '53400']);
  await sql(`alter function pumps.wait set statement_timeout to '50ms'`);
  await sql("notify pgrst, 'reload schema'");
  await server.logged('Schema cache loaded in', 2);
  const late = await fetch(`${server.url}/rpc/wait?seconds=5`);
  expect([late.status, ((await late.json()) as { readonly code: string }).code]).toEqual([500, '57014']);
  expect(await statusOf(`${server.url}/pump`)).toBe(200);
  expect(await statusOf(`${server.adminUrl}/ready`)).toBe(200);
});

test('failover to a second host', async () => {
  const second = await startCluster(major);
  try {
    const standby = await createDatabase(second.uri, ['test/fixtures/pumps.sql']);
    // The databases are to have one name, as those of a primary and its standby have.
    await withClient(second.uri, (client) => client.query(`alter database ${standby.name} rename to ${database.name}`));
    const hosts = [new URL(database.uri()).host, new URL(second.uri).host].join(',');
    await serve({}, `postgresql://pumps_gate:pumps_gate@${hosts}/${database.name}`);
    const load = startLoad(`${server.url}/pump`, clients);
    await until(() => load.answers > 100);
    await cluster.crash();
    const healthyAfter = await recovery();
    const seen = await load.end();
    expect(Object.keys(seen).filter((status) => status !== '200' && status !== '503')).toEqual([]);
    report('failover', { seen, healthyAfter });
  } finally {
    await second.stop();
    await cluster.restart();
  }
});

test('automatic recovery off: an outage ends the process', async () => {
  await serve({ PGRST_DB_POOL_AUTOMATIC_RECOVERY: 'false', PGRST_DB_CHANNEL_ENABLED: 'false' });
  await cluster.crash();
  try {
    expect(await statusOf(`${server.url}/pump`)).toBe(503);
    expect(await server.exit).toBe(1);
    expect(server.lines()).toContain('Automatic recovery disabled, exiting.');
  } finally {
    await cluster.restart();
  }
});

test('database down at start: PGRST002 and its log, recovery without help', async () => {
  await cluster.crash();
  try {
    server = await startPumpServer(database.uri('pumps_gate'), { PGRST_DB_CHANNEL_ENABLED: 'false' });
    const refusal = await fetch(`${server.url}/pump`);
    expect([refusal.status, refusal.headers.get('retry-after'), await refusal.json()]).toEqual([
      503,
      '0',
      {
        code: 'PGRST002',
        message: 'Could not query the database for the schema cache. Retrying.',
        details: null,
        hint: null,
      },
    ]);
    await server.logged('Attempting to reconnect to the database in 1 seconds...');
    const told = server.lines().filter((line) => !line.startsWith('API') && !line.startsWith('Admin'));
    const beginnings = [
      'Starting PostgREST 16.2...',
      'Failed to query the PostgreSQL version. {"code":"PGRST000","details":"connection to server at \\"127.0.0.1\\", port',
      'Failed to query database settings for the config parameters.{"code":"PGRST000",',
      'Failed to query the role settings. {"code":"PGRST000",',
      'Config reloaded',
      'Failed to load the schema cache using db-schemas=pumps and db-extra-search-path=public. {"code":"PGRST000",',
    ];
    for (const [index, beginning] of beginnings.entries()) {
      expect(told.filter((line) => !line.startsWith('{'))[index]?.startsWith(beginning)).toBe(true);
    }
  } finally {
    await cluster.restart();
  }
  report('down at start', { healthyAfter: await recovery() });
});
