import cluster, { type Worker } from 'node:cluster';
import { BindError, type ListenTarget, removeStale } from './listen.ts';

export interface WorkersOptions {
  /** How many processes share the port. */
  readonly count: number;
  /** Runs one server and resolves when it serves; called in the workers, or here when `count` is at most 1. */
  readonly start: () => Promise<void>;
  /** What the workers will bind; stale unix socket files are removed once, before any worker starts. */
  readonly targets: readonly ListenTarget[];
}

/**
 * Runs `start` in `count` processes on the same ports (`server-workers`, beyond PostgREST). The first process only
 * supervises: it hands connections to the workers in turn, replaces a crashed worker, passes SIGUSR1 and SIGUSR2 on to
 * all, and on SIGTERM or SIGINT lets them finish their requests and then exits 0. A worker that ends before it serves
 * has met an error that would meet the next one too (bad configuration, fatal database error): its exit code then ends
 * the whole.
 *
 * Resolves when `start` does; in the supervising process, at once.
 */
export async function runWorkers({ count, start, targets }: WorkersOptions): Promise<void> {
  if (count <= 1 || cluster.isWorker) {
    await start();
    if (cluster.isWorker) process.send?.(serving);
    return;
  }
  for (const target of targets) {
    if (target.kind === 'unix') {
      await removeStale(target.path).catch((error: NodeJS.ErrnoException) => {
        throw new BindError(error);
      });
    }
  }
  supervise(count);
}

/** What a worker tells its supervisor when `start` has resolved. */
const serving = 'serving';

/** Milliseconds before a crashed worker is replaced, so that a crash loop does not eat the machine. */
const replacementDelay = 1_000;

function supervise(count: number): void {
  const served = new WeakSet<Worker>();
  let ending = false;
  let exitCode = 0;

  const end = (signal: NodeJS.Signals) => {
    ending = true;
    signalAll(signal);
    if (liveWorkers().length === 0) process.exit(exitCode);
  };

  cluster.on('message', (worker, message) => {
    if (message === serving) served.add(worker);
  });
  cluster.on('exit', (worker, code) => {
    if (!ending && served.has(worker)) {
      setTimeout(() => ending || cluster.fork(), replacementDelay);
      return;
    }
    if (!ending) {
      exitCode = code || 1;
      end('SIGTERM');
    } else if (liveWorkers().length === 0) process.exit(exitCode);
  });

  for (const signal of ['SIGUSR1', 'SIGUSR2'] as const) process.on(signal, () => signalAll(signal));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => end(signal));
  for (let i = 0; i < count; i++) cluster.fork();
}

function liveWorkers(): readonly Worker[] {
  return Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined && !worker.isDead()) as Worker[];
}

function signalAll(signal: NodeJS.Signals): void {
  for (const worker of liveWorkers()) worker.process.kill(signal);
}
