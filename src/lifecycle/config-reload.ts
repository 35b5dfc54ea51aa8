import type { Config, RoleSettings } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';
import {
  databaseSettingsStatements,
  readDatabaseSettings,
  readRoleSettings,
  roleSettingsStatement,
} from '../config/database-settings.ts';
import { dumpRoleClaimPath } from '../config/dump.ts';
import { type ConfigSources, loadConfig } from '../config/index.ts';
import type { Database, QueryResult } from '../database/transaction.ts';
import type { Observer } from '../observe/observation.ts';
import { errorBody } from '../response/failure.ts';
import type { Statement } from '../sql/statement.ts';

export interface ConfigReload {
  readonly sources: ConfigSources;
  readonly database: Database;
  readonly serverVersion: number;
  readonly observe: Observer;
}

/**
 * The configuration as it stands now in database, environment and file (spec operations 4). Failing queries count as
 * "no settings" and are reported; an invalid value throws and leaves the caller with what it has.
 *
 * @param current decides whether and how the database is asked, and keeps its `db-uri`
 * @throws ConfigError
 */
export async function reloadedConfig(current: Config, reload: ConfigReload): Promise<Config> {
  if (!current.dbConfig) return loadConfig(reload.sources, current);
  const databaseSettings = await databaseSettingsOrNone(current, reload);
  const roleSettings = await roleSettingsOrNone(reload);
  return loadConfig({ ...reload.sources, databaseSettings, roleSettings }, current);
}

async function databaseSettingsOrNone(current: Config, reload: ConfigReload): Promise<ReadonlyMap<string, string>> {
  try {
    const results = await query(reload.database, databaseSettingsStatements(current.dbPreConfig));
    const settings = results.at(-1);
    return settings === undefined ? new Map() : readDatabaseSettings(settings);
  } catch (error) {
    reload.observe({ kind: 'config-query-failed', error: errorBody(error) });
    return new Map();
  }
}

async function roleSettingsOrNone(reload: ConfigReload): Promise<ReadonlyMap<string, RoleSettings>> {
  try {
    const [settings] = await query(reload.database, [roleSettingsStatement(reload.serverVersion)]);
    return settings === undefined ? new Map() : readRoleSettings(settings);
  } catch (error) {
    reload.observe({ kind: 'role-settings-query-failed', error: errorBody(error) });
    return new Map();
  }
}

function query(database: Database, statements: readonly Statement[]): Promise<readonly QueryResult[]> {
  return database.run({
    accessMode: 'READ ONLY',
    isolation: 'read committed',
    statements,
    judge: null,
    end: 'commit',
  });
}

/** Tells of the deprecated role claim syntax, at start and at each reload (spec operations 12.4). */
export function warnOfDeprecations(config: Config, observe: Observer): void {
  if (config.jwtRoleClaimKey.syntax !== 'deprecated') return;
  observe({ kind: 'deprecated-role-claim-path', path: dumpRoleClaimPath(config.jwtRoleClaimKey) });
}

/** The text of a configuration error; other errors are not for this stage. */
export function configErrorText(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  throw error;
}
