import type { IncomingMessage, ServerResponse } from 'node:http';
import { loadConfig } from './config/index.ts';
import type { OptionValues } from './config/options.ts';
import { programmaticOptions } from './config/programmatic-options.ts';
import { warnOfDeprecations } from './lifecycle/config-reload.ts';
import { createInstance, type Instance } from './lifecycle/instance.ts';
import { startServer } from './lifecycle/server.ts';
import { createLogger } from './observe/logger.ts';
import { createMetrics } from './observe/metrics.ts';
import type { Observation, Observer } from './observe/observation.ts';
import { loadRequestTracer } from './observe/tracing.ts';
import { createFetch } from './server/fetch.ts';
import { createNodeListener } from './server/node.ts';

export { ConfigError } from './config/config-error.ts';
export type { Observation, Observer };

/** Options of PostgREST by their names in camel case (`dbSchemas`, `dbAnonRole`, `jwtSecret`, …). */
export type PostgrestOptions = { readonly [Field in keyof OptionValues]?: OptionInput<OptionValues[Field]> } & {
  /** `app.settings.*`, by name without the prefix. */
  readonly appSettings?: Readonly<Record<string, string>>;
  /** A PostgREST configuration file; options given here win over it. */
  readonly configFile?: string;
  /** Where `PGRST_*` and `PG*` variables are read; none unless given. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Serve an embedded PostgreSQL (needs the package `@electric-sql/pglite`) in place of `dbUri`. */
  readonly embedded?: {
    /** Null or absent = in memory. */
    readonly dataDirectory?: string | null;
    /** SQL texts to run at start, in order. */
    readonly load?: readonly string[];
  };
  /** Told of everything worth logging; `true` writes PostgREST's log to the standard streams. Silent unless given. */
  readonly log?: boolean | Observer;
};

type OptionInput<Value> = Value extends boolean | number
  ? Value
  : Value extends readonly string[] | null
    ? Value | string
    : Value extends string | null
      ? Value
      : string | null;

/** A PostgREST server inside a program. Instances share nothing. */
export interface Postgrest {
  /** Answers a Fetch API request; works before `ready()`, by answering 503. */
  fetch(request: Request): Promise<Response>;
  /** A `node:http` request listener, for use in an existing server. */
  listener(request: IncomingMessage, response: ServerResponse): void;
  /** Opens the server's own sockets (`serverPort`, `serverUnixSocket`, …); resolves with the address. */
  listen(): Promise<{ readonly address: string; readonly url: string | null }>;
  /** Resolves when the schema cache has been loaded once. */
  ready(): Promise<void>;
  /** Loads configuration and schema cache anew, as after `NOTIFY pgrst`; running requests are not disturbed. */
  reload(): void;
  /** Answers what is under way, then closes sockets and database connections. */
  close(): Promise<void>;
  /** Metrics in Prometheus text format. */
  metrics(): string;
}

/**
 * Creates a server over a PostgreSQL database.
 *
 * @throws ConfigError when an option is invalid, TypeError when it is unknown
 */
export async function createPostgrest(options: PostgrestOptions = {}): Promise<Postgrest> {
  const { configFile = null, environment = {}, embedded, log = false, ...given } = options;
  const logger = log === true ? createLogger({ settings: () => instance.state.config }) : null;
  const observer = logger?.observe ?? (typeof log === 'function' ? log : null);
  let observeMetrics: Observer = () => {};
  const observe: Observer = (observation) => {
    observer?.(observation);
    observeMetrics(observation);
  };
  const sources = { flags: programmaticOptions(given), environment, file: configFile };
  const instance: Instance = createInstance({
    config: loadConfig(sources),
    sources,
    embedded: embedded === undefined ? null : await openEmbedded(embedded),
    environment,
    observe,
    traceRequest: await loadRequestTracer(),
    // A library does not end its host's process: requests fail until the cause is mended.
    onFatal: () => {},
  });
  const metrics = createMetrics({
    poolMax: instance.state.config.dbPool,
    poolAvailable: () => instance.database.stats().available,
  });
  observeMetrics = metrics.observe;
  warnOfDeprecations(instance.state.config, observe);
  return new InProcessServer(
    instance,
    observe,
    () => metrics.text(),
    () => logger?.flush(),
  );
}

async function openEmbedded({ dataDirectory = null, load = [] }: NonNullable<PostgrestOptions['embedded']>) {
  const module = await import('./database/embedded.ts');
  const { defaultSnapshotDirectory } = await import('./database/embedded-snapshot.ts');
  return module.openEmbedded({ dataDirectory, load, snapshotDirectory: defaultSnapshotDirectory() });
}

class InProcessServer implements Postgrest {
  readonly fetch: Postgrest['fetch'];
  readonly listener: Postgrest['listener'];
  readonly metrics: Postgrest['metrics'];
  readonly #instance: Instance;
  readonly #observe: Observer;
  readonly #flushLog: () => void;
  #isStarted = false;
  #running: ReturnType<typeof startServer> | null = null;

  constructor(instance: Instance, observe: Observer, metrics: () => string, flushLog: () => void) {
    this.#instance = instance;
    this.#observe = observe;
    this.#flushLog = flushLog;
    this.metrics = metrics;
    const answer = createFetch(instance.handle);
    this.fetch = async (request) => {
      await this.#started();
      return answer(request);
    };
    const listener = createNodeListener(instance.handle);
    this.listener = (request, response) => {
      void this.#started().then(() => listener(request, response));
    };
  }

  async listen(): Promise<{ readonly address: string; readonly url: string | null }> {
    this.#isStarted = true;
    this.#running ??= startServer({
      instance: this.#instance,
      observe: this.#observe,
      metricsText: async () => this.metrics(),
    });
    const { address } = await this.#running;
    return { address, url: address.startsWith('/') ? null : `http://${address}` };
  }

  async ready(): Promise<void> {
    this.#start();
    await this.#instance.loader.loaded;
  }

  reload(): void {
    this.#start();
    this.#instance.loader.trigger();
  }

  async close(): Promise<void> {
    const running = await this.#running?.catch(() => null);
    await running?.shutdown();
    await this.#instance.close();
    this.#flushLog();
  }

  #start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#instance.start();
  }

  /** The first request waits for the first attempt, so that it is not refused for coming early. */
  async #started(): Promise<void> {
    if (this.#instance.state.schemaCache !== null) return;
    this.#start();
    await this.#instance.loader.attempted;
  }
}
