import { expect, test } from 'vitest';
import { fatalReason } from '../../../src/database/fatal-errors.ts';
import { ConnectionError, PostgresError } from '../../../src/database/transaction.ts';
import { apiError } from '../../../src/errors/api-error.ts';

function serverError(sqlstate: string, statementText: string | null, message = 'm', severity = 'ERROR'): PostgresError {
  return new PostgresError({ sqlstate, message, detail: null, hint: null, severity, statementText });
}

function parseError(sqlstate: string, statementText: string): PostgresError {
  const fields = { sqlstate, message: 'm', detail: null, hint: null, severity: 'ERROR', statementText };
  return new PostgresError({ ...fields, failedAt: 'parse' });
}

const poolingMessage = 'transaction blocks not allowed in statement pooling mode';

test.each([
  [
    'wrong password',
    new ConnectionError('PGRST000', 'x FATAL:  password authentication failed for user "u"\n'),
    'connection',
  ],
  ['no password', new ConnectionError('PGRST000', 'x fe_sendauth: no password supplied\n'), 'connection'],
  ['refused', new ConnectionError('PGRST000', 'x Connection refused\n'), null],
  ['unknown role', new ConnectionError('PGRST000', 'x FATAL:  role "r" does not exist\n'), null],
  ['time-out', new ConnectionError('PGRST003', null), null],
  ['syntax error of a main query', parseError('42601', 'WITH pgrst_source AS (SELECT 1) SELECT 1'), null],
  ['syntax error of an EXPLAIN', parseError('42601', 'EXPLAIN (FORMAT JSON) WITH pgrst_source AS (…)'), null],
  ['syntax error of the settings', parseError('42601', "select set_config('a', $1, true)"), 'bug'],
  ['syntax error raised by the pre-request function', serverError('42601', 'select "api"."check"()'), null],
  ['syntax error raised by a deferred trigger', serverError('42601', 'COMMIT'), null],
  ['duplicate statement', parseError('42P05', 'WITH pgrst_source AS (…)'), 'prepared-statements'],
  ['duplicate statement, says a function', serverError('42P05', 'WITH pgrst_source AS (…)'), null],
  ['statement pooling', serverError('08P01', 'BEGIN', poolingMessage), 'statement-pooling'],
  ['statement pooling, fatal', serverError('08P01', null, poolingMessage, 'FATAL'), 'statement-pooling'],
  ['statement pooling, says a function', serverError('08P01', 'WITH pgrst_source', poolingMessage), null],
  ['other protocol error', serverError('08P01', 'BEGIN', `${poolingMessage}!`), null],
  ['unreadable result', apiError('PGRSTX00', { message: 'two rows' }), 'bug'],
  ['error of the request', apiError('PGRST116'), null],
  ['anything', new Error('x'), null],
])('%s', (_, error, reason) => {
  expect(fatalReason(error)).toBe(reason);
});
