import { describe, expect, it } from 'vitest';
import { ConnectionError, PostgresError } from '../../../src/database/transaction.ts';
import { apiErrorFromConnection, apiErrorFromPostgres } from '../../../src/response/postgres-error.ts';

function errorFrom(sqlstate: string, message = 'm', detail: string | null = null, authenticated = false) {
  const error = new PostgresError({ sqlstate, message, detail, hint: 'h', severity: 'ERROR', statementText: null });
  return apiErrorFromPostgres(error, authenticated);
}

describe('SQLSTATE to status', () => {
  it.each([
    ['08006', 503],
    ['09000', 500],
    ['0L000', 403],
    ['0P000', 403],
    ['23503', 409],
    ['23505', 409],
    ['23502', 400],
    ['25006', 405],
    ['25001', 500],
    ['28P01', 403],
    ['2D000', 500],
    ['38000', 500],
    ['39000', 500],
    ['3B000', 500],
    ['3F000', 400],
    ['40001', 500],
    ['53400', 500],
    ['53300', 503],
    ['54000', 500],
    ['55000', 500],
    ['57P01', 503],
    ['57014', 500],
    ['58000', 500],
    ['F0000', 500],
    ['HV000', 500],
    ['P0001', 400],
    ['P0002', 500],
    ['XX000', 500],
    ['42883', 404],
    ['42P01', 404],
    ['42P17', 500],
    ['42501', 401],
    ['22P02', 400],
    ['21000', 500],
    ['22023', 400],
    ['ABCDE', 400],
  ])('%s: %i', (sqlstate, status) => {
    expect(errorFrom(sqlstate).status).toBe(status);
  });

  it.each([
    ['21000', 'UPDATE requires a WHERE clause', 400],
    ['22023', 'role "x" does not exist', 401],
    ['42883', 'function xmlagg(text) does not exist', 406],
  ])('%s looks at the message', (sqlstate, message, status) => {
    expect(errorFrom(sqlstate, message).status).toBe(status);
  });

  it('asks only the anonymous to log in', () => {
    expect(errorFrom('42501').headers).toEqual([['WWW-Authenticate', 'Bearer']]);
    expect(errorFrom('42501', 'm', null, true)).toMatchObject({ status: 403, headers: [] });
  });

  it('passes texts on', () => {
    expect(errorFrom('23505', 'dup', 'key').body).toEqual({ code: '23505', message: 'dup', details: 'key', hint: 'h' });
  });
});

describe('RAISE with PT<nnn>', () => {
  it('makes the message the reason phrase, on one line', () => {
    expect(errorFrom('PT402', 'pay\r\nSet-Cookie: a=b')).toMatchObject({
      status: 402,
      statusText: 'paySet-Cookie: a=b',
      body: { code: 'PT402', message: 'pay\r\nSet-Cookie: a=b' },
    });
    expect(errorFrom('PT401').headers).toEqual([['WWW-Authenticate', 'Bearer']]);
  });

  it.each(['PTABC', 'PT000', 'PT0X1'])('gives 500 for %s', (sqlstate) => {
    expect(errorFrom(sqlstate)).toMatchObject({ status: 500, statusText: null });
  });
});

describe("RAISE SQLSTATE 'PGRST'", () => {
  const message = '{"code":"A1","message":"no credit","hint":"h","more":1}';

  it('controls the response', () => {
    const detail = '{"status":402.0,"headers":{"x-c":"3","B":"2","A":"1"},"status_text":"Pay"}';
    expect(errorFrom('PGRST', message, detail)).toMatchObject({
      status: 402,
      statusText: 'Pay',
      body: { code: 'A1', message: 'no credit', details: null, hint: 'h' },
      headers: [
        ['A', '1'],
        ['B', '2'],
        ['x-c', '3'],
      ],
    });
  });

  it('asks nobody to log in by itself and leaves out headers that would break the response', () => {
    const headers = JSON.stringify({ 'X: 1\r\nY': 'a', '': 'b', 'Content-Length': '0', 'transfer-encoding': 'x' });
    expect(errorFrom('PGRST', message, `{"status":401,"headers":${headers}}`)).toMatchObject({
      status: 401,
      headers: [],
    });
  });

  it.each([
    'plain',
    '[]',
    'null',
    '{"code":"A1"}',
    '{"code":1,"message":"m"}',
    '{"code":"A","message":"m","details":{}}',
  ])('refuses the MESSAGE %s', (text) => {
    expect(errorFrom('PGRST', text, '{"status":402,"headers":{}}')).toMatchObject({
      status: 500,
      body: { code: 'PGRST121', details: `Invalid JSON value for MESSAGE: '${text}'` },
    });
  });

  it.each([
    '',
    '[]',
    '{"status":402}',
    '{"status":"402","headers":{}}',
    '{"status":402.5,"headers":{}}',
    '{"status":99,"headers":{}}',
    '{"status":1e400,"headers":{}}',
    '{"status":402,"headers":[]}',
    '{"status":402,"headers":{"X":1}}',
    '{"status":402,"headers":{},"status_text":1}',
  ])('refuses the DETAIL %j', (detail) => {
    expect(errorFrom('PGRST', message, detail).body.details).toBe(`Invalid JSON value for DETAIL: '${detail}'`);
  });

  it('needs a DETAIL', () => {
    expect(errorFrom('PGRST', message).body.details).toBe('DETAIL is missing in the RAISE statement');
  });
});

describe('apiErrorFromConnection', () => {
  it('keeps the client library’s text as details', () => {
    expect(apiErrorFromConnection(new ConnectionError('PGRST000', 'refused'))).toMatchObject({
      status: 503,
      body: { code: 'PGRST000', message: 'Database connection error.', details: 'refused', hint: null },
    });
    expect(apiErrorFromConnection(new ConnectionError('PGRST003', null)).status).toBe(504);
  });
});
