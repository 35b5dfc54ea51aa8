import { describe, expect, it } from 'vitest';
import type { Header, HttpRequest } from '../../../src/http/message.ts';
import { corsHeaders, preflightResponse } from '../../../src/server/cors.ts';
import { type CorpusCase, readCases } from '../../corpus/case.ts';

function request(method: string, headers: CorpusCase['headers']): HttpRequest {
  const flat = Object.entries(headers).flatMap(([name, value]) => [value].flat().flatMap((text) => [name, text]));
  return { method, target: '/films', headers: flat, body: Buffer.alloc(0), remoteAddress: null, httpVersion: '1.1' };
}

const origin = 'https://web.example.org';
const any: Header = ['Access-Control-Allow-Origin', '*'];
const methods: Header = ['Access-Control-Allow-Methods', 'GET, POST, PATCH, PUT, DELETE, OPTIONS, HEAD'];
const maximumAge: Header = ['Access-Control-Max-Age', '86400'];
const expose: Header = [
  'Access-Control-Expose-Headers',
  'Content-Encoding, Content-Location, Content-Range, Content-Type, Date, Location, Server, Transfer-Encoding, Range-Unit',
];

describe('preflightResponse', () => {
  const preflight = (headers: CorpusCase['headers'], origins: readonly string[] | null = null, method = 'OPTIONS') =>
    preflightResponse(request(method, headers), origins);

  it('is empty, with the headers in order', () => {
    expect(preflight({ Origin: origin, 'Access-Control-Request-Method': 'PUT' })).toEqual({
      status: 200,
      statusText: null,
      headers: [any, methods, maximumAge],
      body: '',
    });
  });

  it('repeats names in UTF-8', () => {
    const requested = Buffer.from('a,é').toString('latin1');
    const answer = preflight({
      Origin: origin,
      'Access-Control-Request-Method': 'PUT',
      'Access-Control-Request-Headers': requested,
    });
    expect(answer?.headers).toContainEqual([
      'Access-Control-Allow-Headers',
      'Authorization, a, é, Accept, Accept-Language, Content-Language',
    ]);
  });

  it.each([
    ['foo/bar', false],
    ['a,foo/bar', false],
    ['a;b', false],
    ['x-é', false],
    ['a b', false],
    ['foo bar, foo', true],
    ['/foo', true],
    ['Accept/x', true],
    ['a,,foo/bar', true],
    ['"a"', true],
    [' a , B-c', true],
  ])('requested headers %j: %s', (requested, isPreflight) => {
    const answer = preflight({
      Origin: origin,
      'Access-Control-Request-Method': 'PUT',
      'Access-Control-Request-Headers': Buffer.from(requested).toString('latin1'),
    });
    expect(answer !== null).toBe(isPreflight);
  });

  it('names a listed origin, with credentials', () => {
    const answer = preflight({ Origin: origin, 'Access-Control-Request-Method': 'PUT' }, ['https://x', origin]);
    expect(answer?.headers).toEqual([
      ['Access-Control-Allow-Origin', origin],
      ['Access-Control-Allow-Credentials', 'true'],
      methods,
      maximumAge,
    ]);
  });

  it.each([
    ['Foo,Bar', 'Authorization, Foo, Bar, Accept, Accept-Language, Content-Language'],
    ['a,,b', 'Authorization, a, , b, Accept, Accept-Language, Content-Language'],
    ['a,', 'Authorization, a, , Accept, Accept-Language, Content-Language'],
    ['', 'Authorization, Accept, Accept-Language, Content-Language'],
    ['authorization', 'Authorization, authorization, Accept, Accept-Language, Content-Language'],
    [' accept ,CONTENT-language', 'Authorization, accept, CONTENT-language, Accept-Language'],
  ])('allows the requested headers %j', (requested, expected) => {
    const headers = {
      Origin: 'null',
      'access-control-request-method': 'GET',
      'access-control-request-headers': requested,
    };
    expect(preflight(headers)?.headers).toEqual([any, methods, ['Access-Control-Allow-Headers', expected], maximumAge]);
  });

  it.each<[string, CorpusCase['headers']]>([
    ['no origin', { 'Access-Control-Request-Method': 'GET' }],
    ['no method', { Origin: origin }],
    ['a method in lower case', { Origin: origin, 'Access-Control-Request-Method': 'get' }],
    ['an unknown method', { Origin: origin, 'Access-Control-Request-Method': 'TRACE' }],
    ['another origin', { Origin: `${origin}:80`, 'Access-Control-Request-Method': 'GET' }],
    ['a WebSocket', { Origin: origin, 'Access-Control-Request-Method': 'GET', Upgrade: 'WebSocket' }],
    [
      'a blank inside a header name',
      { Origin: origin, 'Access-Control-Request-Method': 'GET', 'Access-Control-Request-Headers': 'a b' },
    ],
  ])('is not given to %s', (_name, headers) => {
    expect(preflight(headers, [origin])).toBeNull();
  });

  it('is given to OPTIONS only', () => {
    expect(preflight({ Origin: origin, 'Access-Control-Request-Method': 'GET' }, null, 'GET')).toBeNull();
  });
});

describe('corsHeaders', () => {
  it('come with an allowed origin', () => {
    expect(corsHeaders(request('GET', { Origin: '' }), null)).toEqual([any, expose]);
    expect(corsHeaders(request('POST', { Origin: origin }), [origin])).toEqual([
      ['Access-Control-Allow-Origin', origin],
      ['Access-Control-Allow-Credentials', 'true'],
      expose,
    ]);
  });

  it('do not come otherwise', () => {
    expect(corsHeaders(request('GET', {}), null)).toEqual([]);
    expect(corsHeaders(request('GET', { Origin: origin.toUpperCase() }), [origin])).toEqual([]);
    expect(corsHeaders(request('GET', { Origin: '*' }), [origin])).toEqual([]);
    expect(corsHeaders(request('GET', { Origin: origin, Upgrade: 'websocket' }), null)).toEqual([]);
    expect(corsHeaders(request('OPTIONS', { Origin: origin }), null)).toEqual([]);
  });
});

describe('corpus', () => {
  const origins = new Map([['minimal', ['https://a.example.org', 'https://b.example.org:8443']]]);
  const recordings = readCases().filter(({ id }) => id.startsWith('cors-options/'));

  /** Lower-case names, like the corpus. */
  function accessControl(headers: readonly Header[]): Record<string, string> {
    return Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));
  }

  it.each(recordings.map((recorded) => [recorded.id, recorded] as const))('%s', (_id, recorded) => {
    const allowed = origins.get(recorded.group) ?? null;
    const received = request(recorded.method, recorded.headers);
    const answer = preflightResponse(received, allowed);
    const expected = Object.entries(recorded.expect.headers).filter(([name]) => name.startsWith('access-control-'));
    if (expected.some(([name]) => name === 'access-control-max-age')) {
      expect(answer?.status).toBe(recorded.expect.status);
      expect(accessControl(answer?.headers ?? [])).toEqual(Object.fromEntries(expected));
      return;
    }
    expect(answer).toBeNull();
    const headers = corsHeaders(received, allowed);
    // The answer to OPTIONS has a constant header of its own; a function's answer may bring one too.
    if (recorded.method === 'OPTIONS') expect(headers).toEqual([]);
    else
      expect(accessControl(headers)).toEqual(
        Object.fromEntries(expected.map(([name, value]) => [name, [value].flat().at(-1)])),
      );
  });
});
