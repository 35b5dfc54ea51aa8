/** A throw-away PostgreSQL server: own data directory, own port, fast instead of durable. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chownSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../free-port.ts';
import { postgresDirectory } from './binaries.ts';

export interface Cluster {
  /** Connection URI of the superuser to the database `postgres`. */
  readonly uri: string;
  /** Ends the server at once and removes its files. */
  stop(): Promise<void>;
  /** Ends the server at once, as a crash does; its files stay. */
  crash(): Promise<void>;
  /** Starts a crashed server again, on the same port. */
  restart(): Promise<void>;
  /** Freezes the server's processes as they are, with their connections open. */
  pause(): void;
  resume(): void;
}

const superuser = 'postgres';
const password = 'postgres';

const settings: Readonly<Record<string, string>> = {
  autovacuum: 'off',
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  lc_messages: 'C',
  listen_addresses: '127.0.0.1',
  log_destination: 'stderr',
  logging_collector: 'off',
  max_connections: '200',
  timezone: 'UTC',
  unix_socket_directories: '',
};

/**
 * Starts PostgreSQL `major` (`'14'` … `'18'`) on a free port of 127.0.0.1 and waits until it accepts connections.
 * `installation` holds its `bin/`; the packages from npm unless given. Rejects with the server's own log when it does
 * not start. `overrides` replace settings of the server, which are fast and plain.
 */
export async function startCluster(
  major: string,
  installation = postgresDirectory(major),
  overrides: Readonly<Record<string, string>> = {},
): Promise<Cluster> {
  const user = unprivilegedUser();
  const directory = mkdtempSync(path.join(tmpdir(), 'postgrest-ts-cluster-'));
  if (user !== null) chownSync(directory, user.uid, user.gid);
  try {
    const programs = accessibleProgramDirectory(installation, directory, user);
    initialise(programs, directory, major, user);
    const port = await freePort();
    const start = () => launch(programs, directory, port, user, overrides);
    let server = await start();
    return {
      uri: `postgresql://${superuser}:${password}@127.0.0.1:${port}/postgres`,
      stop: async () => {
        await end(server);
        rmSync(directory, { recursive: true, force: true });
      },
      crash: () => end(server),
      restart: async () => {
        server = await start();
      },
      pause: () => signalFamily(server, 'SIGSTOP'),
      resume: () => signalFamily(server, 'SIGCONT'),
    };
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }
}

interface User {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root: null = the present user will do. */
function unprivilegedUser(): User | null {
  if (process.getuid?.() !== 0) return null;
  const nobody = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name]) => name === 'nobody');
  return { uid: Number(nobody?.[2] ?? 65534), gid: Number(nobody?.[3] ?? 65534) };
}

/** The other user may not be let into the clone (`/root`, a private home): then a copy serves. */
function accessibleProgramDirectory(programs: string, directory: string, user: User | null): string {
  if (user === null || spawnSync(path.join(programs, 'bin', 'postgres'), ['--version'], { ...user }).status === 0) {
    return programs;
  }
  const copy = path.join(directory, 'programs');
  mkdirSync(copy);
  cpSync(programs, copy, { recursive: true, verbatimSymlinks: true });
  execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, copy]);
  return copy;
}

function initialise(programs: string, directory: string, major: string, user: User | null): void {
  const passwordFile = path.join(directory, 'password');
  writeFileSync(passwordFile, password);
  const locale =
    process.platform === 'linux'
      ? ['--locale=C.UTF-8']
      : ['--locale=C', ...(Number(major) >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : [])];
  const result = spawnSync(
    path.join(programs, 'bin', 'initdb'),
    [
      `--pgdata=${path.join(directory, 'data')}`,
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--no-sync',
      ...locale,
    ],
    { ...user, cwd: directory, encoding: 'utf8' },
  );
  if (result.status !== 0) throw new Error(`initdb failed: ${result.error ?? result.stderr}`);
}

function launch(
  programs: string,
  directory: string,
  port: number,
  user: User | null,
  overrides: Readonly<Record<string, string>>,
): Promise<ChildProcess> {
  const options = Object.entries({ ...settings, ...overrides, port: String(port) }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const server = spawn(path.join(programs, 'bin', 'postgres'), ['-D', path.join(directory, 'data'), ...options], {
    ...user,
    cwd: directory,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const stopWithProcess = () => server.kill('SIGQUIT');
  process.once('exit', stopWithProcess);
  return new Promise((resolve, reject) => {
    let log = '';
    const collect = (chunk: Buffer) => {
      log += chunk;
      if (!log.includes('database system is ready to accept connections')) return;
      server.stderr.off('data', collect);
      // An unread pipe fills up and would block the server.
      server.stderr.resume();
      resolve(server);
    };
    server.stderr.on('data', collect);
    server.once('error', reject);
    server.once('exit', (code) => {
      process.off('exit', stopWithProcess);
      reject(new Error(`PostgreSQL ended with code ${code}:\n${log}`));
    });
  });
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exited = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGQUIT');
  await exited;
}

/** The server's first process first: it starts no others once it stands still. */
function signalFamily(server: ChildProcess, signal: NodeJS.Signals): void {
  server.kill(signal);
  const { stdout } = spawnSync('pgrep', ['-P', String(server.pid)], { encoding: 'utf8' });
  for (const child of stdout.split('\n').filter((line) => line !== '')) process.kill(Number(child), signal);
}
