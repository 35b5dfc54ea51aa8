import { describe, expect, it } from 'vitest';
import type { ApiError } from '../../../src/errors/api-error.ts';
import type { HttpResponse } from '../../../src/http/message.ts';
import { applyResponseSettings } from '../../../src/response/response-settings.ts';

const response: HttpResponse = {
  status: 200,
  statusText: null,
  headers: [
    ['Content-Range', '0-0/*'],
    ['Content-Type', 'application/json; charset=utf-8'],
  ],
  body: '1',
};

const apply = (responseStatus: string | null, responseHeaders: string | null) =>
  applyResponseSettings(response, { responseStatus, responseHeaders });

function codeOf(status: string | null, headers: string | null): string | null {
  try {
    apply(status, headers);
    return null;
  } catch (error) {
    return (error as ApiError).body.code;
  }
}

describe('applyResponseSettings', () => {
  it('leaves a response alone without settings', () => {
    expect(apply(null, null)).toBe(response);
    expect(apply('', '')).toBe(response);
    expect(apply(null, '[]').headers).toEqual(response.headers);
  });

  it('takes the leading digits for the status', () => {
    expect(apply('204abc', null)).toEqual({ ...response, status: 204 });
    expect(apply('299', null).status).toBe(299);
  });

  it.each([' 200', '-1', 'abc', '99', '1000', '0'])('refuses the status %j', (status) => {
    expect(codeOf(status, 'junk')).toBe('PGRST112');
  });

  it('replaces headers of the same name and keeps repetitions', () => {
    expect(apply(null, '[{"content-range":"own"},{"Set-Cookie":"a=1"},{"Set-Cookie":"b=2"}]').headers).toEqual([
      ['Content-Type', 'application/json; charset=utf-8'],
      ['content-range', 'own'],
      ['Set-Cookie', 'a=1'],
      ['Set-Cookie', 'b=2'],
    ]);
  });

  it('leaves out names that are no header names', () => {
    expect(apply(null, '[{"X\\r\\nY":"1"},{"":"2"},{"Transfer-Encoding":"x"},{"__proto__":"3"}]').headers).toEqual([
      ...response.headers,
      ['__proto__', '3'],
    ]);
  });

  it.each([
    'junk',
    '{}',
    '{"X":"1"}',
    '[{}]',
    '[{"A":"1","B":"2"}]',
    '[{"A":1}]',
    '[{"A":null}]',
    '[["1"]]',
    '["x"]',
    '[null]',
  ])('refuses the headers %s', (headers) => {
    expect(codeOf('200', headers)).toBe('PGRST111');
  });
});
