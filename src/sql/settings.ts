import type { ConfiguredName } from '../config/config.ts';
import { cutAtNul, qualifiedName, quoteIdentifier, sql, toStatement } from './fragment.ts';
import type { Statement } from './statement.ts';

type Setting = readonly [name: string, value: string];

/** The transaction-local settings of one request, in their order of evaluation (spec auth-transactions-errors 2.3). */
export interface TransactionSettings {
  /** As `searchPathSetting` writes it. */
  readonly searchPath: string;
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
 * to set them counts; the others after it.
 */
export function settingsStatement(settings: TransactionSettings): Statement {
  const { roleSettings, timezone, routineSettings, appSettings } = settings;
  const further = routineSettings.length + appSettings.length;
  const values: string[] = [settings.searchPath];
  for (const [name, value] of roleSettings) values.push(name, value);
  // The role is the one value that may hold a NUL: it comes out of JSON, unlike settings, headers and what the catalog has.
  values.push(
    cutAtNul(settings.role),
    settings.claims,
    settings.method,
    settings.path,
    settings.headers,
    settings.cookies,
  );
  if (timezone !== null) values.push(timezone);
  for (const [name, value] of routineSettings) values.push(name, value);
  for (const [name, value] of appSettings) values.push(name, value);
  return { text: settingsText(roleSettings.length, timezone !== null, further), values };
}

const texts = new Map<number, string>();

/** Far more than anybody configures. */
const mostSettings = 65_536;

/** The text depends on the number of settings only, so that it is written once and prepared once. */
function settingsText(roleSettings: number, hasTimezone: boolean, further: number): string {
  const key = 2 * (mostSettings * roleSettings + further) + (hasTimezone ? 1 : 0);
  let text = texts.get(key);
  if (text === undefined) {
    text = writeSettingsText(roleSettings, hasTimezone, further);
    texts.set(key, text);
  }
  return text;
}

function writeSettingsText(roleSettings: number, hasTimezone: boolean, further: number): string {
  let position = 0;
  const named = (name: string) => `set_config('${name}', $${++position}, true)`;
  const unnamed = () => `set_config($${++position}, $${++position}, true)`;
  const calls = [named('search_path')];
  for (let i = 0; i < roleSettings; i++) calls.push(unnamed());
  calls.push(...['role', ...requestSettings].map(named));
  if (hasTimezone) calls.push(named('timezone'));
  for (let i = 0; i < further; i++) calls.push(unnamed());
  return `select ${calls.join(', ')}`;
}

const requestSettings = [
  'request.jwt.claims',
  'request.method',
  'request.path',
  'request.headers',
  'request.cookies',
] as const;

/** Schemas as the value of `search_path`. */
export function searchPathSetting(schemas: readonly string[]): string {
  return schemas.map(quoteIdentifier).join(', ');
}

/** The call of `db-pre-request`; its result is discarded (spec auth-transactions-errors 2.9). */
export function preRequestStatement(name: ConfiguredName): Statement {
  return toStatement(sql`select ${qualifiedName({ schema: name.schema ?? '', name: name.name })}()`);
}
