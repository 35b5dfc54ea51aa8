import type { PooledDatabase } from '../database/index.ts';
import type { Observer } from '../observe/observation.ts';
import { errorBody } from '../response/failure.ts';
import { loadSchemaCache } from '../schema-cache/index.ts';
import type { SchemaCache } from '../schema-cache/model.ts';
import { oldestSupportedVersion, type ServerState } from './state.ts';

export interface SchemaCacheLoaderOptions {
  readonly state: ServerState;
  readonly database: PooledDatabase;
  readonly observe: Observer;
  /** Re-reads the configuration; never rejects. Called in each attempt while `db-config` is on. */
  readonly reloadConfig: () => Promise<void>;
  /** The server cannot go on: unsupported PostgreSQL, or an outage without automatic recovery. */
  readonly onFatal: () => void;
}

/** After each load, so that a burst of triggers becomes one load now and one later. */
const coolDownMs = 100;
const longestDelaySeconds = 32;

/**
 * Loads the schema cache whenever triggered, one load at a time; triggers during a load collapse into one more (spec
 * operations 9). A failed load keeps the old cache and is tried again with growing delays.
 */
export class SchemaCacheLoader {
  readonly #options: SchemaCacheLoaderOptions;
  #isRunning = false;
  #isTriggered = false;
  #stopped = new AbortController();
  readonly #firstAttempt = signal();
  readonly #firstSuccess = signal();

  constructor(options: SchemaCacheLoaderOptions) {
    this.#options = options;
  }

  /** Resolved when the first attempt has ended, successfully or not. */
  get attempted(): Promise<void> {
    return this.#firstAttempt.promise;
  }

  /** Resolved when a load has succeeded. */
  get loaded(): Promise<void> {
    return this.#firstSuccess.promise;
  }

  trigger(): void {
    this.#isTriggered = true;
    if (!this.#isRunning) void this.#work();
  }

  /** No load starts any more; one under way ends with the database's connections. */
  stop(): void {
    this.#stopped.abort();
  }

  async #work(): Promise<void> {
    this.#isRunning = true;
    while (this.#isTriggered && !this.#stopped.signal.aborted) {
      this.#isTriggered = false;
      await this.#loadUntilSuccess();
      await pause(coolDownMs, this.#stopped.signal);
    }
    this.#isRunning = false;
  }

  async #loadUntilSuccess(): Promise<void> {
    const { state, observe } = this.#options;
    for (let delay = 1; !this.#stopped.signal.aborted; delay = Math.min(2 * delay, longestDelaySeconds)) {
      const succeeded = await this.#attempt();
      this.#firstAttempt.resolve();
      if (succeeded) {
        this.#firstSuccess.resolve();
        return;
      }
      if (!state.config.dbPoolAutomaticRecovery) return;
      await pause(1000 * delay, this.#stopped.signal);
      if (!this.#stopped.signal.aborted) observe({ kind: 'reconnecting', seconds: delay });
    }
  }

  /** All three steps run even if an earlier one failed (spec operations 9.3). */
  async #attempt(): Promise<boolean> {
    const hasVersion = await this.#queryVersion();
    if (this.#stopped.signal.aborted) return false;
    if (this.#options.state.config.dbConfig) await this.#options.reloadConfig();
    const hasCatalog = await this.#queryCatalog();
    return hasVersion && hasCatalog;
  }

  async #queryVersion(): Promise<boolean> {
    const { state, database, observe, onFatal } = this.#options;
    try {
      const { rows } = await database.query(
        "SELECT current_setting('server_version_num'), current_setting('server_version'), version()",
      );
      const [number, name, description] = (rows[0] ?? []).map((value) => value?.toString('utf8') ?? '');
      if (Number(number) < oldestSupportedVersion) {
        observe({ kind: 'version-unsupported', version: name ?? '' });
        onFatal();
        return false;
      }
      state.serverVersion = Number(number);
      observe({ kind: 'database-connected', version: description ?? '' });
      observe({ kind: 'pool-initialized', size: state.config.dbPool });
      return true;
    } catch (error) {
      if (this.#stopped.signal.aborted) return false;
      observe({ kind: 'version-query-failed', error: errorBody(error) });
      if (!state.config.dbPoolAutomaticRecovery) {
        observe({ kind: 'recovery-disabled' });
        onFatal();
      }
      return false;
    }
  }

  async #queryCatalog(): Promise<boolean> {
    const { state, database, observe } = this.#options;
    const { config } = state;
    try {
      const started = performance.now();
      const { cache, queryMilliseconds, timings } = await loadSchemaCache(database, config);
      const milliseconds = performance.now() - started - queryMilliseconds;
      state.schemaCacheStatus = 'pending';
      state.schemaCache = cache;
      // Sessions keep catalog data of their own.
      database.flush();
      observe({ kind: 'schema-cache-queried', milliseconds: queryMilliseconds, timings });
      observe({ kind: 'schema-cache-loaded', summary: summary(cache), milliseconds });
      state.schemaCacheStatus = 'loaded';
      setImmediate(() => cache.prepareHints());
      return true;
    } catch (error) {
      if (this.#stopped.signal.aborted) return false;
      state.schemaCacheStatus = 'pending';
      observe({
        kind: 'schema-cache-failed',
        schemas: config.dbSchemas,
        extraSearchPath: config.dbExtraSearchPath,
        error: errorBody(error),
      });
      return false;
    }
  }
}

function summary({ counts }: SchemaCache): string {
  return `${counts.relations} Relations, ${counts.relationships} Relationships, ${counts.routines} RPCs, ${counts.representations} Domain Representations, ${counts.mediaHandlers} Media Type Handlers`;
}

function signal(): { readonly promise: Promise<void>; resolve(): void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** Resolves after the time or at the stop, whichever comes first; does not keep the process alive. */
function pause(milliseconds: number, stopped: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stopped.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      stopped.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    stopped.addEventListener('abort', done);
  });
}
