import cluster, { type Worker } from 'node:cluster';
import { existsSync } from 'node:fs';
import { sendableConfig } from '../config/transfer.ts';
import { type MetricValues, noMetrics, sumMetrics } from '../observe/metrics.ts';
import type { Observation, Observer } from '../observe/observation.ts';
import { BindError, type ListenTarget, removeStale } from '../server/listen.ts';
import type { Instance } from './instance.ts';
import { type ApiServer, apiTarget } from './server.ts';
import type { Order, Report } from './worker-messages.ts';

/** Milliseconds before a crashed worker is replaced, so that a crash loop does not eat the machine. */
const replacementDelay = 1_000;

/**
 * The processes that share the API's port (`server-workers`, beyond PostgREST). This first process keeps the
 * configuration and the schema cache, and hands each new one to all of them, so that the database is asked once;
 * it replaces a worker that crashed. A worker that gives up before it serves, or that met an error which the next one
 * would meet as well, ends the whole.
 */
export class Workers {
  readonly #instance: Instance;
  readonly #observe: Observer;
  readonly #target: ListenTarget;
  readonly #onFatal: (exitCode: number) => void;
  readonly #briefed = new Set<Worker>();
  readonly #serving = new Set<Worker>();
  readonly #metrics = new Map<Worker, MetricValues>();
  /** What the workers that are gone have counted. */
  #pastMetrics = noMetrics;
  #schemaCache: Uint8Array | null = null;
  /** Called with the address of the first worker that serves; null until the API may be opened. */
  #onServing: ((address: string) => void) | null = null;
  /** Called when the last worker has ended; null before the end. */
  #onEnded: (() => void) | null = null;

  /** Starts the processes; they serve nothing yet. */
  constructor(instance: Instance, observe: Observer, onFatal: (exitCode: number) => void) {
    const { config } = instance.state;
    this.#instance = instance;
    this.#observe = observe;
    this.#target = apiTarget(config);
    this.#onFatal = onFatal;
    cluster.setupPrimary({ serialization: 'advanced' });
    for (let i = 0; i < config.serverWorkers; i++) this.#fork();
  }

  /** Hands on what has been reloaded. */
  observe(observation: Observation): void {
    switch (observation.kind) {
      case 'config-reloaded':
        this.#broadcast(this.#configuration());
        return;
      case 'schema-cache-loaded':
        this.#schemaCache = this.#instance.state.schemaCache?.toBytes() ?? null;
        if (this.#schemaCache !== null) this.#broadcast({ kind: 'adopt-schema-cache', bytes: this.#schemaCache });
        return;
      default:
        return;
    }
  }

  /**
   * Lets the workers serve; resolves when the first one does.
   * @throws BindError when a stale socket file cannot be removed
   */
  async open(): Promise<ApiServer> {
    if (this.#target.kind === 'unix') {
      await removeStale(this.#target.path).catch((error: NodeJS.ErrnoException) => {
        throw new BindError(error);
      });
    }
    const address = await new Promise<string>((resolve) => {
      this.#onServing = resolve;
      this.#broadcast({ kind: 'serve' });
    });
    return { address, isOpen: () => this.#isOpen(), shutdown: () => this.end() };
  }

  /** The sum over all workers, those that are gone included. */
  async metrics(): Promise<MetricValues> {
    await Promise.all([...this.#serving].map((worker) => this.#askForMetrics(worker)));
    return sumMetrics([this.#pastMetrics, ...this.#metrics.values()]);
  }

  /** Resolves when the workers have answered what is under way, and ended. */
  end(): Promise<void> {
    return new Promise((resolve) => {
      this.#onEnded = resolve;
      for (const worker of liveWorkers()) worker.process.kill('SIGTERM');
      if (liveWorkers().length === 0) resolve();
    });
  }

  #fork(): void {
    const worker = cluster.fork();
    worker.on('message', (report: Report) => this.#hear(worker, report));
    // What cannot be sent to a worker on its end does not matter; its exit follows.
    worker.on('error', () => {});
    worker.on('exit', (code: number | null, signal: string | null) => this.#exited(worker, code, signal));
  }

  #hear(worker: Worker, report: Report): void {
    switch (report.kind) {
      case 'started':
        this.#brief(worker);
        return;
      case 'serving':
        this.#serving.add(worker);
        this.#onServing?.(report.address);
        return;
      case 'unavailable':
        this.#instance.loader.trigger();
        return;
      case 'metrics':
        this.#metrics.set(worker, report.values);
        return;
      case 'fatal':
        this.#onFatal(1);
    }
  }

  #brief(worker: Worker): void {
    worker.send(this.#configuration());
    if (this.#schemaCache !== null)
      worker.send({ kind: 'adopt-schema-cache', bytes: this.#schemaCache } satisfies Order);
    if (this.#onServing !== null) worker.send({ kind: 'serve' } satisfies Order);
    this.#briefed.add(worker);
  }

  #configuration(): Order {
    return { kind: 'configure', config: sendableConfig(this.#instance.state.config) };
  }

  #broadcast(order: Order): void {
    for (const worker of this.#briefed) worker.send(order);
  }

  #isOpen(): boolean {
    const isThere = this.#target.kind === 'tcp' || existsSync(this.#target.path);
    return isThere && this.#serving.size > 0 && this.#onEnded === null;
  }

  /** Resolves when the worker has answered, or ended. */
  #askForMetrics(worker: Worker): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        worker.off('message', onReport);
        worker.off('exit', done);
        resolve();
      };
      const onReport = (report: Report) => {
        if (report.kind === 'metrics') done();
      };
      worker.on('message', onReport);
      worker.on('exit', done);
      worker.send({ kind: 'tell-metrics' } satisfies Order);
    });
  }

  #exited(worker: Worker, code: number | null, signal: string | null): void {
    const hadServed = this.#serving.delete(worker);
    this.#briefed.delete(worker);
    this.#keepMetrics(worker);
    if (this.#onEnded !== null) {
      if (liveWorkers().length === 0) this.#onEnded();
    } else if (hadServed || signal !== null) {
      this.#observe({ kind: 'worker-lost', reason: signal ?? `exit code ${code}` });
      setTimeout(() => {
        if (this.#onEnded === null) this.#fork();
      }, replacementDelay);
    } else {
      this.#onFatal(code || 1);
    }
  }

  /** Counters never go back; the gauges of a worker end with it. */
  #keepMetrics(worker: Worker): void {
    const last = this.#metrics.get(worker);
    if (last === undefined) return;
    this.#metrics.delete(worker);
    const counters = { ...last, poolMax: 0, poolWaiting: 0, poolAvailable: 0 };
    this.#pastMetrics = sumMetrics([this.#pastMetrics, counters]);
  }
}

function liveWorkers(): readonly Worker[] {
  return Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined && !worker.isDead()) as Worker[];
}
