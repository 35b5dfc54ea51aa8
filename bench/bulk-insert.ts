/**
 * `node --import tsx bench/bulk-insert.ts [MIB]`: how much memory one large insert takes, as multiples of its body.
 * Ends with code 1 when the highest resident size exceeds that before by four bodies or more.
 */
import { ownCommand } from '../test/server-process.ts';
import { startCompatible } from './arena.ts';
import { startDatabase } from './database.ts';
import { LoadGenerator } from './load-generator.ts';
import { residentMebibytes } from './process-usage.ts';

const [mebibytes = 50] = process.argv.slice(2).map(Number);
const allowedBodies = 4;
const samplingMs = 10;

const database = await startDatabase();
const load = new LoadGenerator();
try {
  const databasePort = Number(new URL(database.uri()).port);
  const arena = { database, databasePort, load, connections: 1, settings: [] };
  const server = await startCompatible(arena, ownCommand);
  await database.execute(
    'create table bench.bulk (id integer, note text); grant select, insert on bench.bulk to bench_anon; notify pgrst',
  );
  const url = `${server.url}/bulk`;
  while ((await fetch(url)).status !== 200) await new Promise((resolve) => setTimeout(resolve, samplingMs));

  const row = (id: number) => JSON.stringify({ id, note: 'x'.repeat(480) });
  const rows = Math.round((mebibytes * 1024 * 1024) / (row(0).length + 1));
  const body = `[${Array.from({ length: rows }, (_, id) => row(id)).join(',')}]`;
  const before = residentMebibytes(server.pid);
  let highest = before;
  const sampler = setInterval(() => {
    highest = Math.max(highest, residentMebibytes(server.pid));
  }, samplingMs);
  const started = performance.now();
  const { status } = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
  const seconds = (performance.now() - started) / 1000;
  clearInterval(sampler);
  await server.close();

  const bodies = (highest - before) / mebibytes;
  console.log(`insert of ${rows} rows, ${mebibytes} MiB: status ${status}, ${seconds.toFixed(1)} s`);
  console.log(
    `resident before ${before.toFixed(0)} MiB, highest ${highest.toFixed(0)} MiB: ${bodies.toFixed(2)} bodies more`,
  );
  if (status !== 201 || !(bodies < allowedBodies)) process.exitCode = 1;
} finally {
  load.close();
  await database.stop();
}
