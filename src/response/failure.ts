import { AbandonedRequestError, ConnectionError, PostgresError } from '../database/transaction.ts';
import { ApiError, apiError, type ErrorBody } from '../errors/api-error.ts';
import { UnhandledRequestError } from '../errors/unhandled-request-error.ts';
import { apiErrorFromConnection, apiErrorFromPostgres } from './postgres-error.ts';

/**
 * Any failure of a stage as the error to answer with. What is no known kind of failure becomes PGRSTX00, whose text
 * says nothing about the inside.
 *
 * @param authenticated whether the request runs as another role than the anonymous one
 * @throws UnhandledRequestError, which has no form in the API
 */
export function apiErrorOf(error: unknown, authenticated: boolean): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof PostgresError) return apiErrorFromPostgres(error, authenticated);
  if (error instanceof ConnectionError) return apiErrorFromConnection(error);
  if (error instanceof UnhandledRequestError) throw error;
  return apiError('PGRSTX00');
}

/** The body that log lines show for a failure of the server's own queries. */
export function errorBody(error: unknown): ErrorBody {
  return apiErrorOf(error, true).body;
}

/** What the log shows of a failed use of the database, from level `error` on; null = nothing (spec operations 12.2). */
export function loggedDatabaseError(error: unknown): ErrorBody | null {
  if (error instanceof PostgresError) {
    const { status, body } = apiErrorFromPostgres(error, true);
    return status >= 500 ? body : null;
  }
  // A refused connection is the loader's to tell, a time-out is told once for many.
  if (error instanceof ConnectionError && error.code === 'PGRST001') return apiErrorFromConnection(error).body;
  return null;
}

/** The same of a failed request, where it was not the database that failed. */
export function loggedBody(error: unknown, answered: ApiError): ErrorBody | null {
  const isOfDatabase = error instanceof PostgresError || error instanceof ConnectionError;
  if (isOfDatabase || error instanceof AbandonedRequestError) return null;
  if (error instanceof ApiError) return error.body.code === 'PGRST002' ? error.body : null;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { ...answered.body, details: text };
}
