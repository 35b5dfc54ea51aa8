import { ApiError } from '../errors/api-error.ts';
import type { FatalReason } from '../observe/observation.ts';
import { ConnectionError, PostgresError } from './transaction.ts';

/**
 * How every main query begins; syntax errors of these may be the requester's doing. Unlike in the original, that goes
 * for a query under EXPLAIN too: a request must not be able to end the server.
 */
const mainQueryStart = /^(?:EXPLAIN \([A-Z ,]+\) )?WITH pgrst_source/;

/**
 * Why an error on any use of the pool must end the process (spec operations 8.4); null = carry on. A result of the
 * wrong shape shows as PGRSTX00.
 */
export function fatalReason(error: unknown): FatalReason | null {
  if (error instanceof PostgresError) return fatalServerError(error);
  if (error instanceof ConnectionError) return isHopelessLogin(error.detail ?? '') ? 'connection' : null;
  if (error instanceof ApiError && error.body.code === 'PGRSTX00') return 'bug';
  return null;
}

function isHopelessLogin(detail: string): boolean {
  return detail.includes('FATAL:  password authentication failed') || detail.includes('no password supplied');
}

/**
 * Functions may raise any SQLSTATE, and no request may end the server. So the errors count only where no function can
 * have raised them: at the parsing of a statement, in BEGIN, or with a severity that functions cannot raise.
 */
function fatalServerError(error: PostgresError): FatalReason | null {
  switch (error.sqlstate) {
    case '42601':
      return error.failedAt === 'parse' && !mainQueryStart.test(error.statementText ?? '') ? 'bug' : null;
    case '42P05':
      return error.failedAt === 'parse' ? 'prepared-statements' : null;
    case '08P01':
      return error.message === statementPooling && isFromPooler(error) ? 'statement-pooling' : null;
    default:
      return null;
  }
}

const statementPooling = 'transaction blocks not allowed in statement pooling mode';

function isFromPooler({ severity, statementText }: PostgresError): boolean {
  return severity === 'FATAL' || statementText?.startsWith('BEGIN') === true;
}
