import type { ConnectionError, PostgresError } from '../database/transaction.ts';
import { ApiError, apiError } from '../errors/api-error.ts';
import type { Header } from '../http/message.ts';
import { raisedResponse } from './raised-response.ts';

/**
 * An error of PostgreSQL as clients see it (spec auth-transactions-errors 3.7-3.9). `authenticated`: the request runs as
 * another role than the anonymous one; only then "permission denied" is no invitation to log in.
 */
export function apiErrorFromPostgres(error: PostgresError, authenticated: boolean): ApiError {
  if (error.sqlstate === 'PGRST') return raisedResponse(error.message, error.detail);
  const { status, statusText } = statusLine(error, authenticated);
  return new ApiError({
    status,
    statusText,
    body: { code: error.sqlstate, message: error.message, details: error.detail, hint: error.hint },
    headers: status === 401 ? loginHeaders : [],
  });
}

/** A failure to get at the database at all (spec auth-transactions-errors 3.2). */
export function apiErrorFromConnection(error: ConnectionError): ApiError {
  return apiError(error.code, { details: error.detail });
}

const loginHeaders: readonly Header[] = [['WWW-Authenticate', 'Bearer']];

interface StatusLine {
  readonly status: number;
  readonly statusText: string | null;
}

function statusLine(error: PostgresError, authenticated: boolean): StatusLine {
  if (!error.sqlstate.startsWith('PT')) return { status: statusOf(error, authenticated), statusText: null };
  const status = /^PT[1-9][0-9]{2}$/.test(error.sqlstate) ? Number(error.sqlstate.slice(2)) : null;
  if (status === null) return { status: 500, statusText: null };
  return { status, statusText: onOneLine(error.message) };
}

/** The phrase becomes part of the status line, where a line break would start a header of the raiser's choice. */
function onOneLine(phrase: string): string {
  return phrase.replace(/[\r\n]+/g, '');
}

/** First by whole SQLSTATE, then by class. */
function statusOf(error: PostgresError, authenticated: boolean): number {
  const { sqlstate, message } = error;
  switch (sqlstate) {
    case '21000':
      return message.endsWith('requires a WHERE clause') ? 400 : 500;
    case '22023':
      return message.startsWith('role') && message.endsWith('does not exist') ? 401 : 400;
    case '42883':
      return message.startsWith('function xmlagg(') ? 406 : 404;
    case '42501':
      return authenticated ? 403 : 401;
    default:
      return statusByState.get(sqlstate) ?? statusByClass.get(sqlstate.slice(0, 2)) ?? 400;
  }
}

const statusByState: ReadonlyMap<string, number> = new Map([
  ['23503', 409],
  ['23505', 409],
  ['25006', 405],
  ['42P01', 404],
  ['42P17', 500],
  ['53400', 500],
  ['57P01', 503],
  ['P0001', 400],
]);

const statusByClass: ReadonlyMap<string, number> = new Map([
  ['08', 503],
  ['09', 500],
  ['0L', 403],
  ['0P', 403],
  ['25', 500],
  ['28', 403],
  ['2D', 500],
  ['38', 500],
  ['39', 500],
  ['3B', 500],
  ['40', 500],
  ['53', 503],
  ['54', 500],
  ['55', 500],
  ['57', 500],
  ['58', 500],
  ['F0', 500],
  ['HV', 500],
  ['P0', 500],
  ['XX', 500],
]);
