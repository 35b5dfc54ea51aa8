import { describe, expect, it } from 'vitest';
import { apiError } from '../../../src/errors/api-error.ts';
import { errorResponse } from '../../../src/response/error.ts';
import { errorBodyText } from '../../../src/response/error-body.ts';

const verbose = { clientErrorVerbosity: 'verbose' } as const;

describe('errorResponse', () => {
  it('renders the four members and the standard headers, then those of the error', () => {
    const error = apiError('PGRST301', { headers: [['WWW-Authenticate', 'Bearer']] });
    const body = '{"code":"PGRST301","details":null,"hint":null,"message":"JWT cryptographic operation failed"}';
    expect(errorResponse(error, verbose, false)).toEqual({
      status: 401,
      statusText: null,
      headers: [
        ['Content-Type', 'application/json; charset=utf-8'],
        ['Content-Length', String(body.length)],
        ['Proxy-Status', 'PostgREST; error=PGRST301'],
        ['WWW-Authenticate', 'Bearer'],
      ],
      body,
    });
  });

  it('keeps the length, in bytes, of the body that HEAD leaves out', () => {
    const error = apiError('PGRST205', { message: 'é' });
    const { body, headers } = errorResponse(error, { clientErrorVerbosity: 'minimal' }, true);
    expect(body).toBeNull();
    expect(headers[1]).toEqual(['Content-Length', String(Buffer.byteLength('{"code":"PGRST205","message":"é"}'))]);
  });
});

describe('errorBodyText', () => {
  it('escapes control characters as the original does', () => {
    const body = { code: 'X', message: '\b\f\n\u0001\\b\\\f"\u007f', details: null, hint: null };
    const text = errorBodyText(body, 'minimal');
    expect(text).toBe('{"code":"X","message":"\\u0008\\u000c\\n\\u0001\\\\b\\\\\\u000c\\"\u007f"}');
    expect(JSON.parse(text).message).toBe(body.message);
  });
});
