import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { exchange } from './raw-client.ts';

const program = fileURLToPath(new URL('worker-program.ts', import.meta.url));
let directory = '';
const children: ChildProcess[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'workers-'));
});

afterAll(() => rm(directory, { recursive: true }));

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** The supervising process and what it and its workers have printed. */
function run(...args: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...args], { stdio: ['ignore', 'pipe', 2] });
  children.push(child);
  let output = '';
  const waiting = new Set<() => void>();
  child.stdout!.on('data', (chunk) => {
    output += chunk;
    for (const look of waiting) look();
  });
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  /** Resolves when `pattern` has been printed `times` times; with the last match. */
  const printed = (pattern: RegExp, times: number) =>
    new Promise<RegExpMatchArray>((resolve) => {
      const look = () => {
        const matches = [...output.matchAll(pattern)];
        const last = matches[times - 1];
        if (last === undefined) return;
        waiting.delete(look);
        resolve(last);
      };
      waiting.add(look);
      look();
    });
  return { child, exit, printed };
}

const request = (path: string) => `GET ${path} HTTP/1.1\r\nConnection: close\r\n\r\n`;

describe('workers', () => {
  it('share a port, are replaced after a crash, get signals, end together', async () => {
    const { child, exit, printed } = run('2');
    const port = Number((await printed(/serving (\d+)/g, 2))[1]);
    const pids = new Set<string>();
    for (let i = 0; i < 4; i++) pids.add(/pid=(\d+);/.exec(await exchange(port, request('/pid')))![1]!);
    expect(pids.size).toBe(2);
    expect(pids.has(String(child.pid))).toBe(false);

    child.kill('SIGUSR1');
    await printed(/reload/g, 2);

    expect(await exchange(port, request('/crash'))).toBe('');
    expect(await exchange(port, request('/pid'))).toContain('pid=');
    await printed(/serving/g, 3);
    for (let i = 0; i < 4; i++) pids.add(/pid=(\d+);/.exec(await exchange(port, request('/pid')))![1]!);
    expect(pids.size).toBe(3);

    child.kill('SIGTERM');
    expect(await exit).toBe(0);
  });

  it('share a unix socket', async () => {
    const path = join(directory, 'api.sock');
    await writeFile(path, 'stale');
    const { child, exit, printed } = run('2', path);
    await printed(/serving/g, 2);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await exchange(path, request('/pid'))).toContain('pid=');
    child.kill('SIGTERM');
    expect(await exit).toBe(0);
  });

  it('end with the exit code of one that cannot start', async () => {
    expect(await run('2', '-', 'fail').exit).toBe(3);
  });

  it('are not used for a single process', async () => {
    const { child, exit, printed } = run('1');
    const port = Number((await printed(/serving (\d+)/g, 1))[1]);
    expect(await exchange(port, request('/pid'))).toContain(`pid=${child.pid};`);
    child.kill('SIGTERM');
    expect(await exit).toBe(0);
  });
});
