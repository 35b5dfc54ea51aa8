import pg from 'pg';
import type { ConnectionHost } from '../config/connection-target.ts';
import type { Endpoint } from './connect.ts';
import { isServerWithoutTls } from './ssl-attempts.ts';

/** `connection to server at "…", port … failed`, in libpq's words. */
export function describeEndpoint({ host, address }: Endpoint): string {
  if (host.isSocketDirectory) return `connection to server on socket "${host.host}/.s.PGSQL.${host.port}" failed`;
  const resolved = address === host.host ? '' : ` (${address})`;
  return `connection to server at "${host.host}"${resolved}, port ${host.port} failed`;
}

/** libpq's words for a name that cannot be resolved. */
export function resolutionFailure(host: ConnectionHost, error: unknown): string {
  const code = errorCode(error);
  const reason = code === 'EAI_AGAIN' ? 'Temporary failure in name resolution' : 'Name or service not known';
  return `could not translate host name "${host.host}" to address: ${reason}\n`;
}

/** libpq's words for why a connection could not be opened: what follows `failed: `, with its line break. */
export function connectionFailure(error: unknown, { host }: Endpoint): string {
  if (!(error instanceof Error)) return `${String(error)}\n`;
  if (error instanceof pg.DatabaseError) {
    const { severity, message, detail, hint } = error;
    return describeServerError({ severity: severity ?? 'FATAL', message, detail: detail ?? null, hint: hint ?? null });
  }
  const code = errorCode(error);
  const systemText = systemErrors.get(code);
  if (systemText !== undefined) return `${systemText}\n${listeningHint(code, host)}`;
  if (isServerWithoutTls(error)) return 'server does not support SSL, but SSL was required\n';
  if (error.message.startsWith('Connection terminated unexpectedly')) {
    return (
      'server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n' +
      '\tbefore or while processing the request.\n'
    );
  }
  if (isTlsError(code)) return `SSL error: ${error.message}\n`;
  return `${error.message}\n`;
}

/** An ErrorResponse in libpq's words; DETAIL and HINT follow on lines of their own. */
export function describeServerError(error: {
  readonly severity: string;
  readonly message: string;
  readonly detail: string | null;
  readonly hint: string | null;
}): string {
  const detail = error.detail === null ? '' : `DETAIL:  ${error.detail}\n`;
  const hint = error.hint === null ? '' : `HINT:  ${error.hint}\n`;
  return `${error.severity}:  ${error.message}\n${detail}${hint}`;
}

function listeningHint(code: string, host: ConnectionHost): string {
  if (host.isSocketDirectory) {
    return code === 'ECONNREFUSED' || code === 'ENOENT'
      ? '\tIs the server running locally and accepting connections on that socket?\n'
      : '';
  }
  return hintedCodes.has(code) ? '\tIs the server running on that host and accepting TCP/IP connections?\n' : '';
}

const hintedCodes: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH']);

const systemErrors: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'Connection refused'],
  ['ENOENT', 'No such file or directory'],
  ['EACCES', 'Permission denied'],
  ['ETIMEDOUT', 'Connection timed out'],
  ['EHOSTUNREACH', 'No route to host'],
  ['ENETUNREACH', 'Network is unreachable'],
  ['EADDRNOTAVAIL', 'Cannot assign requested address'],
  ['ECONNRESET', 'Connection reset by peer'],
]);

function isTlsError(code: string): boolean {
  return code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS') || code.includes('CERT');
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
