import { createApp } from '../app.ts';
import { createAuthenticator } from '../auth/index.ts';
import type { Config } from '../config/config.ts';
import { connect } from '../database/connect.ts';
import { connectionSource } from '../database/connection-source.ts';
import type { EmbeddedDatabase } from '../database/embedded.ts';
import { createDatabase, type PooledDatabase } from '../database/index.ts';
import type { Observer } from '../observe/observation.ts';
import type { RequestTracer } from '../observe/tracing.ts';
import type { RequestHandler } from '../server/handler.ts';
import { guardedDatabase } from './guarded-database.ts';
import { IssuerKeys } from './issuer-keys.ts';
import { initialState, type ServerState } from './state.ts';

export interface ServiceOptions {
  /** In force at the start. */
  readonly config: Config;
  /** Serves instead of `db-uri`. */
  readonly embedded: EmbeddedDatabase | null;
  /** Where libpq's variables are read. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly observe: Observer;
  readonly traceRequest: RequestTracer | null;
  /** The server cannot go on (spec operations 1.4); every database use has been reported by then. */
  readonly onFatal: () => void;
  /** A response was 503 although there is a schema cache. */
  readonly onUnavailable: () => void;
}

/** What answers requests: pool and application over a state that others replace. */
export interface Service {
  readonly state: ServerState;
  readonly database: PooledDatabase;
  readonly handle: RequestHandler;
  /** Waits for requests under way in the database. */
  close(): Promise<void>;
}

export function createService(options: ServiceOptions): Service {
  const { observe, traceRequest, onFatal, onUnavailable } = options;
  const state = initialState(options.config);
  const database = guardedDatabase(openDatabase(options, state), observe, onFatal);
  const issuerKeys = new IssuerKeys(observe);
  const authenticator = createAuthenticator({
    config: () => state.config,
    observe,
    remoteKeys: () => issuerKeys.of(state.config),
  });
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
      traceRequest,
      onUnavailable,
    }),
    close: async () => {
      issuerKeys.close();
      await database.close();
    },
  };
}

/** Node.js runs longer timers at once. */
const longestTimerSeconds = 2_147_483;

function openDatabase({ config, embedded, environment, observe }: ServiceOptions, state: ServerState): PooledDatabase {
  const source = connectionSource(config.dbUri, environment);
  return createDatabase({
    target: embedded === null ? async () => (await connect(source())).stream : embedded.open,
    poolSize: embedded === null ? config.dbPool : 1,
    acquisitionTimeoutSeconds: Math.min(config.dbPoolAcquisitionTimeout, longestTimerSeconds),
    maxIdleSeconds: config.dbPoolMaxIdletime,
    maxLifetimeSeconds: config.dbPoolMaxLifetime,
    // What starts without prepared statements stays without: a reload must not surprise a pooler.
    preparesStatements: () => config.dbPreparedStatements && state.config.dbPreparedStatements,
    observe,
  });
}
