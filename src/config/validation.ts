import { parseRoleClaimPath } from '../auth/role-claim.ts';
import type { Config } from './config.ts';
import { configError } from './config-error.ts';
import type { OptionValues } from './options.ts';
import { options } from './options.ts';
import { parseUri } from './uri.ts';

/** The options that validation gives their final type. */
export type ValidatedOptions = Pick<
  Config,
  | 'clientErrorVerbosity'
  | 'dbTxEnd'
  | 'jwtRoleClaimKey'
  | 'logLevel'
  | 'openapiMode'
  | 'serverUnixSocketMode'
  | 'adminServerUnixSocketMode'
  | 'logFormat'
  | 'openapiVersion'
>;

/**
 * Checks the options in PostgREST's order; the first failure is the one reported (spec operations 3.7).
 * @throws ConfigError with PostgREST's text
 */
export function validateOptions(values: OptionValues): ValidatedOptions {
  const clientErrorVerbosity = oneOf(verbosities, values.clientErrorVerbosity, invalid('client-error-verbosity'));
  checkSchemas(values.dbSchemas);
  const dbTxEnd = oneOf(transactionEnds, values.dbTxEnd, 'Invalid transaction termination. Check your configuration.');
  checkAudience(values.jwtAud);
  const jwtRoleClaimKey = roleClaimPath(values.jwtRoleClaimKey);
  const logLevel = oneOf(logLevels, values.logLevel, 'Invalid logging level. Check your configuration.');
  const openapiMode = oneOf(openapiModes, values.openapiMode, invalid('openapi-mode'));
  checkProxyUri(values.openapiServerProxyUri);
  const serverUnixSocketMode = socketMode(options.serverUnixSocketMode.name, values.serverUnixSocketMode);
  checkAdminPort(values);
  const adminServerUnixSocketMode = socketMode(
    options.adminServerUnixSocketMode.name,
    values.adminServerUnixSocketMode,
  );
  const logFormat = oneOf(logFormats, values.logFormat, invalid('log-format'));
  const openapiVersion = oneOf(openapiVersions, values.openapiVersion, invalid('openapi-version'));
  return {
    clientErrorVerbosity,
    dbTxEnd,
    jwtRoleClaimKey,
    logLevel,
    openapiMode,
    serverUnixSocketMode,
    adminServerUnixSocketMode,
    logFormat,
    openapiVersion,
  };
}

const verbosities = ['verbose', 'minimal'] as const;
const transactionEnds = ['commit', 'commit-allow-override', 'rollback', 'rollback-allow-override'] as const;
const logLevels = ['crit', 'error', 'warn', 'info', 'debug'] as const;
const openapiModes = ['follow-privileges', 'ignore-privileges', 'disabled'] as const;
const logFormats = ['text', 'json'] as const;
const openapiVersions = ['2.0', '3.1'] as const;

function invalid(name: string): string {
  return `Invalid ${name}. Check your configuration.`;
}

function oneOf<Word extends string>(words: readonly Word[], value: string, message: string): Word {
  const word = words.find((candidate) => candidate === value);
  if (word === undefined) throw configError(message);
  return word;
}

function checkSchemas(schemas: readonly string[]): void {
  for (const forbidden of ['pg_catalog', 'information_schema']) {
    if (schemas.includes(forbidden)) throw configError(`db-schemas does not allow schema: '${forbidden}'`);
  }
}

function checkAudience(audience: string | null): void {
  if (audience?.includes(':') && parseUri(audience) === null) {
    throw configError('jwt-aud should be a string or a valid URI');
  }
}

function roleClaimPath(text: string): Config['jwtRoleClaimKey'] {
  try {
    return parseRoleClaimPath(text);
  } catch (error) {
    throw configError((error as Error).message);
  }
}

function checkProxyUri(text: string | null): void {
  if (text === null || isProxyUri(text)) return;
  throw configError('Malformed proxy uri, a correct example: https://example.com:8443/basePath');
}

function isProxyUri(text: string): boolean {
  const uri = parseUri(text);
  if (uri === null || !/^https?$/i.test(uri.scheme)) return false;
  if (uri.fragment !== null || uri.query !== null || uri.userInfo !== null) return false;
  if (uri.host === null || uri.host === '') return false;
  if (uri.port === null) return true;
  const port = Number(uri.port);
  return port >= 1 && port <= 65535;
}

function socketMode(name: string, text: string): number {
  const digits = /^[0-7]+/.exec(text);
  if (digits === null) throw configError(`Invalid ${name}: not an octal`);
  const mode = Number.parseInt(digits[0], 8);
  if (mode < 0o600 || mode > 0o777) throw configError(`Invalid ${name}: needs to be between 600 and 777`);
  return mode;
}

function checkAdminPort(values: OptionValues): void {
  if (values.adminServerPort === values.serverPort) {
    throw configError('admin-server-port cannot be the same as server-port');
  }
}
