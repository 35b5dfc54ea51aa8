import { expect, test } from 'vitest';
import { fatalReason } from '../../../src/database/fatal-errors.ts';
import { ConnectionError, PostgresError } from '../../../src/database/transaction.ts';
import { apiError } from '../../../src/errors/api-error.ts';

function serverError(sqlstate: string, statementText: string | null, message = 'm'): PostgresError {
  return new PostgresError({ sqlstate, message, detail: null, hint: null, severity: 'ERROR', statementText });
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
  ['syntax error of a main query', serverError('42601', 'WITH pgrst_source AS (SELECT 1) SELECT 1'), null],
  ['syntax error of the settings', serverError('42601', "select set_config('a', $1, true)"), 'bug'],
  ['syntax error of an EXPLAIN', serverError('42601', 'EXPLAIN (FORMAT JSON) WITH pgrst_source AS (…)'), 'bug'],
  ['syntax error at COMMIT', serverError('42601', 'COMMIT'), 'bug'],
  ['duplicate statement', serverError('42P05', 'WITH pgrst_source AS (…)'), 'prepared-statements'],
  ['statement pooling', serverError('08P01', 'BEGIN', poolingMessage), 'statement-pooling'],
  ['other protocol error', serverError('08P01', 'BEGIN', `${poolingMessage}!`), null],
  ['unreadable result', apiError('PGRSTX00', { message: 'two rows' }), 'bug'],
  ['error of the request', apiError('PGRST116'), null],
  ['anything', new Error('x'), null],
])('%s', (_, error, reason) => {
  expect(fatalReason(error)).toBe(reason);
});
