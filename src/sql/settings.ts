import type { ConfiguredName } from '../config/config.ts';
import { bind, join, qualifiedName, quoteIdentifier, type Sql, sql, toStatement } from './fragment.ts';
import type { Statement } from './statement.ts';

type Setting = readonly [name: string, value: string];

/** The transaction-local settings of one request, in their order of evaluation (spec auth-transactions-errors 2.3). */
export interface TransactionSettings {
  /** Request schema, then `db-extra-search-path`. */
  readonly searchPath: readonly string[];
  readonly roleSettings: readonly Setting[];
  readonly role: string;
  /** JSON text. */
  readonly claims: string;
  readonly method: string;
  /** Raw path. */
  readonly path: string;
  /** JSON text. */
  readonly headers: string;
  /** JSON text. */
  readonly cookies: string;
  readonly timezone: string | null;
  readonly routineSettings: readonly Setting[];
  readonly appSettings: readonly Setting[];
}

/**
 * One SELECT with every `set_config` call. Role settings come before the role, so that the authenticator's own right
 * to set them counts; the others after it. Its text depends on the number of settings only.
 */
export function settingsStatement(settings: TransactionSettings): Statement {
  const calls = [
    sql`set_config('search_path', ${bind(searchPathText(settings.searchPath))}, true)`,
    ...settings.roleSettings.map(setConfig),
    sql`set_config('role', ${bind(settings.role)}, true)`,
    sql`set_config('request.jwt.claims', ${bind(settings.claims)}, true)`,
    sql`set_config('request.method', ${bind(settings.method)}, true)`,
    sql`set_config('request.path', ${bind(settings.path)}, true)`,
    sql`set_config('request.headers', ${bind(settings.headers)}, true)`,
    sql`set_config('request.cookies', ${bind(settings.cookies)}, true)`,
  ];
  if (settings.timezone !== null) calls.push(sql`set_config('timezone', ${bind(settings.timezone)}, true)`);
  calls.push(...settings.routineSettings.map(setConfig), ...settings.appSettings.map(setConfig));
  return toStatement(sql`SELECT ${join(calls, ', ')}`);
}

function setConfig([name, value]: Setting): Sql {
  return sql`set_config(${bind(name)}, ${bind(value)}, true)`;
}

function searchPathText(schemas: readonly string[]): string {
  return schemas.map(quoteIdentifier).join(', ');
}

/** The call of `db-pre-request`; its result is discarded (spec auth-transactions-errors 2.9). */
export function preRequestStatement(name: ConfiguredName): Statement {
  return toStatement(sql`SELECT ${qualifiedName({ schema: name.schema ?? '', name: name.name })}()`);
}
