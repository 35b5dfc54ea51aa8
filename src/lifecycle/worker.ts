import { receivedConfig } from '../config/transfer.ts';
import { createLogger, type Logger } from '../observe/logger.ts';
import { createMetrics, type Metrics } from '../observe/metrics.ts';
import { loadRequestTracer, type RequestTracer } from '../observe/tracing.ts';
import { schemaCacheFromBytes } from '../schema-cache/index.ts';
import { type ApiServer, openApiHere } from './server.ts';
import { createService, type Service } from './service.ts';
import type { Order, Report } from './worker-messages.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Runs one of the processes of `server-workers`: it answers requests with its own pool; configuration and schema cache
 * come from the first process, which also starts and ends it.
 *
 * @throws BindError; otherwise it does not return
 */
export async function runWorker(environment: Environment): Promise<never> {
  const traceRequest = await loadRequestTracer();
  return new Promise((_, reject) => {
    const worker = new WorkerProcess(environment, traceRequest, reject);
    process.on('message', (order: Order) => worker.obey(order));
    process.on('SIGTERM', () => worker.end());
    // A terminal interrupts the whole group of processes.
    process.on('SIGINT', () => worker.end());
    // Signals to reload are for the first process; their default is to end this one.
    process.on('SIGUSR1', () => {});
    process.on('SIGUSR2', () => {});
    report({ kind: 'started' });
  });
}

class WorkerProcess {
  readonly #environment: Environment;
  readonly #traceRequest: RequestTracer | null;
  readonly #onBindFailure: (error: unknown) => void;
  #parts: Parts | null = null;
  #api: ApiServer | null = null;
  #isEnding = false;

  constructor(environment: Environment, traceRequest: RequestTracer | null, onBindFailure: (error: unknown) => void) {
    this.#environment = environment;
    this.#traceRequest = traceRequest;
    this.#onBindFailure = onBindFailure;
  }

  obey(order: Order): void {
    if (order.kind === 'configure') {
      const config = receivedConfig(order.config);
      if (this.#parts === null) this.#parts = this.#createParts(config);
      else this.#parts.service.state.config = config;
      return;
    }
    if (this.#parts === null) return;
    const { service, metrics } = this.#parts;
    switch (order.kind) {
      case 'adopt-schema-cache': {
        const cache = schemaCacheFromBytes(order.bytes);
        service.state.schemaCache = cache;
        // Sessions keep catalog data of their own.
        service.database.flush();
        setImmediate(() => cache.prepareHints());
        return;
      }
      case 'serve':
        this.#serve(this.#parts).catch(this.#onBindFailure);
        return;
      case 'tell-metrics':
        report({ kind: 'metrics', values: metrics.values() });
    }
  }

  end(): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    void this.#shutDown();
  }

  #createParts(config: Service['state']['config']): Parts {
    const logger = createLogger({ settings: () => service.state.config });
    const metrics = createMetrics({
      poolMax: config.dbPool,
      poolAvailable: () => service.database.stats().available,
    });
    const service: Service = createService({
      config,
      embedded: null,
      environment: this.#environment,
      observe: (observation) => {
        logger.observe(observation);
        metrics.observe(observation);
      },
      traceRequest: this.#traceRequest,
      onFatal: () => {
        // The request that met the error still gets its answer, in this turn of the event loop.
        setImmediate(async () => {
          await logger.written();
          report({ kind: 'fatal' }, () => process.exit(1));
        });
      },
      onUnavailable: () => report({ kind: 'unavailable' }),
    });
    return { service, metrics, logger };
  }

  async #serve({ service, logger }: Parts): Promise<void> {
    this.#api = await openApiHere(service.handle, service.state.config, logger.observe);
    report({ kind: 'serving', address: this.#api.address });
  }

  async #shutDown(): Promise<void> {
    await this.#api?.shutdown();
    await this.#parts?.service.close();
    await this.#parts?.logger.written();
    process.exit(0);
  }
}

interface Parts {
  readonly service: Service;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

function report(message: Report, onSent?: () => void): void {
  process.send?.(message, undefined, undefined, onSent);
}
