/** Programs of the operating system that tests of deployment run: nginx, PgBouncer. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Where the program is, null when it is not installed. */
export function findProgram(name: string): string | null {
  const directories = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/usr/local/sbin'];
  return directories.map((directory) => `${directory}/${name}`).find((file) => existsSync(file)) ?? null;
}

export interface RunningProgram {
  /** What it has written so far, both streams. */
  output(): string;
  close(): Promise<void>;
}

/** Starts a program that stays in the foreground. `uid`: the user, where it refuses to be root. */
export function runProgram(file: string, args: readonly string[], uid?: number): RunningProgram {
  const child: ChildProcess = spawn(file, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += chunk;
    });
  }
  const ended = new Promise((resolve) => child.once('close', resolve));
  return {
    output: () => output,
    close: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
