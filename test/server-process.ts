/** A server run as a command of its own, as operators run it. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { HttpConnection } from './http-client.ts';
import { repositoryRoot } from './repository-root.ts';

export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** What the command has written so far, both streams. */
  log(): string;
  /** Ends the process and waits for its end. */
  close(): Promise<void>;
}

/** The command of this project, as a `command` of `startServerProcess`. */
export const ownCommand: readonly string[] = [process.execPath, 'bin/postgrest.js', '{config}'];

const patienceMs = 30_000;

/**
 * Runs `command` with `{config}` replaced by the name of a file that holds `configuration`, and waits until the server
 * answers on `port`, with anything but 503. Rejects with the command's output when it ends before, or takes too long.
 */
export async function startServerProcess(
  command: readonly string[],
  configuration: string,
  port: number,
  environment: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const directory = mkdtempSync(path.join(tmpdir(), 'postgrest-ts-server-'));
  const file = path.join(directory, 'server.conf');
  writeFileSync(file, configuration);
  const [program = '', ...args] = command.map((part) => part.replace('{config}', file));
  const child = spawn(program, args, {
    cwd: repositoryRoot,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  const collect = (chunk: Buffer) => {
    log += chunk;
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  let end: string | null = null;
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      end = error.message;
      resolve();
    });
    child.once('exit', (code, signal) => {
      end ??= `ended with ${signal ?? `code ${code}`}`;
      resolve();
    });
  });
  const close = async () => {
    if (end === null) child.kill('SIGTERM');
    await ended;
    rmSync(directory, { recursive: true, force: true });
  };

  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + patienceMs;
  while (!(await answers(url))) {
    if (end !== null || Date.now() > deadline) {
      const reason = end ?? 'did not answer in time';
      await close();
      throw new Error(`${command.join(' ')}: ${reason}\n${log}`);
    }
    await delay(20);
  }
  return { url, pid: child.pid ?? 0, log: () => log, close };
}

async function answers(url: string): Promise<boolean> {
  const connection = new HttpConnection(url);
  try {
    const { status } = await connection.send({ method: 'GET', target: '/', headers: [['Host', 'localhost']] });
    return status !== 503;
  } catch {
    return false;
  } finally {
    connection.close();
  }
}
