import type { Config } from '../config/config.ts';
import type { SchemaCache } from '../schema-cache/model.ts';

/**
 * What changes while a server runs: each value is replaced whole, never edited, so that a request that took the old
 * one is not disturbed. One object per instance; nothing is global.
 */
export interface ServerState {
  config: Config;
  /** Null until the first load succeeded. */
  schemaCache: SchemaCache | null;
  /** `server_version_num` as of the last successful query; before that the oldest supported one. */
  serverVersion: number;
  /** The last load attempt's outcome, apart from whether an older cache still serves (spec operations 9.2). */
  schemaCacheStatus: 'initial' | 'pending' | 'loaded';
  listenerIsOn: boolean;
}

/** @param config as read from environment and file; the database has not been asked yet */
export function initialState(config: Config): ServerState {
  return {
    config,
    schemaCache: null,
    serverVersion: oldestSupportedVersion,
    schemaCacheStatus: 'initial',
    listenerIsOn: false,
  };
}

/** `server_version_num` of the oldest PostgreSQL that is served. */
export const oldestSupportedVersion = 140000;
