import { createApp } from '../app.ts';
import { createAuthenticator } from '../auth/index.ts';
import type { Config } from '../config/config.ts';
import type { ConfigSources } from '../config/index.ts';
import { connect } from '../database/connect.ts';
import { connectionSource } from '../database/connection-source.ts';
import type { EmbeddedDatabase } from '../database/embedded.ts';
import { createDatabase, type PooledDatabase } from '../database/index.ts';
import { type Listener, startListener } from '../database/listener.ts';
import type { Observer } from '../observe/observation.ts';
import type { RequestTracer } from '../observe/tracing.ts';
import type { RequestHandler } from '../server/handler.ts';
import { configErrorText, reloadedConfig, warnOfDeprecations } from './config-reload.ts';
import { guardedDatabase } from './guarded-database.ts';
import { IssuerKeys } from './issuer-keys.ts';
import { SchemaCacheLoader } from './schema-cache-loader.ts';
import { initialState, type ServerState } from './state.ts';

export interface InstanceOptions {
  /** As read from `sources` at the start. Read once: a secret may come from a pipe. */
  readonly config: Config;
  /** Read again at each reload. */
  readonly sources: ConfigSources;
  /** Serves instead of `db-uri`. */
  readonly embedded: EmbeddedDatabase | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly observe: Observer;
  readonly traceRequest: RequestTracer | null;
  /** The server cannot go on (spec operations 1.4); every database use has been reported by then. */
  readonly onFatal: () => void;
}

/** A running server without its sockets: what the command and the library have in common. */
export interface Instance {
  readonly state: ServerState;
  readonly database: PooledDatabase;
  readonly handle: RequestHandler;
  readonly loader: SchemaCacheLoader;
  /** Re-reads the configuration; an invalid one is reported and leaves the old one in force. Never rejects. */
  reloadConfig(): Promise<void>;
  /** Whether the database can be reached, as the admin server understands it (spec operations 7.2). */
  isConnected(): Promise<boolean>;
  /** Starts the listener and the first schema cache load. */
  start(): void;
  /** Ends listener, loader and pool; requests under way in the database are waited for. */
  close(): Promise<void>;
}

export function createInstance(options: InstanceOptions): Instance {
  const { sources, observe, onFatal } = options;
  const state = initialState(options.config);
  const database = guardedDatabase(openDatabase(options), observe, onFatal);
  const issuerKeys = new IssuerKeys(observe);
  const authenticator = createAuthenticator({
    config: () => state.config,
    observe,
    remoteKeys: () => issuerKeys.of(state.config),
  });

  const reloadConfig = async (): Promise<void> => {
    const wasListening = state.config.dbChannelEnabled;
    try {
      const { serverVersion } = state;
      state.config = await reloadedConfig(state.config, { sources, database, serverVersion, observe });
    } catch (error) {
      observe({ kind: 'config-reload-failed', message: configErrorText(error) });
      return;
    }
    warnOfDeprecations(state.config, observe);
    if (wasListening !== state.config.dbChannelEnabled) switchListener();
    observe({ kind: 'config-reloaded' });
  };
  const loader = new SchemaCacheLoader({ state, database, observe, reloadConfig, onFatal });

  function onNotification(payload: string): void {
    if (payload === '' || payload === 'reload schema') loader.trigger();
    else if (payload === 'reload config') void reloadConfig();
  }

  let listener: Listener | null = null;
  function switchListener(): void {
    void listener?.stop();
    listener = null;
    state.listenerIsOn = false;
    if (!state.config.dbChannelEnabled) return;
    listener = openListener(options, state, onNotification, () => loader.trigger());
  }

  return {
    state,
    database,
    handle: createApp({
      state,
      database,
      authenticate: (authorization) =>
        issuerKeys.of(state.config) === null
          ? authenticator.authenticate(authorization)
          : authenticator.authenticateAsync(authorization),
      observe,
      traceRequest: options.traceRequest,
      onUnavailable: () => loader.trigger(),
    }),
    loader,
    reloadConfig,
    isConnected: async () => {
      if (state.config.dbChannelEnabled) return state.listenerIsOn;
      return database.query('SELECT 1').then(
        () => true,
        () => false,
      );
    },
    start: () => {
      switchListener();
      loader.trigger();
    },
    close: async () => {
      loader.stop();
      issuerKeys.close();
      await listener?.stop();
      await database.close();
      await options.embedded?.close();
    },
  };
}

function openDatabase({ config, embedded, environment, observe }: InstanceOptions): PooledDatabase {
  const source = connectionSource(config.dbUri, environment);
  return createDatabase({
    target: embedded === null ? async () => (await connect(source())).stream : embedded.open,
    poolSize: embedded === null ? config.dbPool : 1,
    acquisitionTimeoutSeconds: config.dbPoolAcquisitionTimeout,
    maxIdleSeconds: config.dbPoolMaxIdletime,
    maxLifetimeSeconds: config.dbPoolMaxLifetime,
    preparedStatements: config.dbPreparedStatements,
    observe,
  });
}

function openListener(
  { embedded, environment, observe, onFatal }: InstanceOptions,
  state: ServerState,
  onNotification: (payload: string) => void,
  onRecovered: () => void,
): Listener {
  return startListener({
    configuration: () => ({
      target: embedded ?? connectionSource(state.config.dbUri, environment),
      channel: state.config.dbChannel,
    }),
    observe,
    onNotification,
    onReady: (afterRetry) => {
      state.listenerIsOn = true;
      if (afterRetry) onRecovered();
    },
    onLost: () => {
      state.listenerIsOn = false;
      if (!state.config.dbPoolAutomaticRecovery) onFatal();
    },
  });
}
