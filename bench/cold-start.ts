/**
 * `node --import tsx bench/cold-start.ts [ROUNDS]`: from the start of the process to the first 200 of the admin
 * server's /ready, and to the first row; over a real PostgreSQL and with the embedded one.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../test/free-port.ts';
import { HttpConnection } from '../test/http-client.ts';
import { repositoryRoot } from '../test/repository-root.ts';
import { configurationText } from './arena.ts';
import { startDatabase } from './database.ts';
import { residentMebibytes } from './process-usage.ts';
import { median } from './statistics.ts';

const [rounds = 5] = process.argv.slice(2).map(Number);

interface Start {
  /** Milliseconds. */
  readonly ready: number;
  readonly firstRow: number;
  readonly resident: number;
}

const directory = mkdtempSync(path.join(tmpdir(), 'postgrest-ts-cold-start-'));
const database = await startDatabase();
try {
  const file = path.join(directory, 'server.conf');
  const databasePort = Number(new URL(database.uri()).port);
  writeFileSync(file, configurationText({ database, databasePort, settings: [] }, 0));
  const real: Start[] = [];
  const embedded: Start[] = [];
  for (let round = 0; round < rounds; round += 1) {
    real.push(await coldStart([file], '/lighthouses?id=eq.1'));
    embedded.push(await coldStart(['--demo'], '/bodies?limit=1'));
  }
  console.log('| database | ready ms | first row ms | MiB |\n| --- | ---: | ---: | ---: |');
  print(`PostgreSQL ${database.version}`, real);
  print('embedded, with the demo', embedded);
} finally {
  await database.stop();
  rmSync(directory, { recursive: true });
}

async function coldStart(args: readonly string[], target: string): Promise<Start> {
  const [port, adminPort] = [await freePort(), await freePort()];
  const ports = ['--port', String(port), '--admin-port', String(adminPort)];
  const started = performance.now();
  const server = spawn(process.execPath, ['bin/postgrest.js', ...ports, ...args], {
    cwd: repositoryRoot,
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const since = () => performance.now() - started;
  const until = async (url: string, path: string) => {
    while (!(await isAnswered(url, path))) {
      if (server.exitCode !== null) throw new Error(`postgrest ${args.join(' ')}: ended with code ${server.exitCode}`);
      await delay(2);
    }
    return since();
  };
  const ready = await until(`http://127.0.0.1:${adminPort}`, '/ready');
  const firstRow = await until(`http://127.0.0.1:${port}`, target);
  const resident = residentMebibytes(server.pid ?? 0);
  server.kill('SIGTERM');
  await ended;
  return { ready, firstRow, resident };
}

async function isAnswered(url: string, target: string): Promise<boolean> {
  const connection = new HttpConnection(url);
  try {
    return (await connection.send({ method: 'GET', target, headers: [['Host', 'localhost']] })).status === 200;
  } catch {
    return false;
  } finally {
    connection.close();
  }
}

function print(title: string, starts: readonly Start[]): void {
  const value = (field: keyof Start) => median(starts.map((start) => start[field])).toFixed(0);
  console.log(`| ${title} | ${value('ready')} | ${value('firstRow')} | ${value('resident')} |`);
}
