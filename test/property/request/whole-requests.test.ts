/** Requests of garbage: each is read or refused in the API's own terms, whatever its parts are. */
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/index.ts';
import { parseMediaType } from '../../../src/http/media-type-parsing.ts';
import type { HttpRequest } from '../../../src/http/message.ts';
import type { Action } from '../../../src/request/api-request.ts';
import { parseRequest } from '../../../src/request/index.ts';
import { parsePayload } from '../../../src/request/payload/index.ts';
import { cookiesSetting, headersSetting } from '../../../src/request/request-settings.ts';
import { corsHeaders, preflightResponse } from '../../../src/server/cors.ts';
import fc from '../fast-check.ts';
import { grammarText } from './query-pieces.ts';
import { tolerate } from './tolerate.ts';

const config = loadConfig({
  flags: new Map([
    ['db-schemas', 'harbour, Søndag Skole'],
    ['server-cors-allowed-origins', 'https://a.example, https://b.example'],
  ]),
  environment: {},
  file: null,
});

/** Header values are byte strings. */
const byteString = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
const mediaTypes = [
  ...['application/json', 'text/csv', 'application/x-www-form-urlencoded', 'text/plain', 'text/xml', '*/*'],
  ...['application/octet-stream', 'application/vnd.pgrst.object+json;nulls=stripped', 'application/geo+json'],
  'application/vnd.pgrst.plan+json; for="text/csv"; options=analyze|wal',
];
const pieces = [
  ...[...mediaTypes, ';q=0.5', ';', ',', '=', '"', ' ', '\t', '-', '0', '9', '99999999999999999999', 'é', '(', '0x1'],
  ...['return=representation', 'count=exact', 'handling=strict', 'timezone=UTC', 'max-affected=', 'tx=rollback'],
  ...['https://a.example', 'harbour', 'a=b', '; c="d"', 'items=0-1', '0-', 'gzip'],
];
const headerValue = fc.oneof(
  byteString,
  fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((parts) => parts.join('')),
);
const headerName = fc.oneof(
  fc.constantFrom(...['Accept', 'accept', 'Content-Type', 'PREFER', 'Range', 'Range-Unit', 'Cookie', 'Origin']),
  fc.constantFrom(...['Accept-Profile', 'Content-Profile', 'Access-Control-Request-Method', 'X-Any', '__proto__']),
  fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,12}$/),
);
const headers = fc.array(fc.tuple(headerName, headerValue), { maxLength: 6 }).map((pairs) => pairs.flat());
const body = fc.oneof(
  fc.uint8Array({ maxLength: 80 }),
  fc.oneof(fc.json(), grammarText).map((text) => Buffer.from(text)),
);
const method = fc.oneof(
  fc.constantFrom('GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS'),
  fc.stringMatching(/^[A-Za-z-]{1,8}$/),
);
const target = fc
  .tuple(
    fc.oneof(fc.constantFrom('/', '/ships', '/rpc/fleet', '', '*', '/a/b/c'), byteString),
    fc.oneof(byteString, grammarText.map(encodeURIComponent)),
    fc.constantFrom('', 'select=', 'order=', 'or=', 'limit=', 'columns=', 'id='),
  )
  .map(([path, query, start]) => `${path}?${start}${query}`);

const request: fc.Arbitrary<HttpRequest> = fc.record({
  method,
  target,
  headers,
  body,
  remoteAddress: fc.constant(null),
  httpVersion: fc.constant('1.1'),
});

describe('whole requests', () => {
  it('are read or refused', () => {
    fc.assert(fc.property(request, (http) => void tolerate(() => parseRequest(http, config))));
  });

  it('get CORS headers of single lines', () => {
    fc.assert(
      fc.property(request, fc.constantFrom(null, config.serverCorsAllowedOrigins), (http, origins) => {
        const given = [...corsHeaders(http, origins), ...(preflightResponse(http, origins)?.headers ?? [])];
        for (const [name, value] of given) expect(`${name}${value}`).not.toContain('\n');
      }),
    );
  });
});

describe('bodies', () => {
  const action: fc.Arbitrary<Action> = fc.constantFrom<Action>(
    { kind: 'insert', relation: 'ships' },
    { kind: 'update', relation: 'ships' },
    { kind: 'upsert', relation: 'ships' },
    { kind: 'call', routine: 'fleet', method: 'POST' },
  );
  const contentType = fc.oneof(fc.constantFrom(...mediaTypes), headerValue).map(parseMediaType);

  it('of any type are read or refused', () => {
    const columns = fc.option(fc.array(fc.string(), { minLength: 1, maxLength: 3 }));
    fc.assert(
      fc.property(body, contentType, action, columns, (bytes, type, action, columns) => {
        tolerate(() => parsePayload(bytes, type, action, columns));
      }),
    );
  });

  it('are handed on as JSON, unless they are handed on as they are', () => {
    fc.assert(
      fc.property(body, contentType, action, (bytes, type, action) => {
        const payload = tolerate(() => parsePayload(bytes, type, action, null));
        if (payload?.kind !== 'json' || payload.body.length === 0) return;
        const value = JSON.parse(Buffer.from(payload.body).toString());
        expect(Array.isArray(value)).toBe(payload.shape === 'array');
      }),
    );
  });
});

describe('the settings made of headers', () => {
  it('are JSON of the last value of each name', () => {
    fc.assert(
      fc.property(headers, (headers) => {
        const expected = new Map<string, string>();
        for (let i = 0; i < headers.length; i += 2) {
          const name = headers[i]!.toLowerCase();
          if (name !== 'cookie') expected.set(name, Buffer.from(headers[i + 1]!, 'latin1').toString('utf8'));
        }
        const members = Array.from(expected, (member) => member.map((text) => JSON.stringify(text)).join(':'));
        expect(headersSetting(headers)).toBe(`{${members.join()}}`);
      }),
    );
  });

  it('have any cookies as JSON', () => {
    fc.assert(
      fc.property(headerValue, (value) => {
        const cookies: unknown = JSON.parse(cookiesSetting(['Cookie', value]));
        for (const cookie of Object.values(cookies as object)) expect(cookie).toBeTypeOf('string');
      }),
    );
  });

  it('read back the cookies that were written', () => {
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,8}$/);
    const value = fc.stringMatching(/^[!#-+\--:<-[\]-~]{0,12}$/);
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(name, value), { selector: ([each]) => each }), (cookies) => {
        const header = cookies.map((cookie) => cookie.join('=')).join('; ');
        expect(JSON.parse(cookiesSetting(['cookie', header]))).toEqual(Object.fromEntries(cookies));
      }),
    );
  });
});
