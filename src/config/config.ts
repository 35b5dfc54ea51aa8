import type { KeySet } from '../auth/key-set.ts';
import type { RoleClaimPath } from '../auth/role-claim.ts';

/** `schema.name` or `name` of a configured function (spec operations 3.2). */
export interface ConfiguredName {
  readonly schema: string | null;
  readonly name: string;
}

export type LogLevel = 'crit' | 'error' | 'warn' | 'info' | 'debug';
export type TransactionEnd = 'commit' | 'commit-allow-override' | 'rollback' | 'rollback-allow-override';

/**
 * All options after reading, coercion and validation (spec operations 3.3), one frozen object. Unset = null. Names
 * are the options' names in camel case. Everything else about options lives in config/options.ts.
 */
export interface Config {
  readonly adminServerHost: string;
  readonly adminServerPort: number | null;
  readonly adminServerUnixSocket: string | null;
  readonly adminServerUnixSocketMode: number;
  /** (full name `app.settings.x`, value), ascending by name. */
  readonly appSettings: readonly (readonly [string, string])[];
  readonly clientErrorVerbosity: 'verbose' | 'minimal';
  readonly dbAggregatesEnabled: boolean;
  readonly dbAnonRole: string | null;
  readonly dbChannel: string;
  readonly dbChannelEnabled: boolean;
  readonly dbConfig: boolean;
  readonly dbExtraSearchPath: readonly string[];
  readonly dbHoistedTxSettings: readonly string[];
  readonly dbMaxRows: number | null;
  readonly dbPlanEnabled: boolean;
  readonly dbPool: number;
  /** Seconds. */
  readonly dbPoolAcquisitionTimeout: number;
  readonly dbPoolAutomaticRecovery: boolean;
  /** Seconds. */
  readonly dbPoolMaxIdletime: number;
  /** Seconds. */
  readonly dbPoolMaxLifetime: number;
  readonly dbPreConfig: ConfiguredName | null;
  readonly dbPreRequest: ConfiguredName | null;
  readonly dbPreparedStatements: boolean;
  readonly dbRootSpec: ConfiguredName | null;
  readonly dbSchemas: readonly string[];
  readonly dbTxEnd: TransactionEnd;
  readonly dbUri: string;
  readonly jwtAud: string | null;
  readonly jwtCacheMaxEntries: number;
  /** Beyond PostgREST: OpenID Connect issuer whose published keys verify tokens. */
  readonly jwtIssuer: string | null;
  readonly jwtRoleClaimKey: RoleClaimPath;
  /** The secret's bytes after `@file` and base64, for the dump; null = none. */
  readonly jwtSecret: Uint8Array | null;
  readonly jwtKeySet: KeySet | null;
  readonly jwtSecretIsBase64: boolean;
  /** Beyond PostgREST: diagnostics and access lines as text, or as one JSON object per line. */
  readonly logFormat: 'text' | 'json';
  readonly logLevel: LogLevel;
  readonly logQuery: boolean;
  readonly openapiMode: 'follow-privileges' | 'ignore-privileges' | 'disabled';
  readonly openapiSecurityActive: boolean;
  readonly openapiServerProxyUri: string | null;
  /** Beyond PostgREST: version of the OpenAPI document served at the root. */
  readonly openapiVersion: '2.0' | '3.1';
  /** Null = any origin. */
  readonly serverCorsAllowedOrigins: readonly string[] | null;
  readonly serverHost: string;
  readonly serverPort: number;
  readonly serverReuseport: boolean;
  readonly serverTimingEnabled: boolean;
  readonly serverTraceHeader: string | null;
  readonly serverUnixSocket: string | null;
  readonly serverUnixSocketMode: number;
  /** Beyond PostgREST: processes that share the API port. */
  readonly serverWorkers: number;
  readonly urlUseLegacyTargetNames: boolean;
  /** Milliseconds; test aids. */
  readonly internalSchemaCacheQuerySleep: number | null;
  readonly internalSchemaCacheQuerySleepBeforeQueries: number | null;
  /** Settings of the impersonated roles (spec auth-transactions-errors 2.4), by role; empty unless `db-config`. */
  readonly roleSettings: ReadonlyMap<string, RoleSettings>;
}

export interface RoleSettings {
  readonly isolationLevel: 'read committed' | 'repeatable read' | 'serializable' | null;
  readonly settings: readonly (readonly [string, string])[];
}
