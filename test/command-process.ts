/** The command run step by step: its lines as they come, signals, its exit code. */
import { type ChildProcess, spawn } from 'node:child_process';
import { repositoryRoot } from './repository-root.ts';

export interface CommandProcess {
  readonly pid: number;
  /** Standard output so far. */
  stdout(): string;
  /** The lines of standard error so far, without their time stamps. */
  lines(): readonly string[];
  /**
   * Resolves with the `count`-th line of standard error that contains `text`; rejects with the whole output when the
   * process ends without it.
   */
  logged(text: string, count?: number): Promise<string>;
  signal(name: NodeJS.Signals): void;
  /** The exit code, null after a signal that was not handled. */
  readonly exit: Promise<number | null>;
  /** Kills the process if it still runs. */
  close(): Promise<void>;
}

export interface CommandOptions {
  readonly args?: readonly string[];
  /** Added to this process's own variables, of which none configures a server. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Runs in place of Node with the command; `{command}` in it is replaced by both. */
  readonly shell?: string;
}

/** Starts `postgrest` with the arguments and variables. */
export function startCommand({ args = [], environment = {}, shell }: CommandOptions): CommandProcess {
  const command = [process.execPath, 'bin/postgrest.js', ...args];
  const [program = '', ...rest] = shell === undefined ? command : ['sh', '-c', shell, 'sh', ...command];
  const child = spawn(program, rest, {
    cwd: repositoryRoot,
    env: { ...unconfigured(process.env), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const waiting = new Set<() => void>();
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
    for (const look of waiting) look();
  });
  const exit = new Promise<number | null>((resolve) => {
    // Unlike `exit`, `close` comes after the last output.
    child.once('close', (code) => {
      resolve(code);
      for (const look of waiting) look();
    });
  });
  const lines = () => stderr.split('\n').slice(0, -1).map(withoutTime);
  const killWithThisProcess = () => child.kill('SIGKILL');
  process.once('exit', killWithThisProcess);
  return {
    pid: child.pid ?? 0,
    stdout: () => stdout,
    lines,
    logged: (text, count = 1) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const line = lines().filter((candidate) => candidate.includes(text))[count - 1];
          if (line === undefined && !hasEnded(child)) return;
          waiting.delete(look);
          if (line !== undefined) resolve(line);
          else reject(new Error(`ended without logging "${text}" ${count} times:\n${stderr}`));
        };
        waiting.add(look);
        look();
      }),
    signal: (name) => child.kill(name),
    exit,
    close: async () => {
      process.off('exit', killWithThisProcess);
      if (!hasEnded(child)) child.kill('SIGKILL');
      await exit;
    },
  };
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function withoutTime(line: string): string {
  return line.replace(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}: /, '');
}

function unconfigured(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^PG|^PORT$/.test(name)));
}
