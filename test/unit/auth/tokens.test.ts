import { describe, expect, it } from 'vitest';
import type { ApiError } from '../../../src/errors/api-error.ts';
import { makeAuthenticator, rejection } from './authenticator.ts';
import { encodePart, hmacToken, testSecret } from './signed-token.ts';

const visitor = hmacToken({ role: 'visitor' });

describe('extraction of the token', () => {
  const { authenticate } = makeAuthenticator();

  it.each([
    `Bearer ${visitor}`,
    `bearer ${visitor}`,
    `BEARER   ${visitor}`,
    `Bearer\t${visitor}`,
    `Bearer \t\xa0${visitor}`,
  ])('%j is a token', (authorization) => {
    expect(authenticate(authorization).role).toBe('visitor');
  });

  it.each([
    null,
    '',
    ' ',
    visitor,
    'Basic abc',
    `Token ${visitor}`,
    `Bearer:${visitor}`,
    `Bear ${visitor}`,
    'Bearerx y',
  ])('%j is none', (authorization) => {
    expect(authenticate(authorization)).toEqual({ role: 'anon', claims: '{"role":"anon"}', authenticated: false });
  });

  it.each(['Bearer', 'Bearer ', 'bearer \t '])('%j is an empty one', (authorization) => {
    expect(rejection(() => authenticate(authorization))).toBe('PGRST301 Empty JWT is sent in Authorization header');
  });

  it('leaves trailing white space to the token', () => {
    expect(rejection(() => authenticate(`Bearer ${visitor} `))).toBe('PGRST301 JWT cryptographic operation failed');
  });
});

describe('rejection of tokens', () => {
  const { authenticate } = makeAuthenticator();
  const reject = (token: string) => rejection(() => authenticate(`Bearer ${token}`));
  const broken = 'PGRST301 JWT cryptographic operation failed';
  const noKey = 'PGRST301 No suitable key or wrong key type: "No suitable key was found to decode the JWT"';
  const noneOfTheKeys = 'PGRST301 No suitable key or wrong key type: "None of the keys was able to decode the JWT"';
  const unsecured =
    "PGRST301 Wrong or unsupported encoding algorithm: \"JWT is unsecured but expected 'alg' was not 'none'\"";

  it.each([
    ['x', 1],
    ['a.b', 2],
    ['a.b.c.d', 4],
    ['.'.repeat(9), 10],
  ])('%s has the wrong number of parts', (token, parts) => {
    expect(reject(token)).toBe(`PGRST301 Expected 3 parts in JWT; got ${parts}`);
  });

  it.each([
    ['empty parts', '..'],
    ['no base64', 'a.b.c'],
    ['padding', `${visitor}=`],
    ['plain base64', visitor.replace('-', '+').replace(/\.([^.]*)$/, '.+$1')],
    ['header is an array', hmacToken({}, '[1]')],
    ['header is no JSON', hmacToken({}, 'x')],
    ['no alg', hmacToken({}, { typ: 'JWT' })],
    ['alg null', hmacToken({}, { alg: null })],
    ['PS256', hmacToken({}, { alg: 'PS256' })],
    ['ES256K', hmacToken({}, { alg: 'ES256K' })],
    ['HS1', hmacToken({}, { alg: 'HS1' })],
    ['dir', hmacToken({}, { alg: 'dir' })],
    ['lower case', hmacToken({}, { alg: 'hs256' })],
    ['None', hmacToken({}, { alg: 'None' })],
    ['constructor', hmacToken({}, { alg: 'constructor' })],
    ['numeric kid', hmacToken({}, { alg: 'HS256', kid: 5 })],
    ['numeric typ', hmacToken({}, { alg: 'HS256', typ: 5 })],
    ['numeric cty', hmacToken({}, { alg: 'HS256', cty: 5 })],
    ['enc', hmacToken({}, { alg: 'HS256', enc: null })],
  ])('%s', (_name, token) => {
    expect(reject(token)).toBe(broken);
  });

  it.each([
    ['no signature', visitor.replace(/[^.]*$/, ''), noneOfTheKeys],
    ['short signature', visitor.slice(0, -4), noneOfTheKeys],
    ['other secret', hmacToken({}, { alg: 'HS256' }, 'another-secret'), noneOfTheKeys],
    ['other claims', visitor.replace(/\.[^.]*\./, `.${encodePart({ role: 'admin' })}.`), noneOfTheKeys],
    ['HS384', hmacToken({}, { alg: 'HS384' }), noKey],
    ['RS256', hmacToken({}, { alg: 'RS256' }), noKey],
    ['forged kid', hmacToken({}, { alg: 'HS256', kid: '../../dev/null' }), noKey],
    ['none', `${encodePart({ alg: 'none' })}.${encodePart({ role: 'admin' })}.`, unsecured],
    ['none with a signature', `${encodePart({ alg: 'none' })}.${encodePart({ role: 'admin' })}.=`, unsecured],
  ])('%s', (_name, token, expected) => {
    expect(reject(token)).toBe(expected);
  });

  it.each([
    { alg: 'HS256', kid: null },
    { alg: 'HS256', crit: ['x'], b64: false, zip: 'DEF', jwk: {}, typ: 'weird', cty: 'JWT' },
  ])('does not mind %j', (header) => {
    expect(reject(hmacToken({ role: 'visitor' }, header))).toBe('accepted');
  });

  it('lets the first of duplicate header members count', () => {
    expect(reject(hmacToken({}, '{"alg":"HS256","alg":"none"}'))).toBe('accepted');
    expect(reject(hmacToken({}, '{"alg":"none","alg":"HS256"}'))).toBe(unsecured);
  });

  it('tolerates bits after the last byte', () => {
    const last = visitor.at(-1)!;
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const neighbour = alphabet[alphabet.indexOf(last) ^ 1]!;
    expect(reject(visitor.slice(0, -1) + neighbour)).toBe('accepted');
  });

  it.each(['["role"]', '"x"', '', 'not json', '{} x', '{"a":"\\ud800"}'])('payload %j is no object', (payload) => {
    expect(reject(hmacToken(payload))).toBe('PGRST303 Parsing claims failed');
  });

  it('copes with a token of one megabyte', () => {
    expect(reject('x'.repeat(1_000_000))).toBe('PGRST301 Expected 3 parts in JWT; got 1');
    expect(reject('.'.repeat(1_000_000))).toBe('PGRST301 Expected 3 parts in JWT; got 1000001');
    expect(reject(`${'e'.repeat(999_996)}.e30.`)).toBe(broken);
    expect(reject(hmacToken('['.repeat(1_000_000)))).toBe('PGRST303 Parsing claims failed');
    expect(reject(hmacToken({ role: 'visitor', text: 'x'.repeat(1_000_000) }))).toBe('accepted');
  });

  it('repeats the message in the challenge', () => {
    try {
      authenticate('Bearer a.b');
      expect.unreachable();
    } catch (error) {
      const { status, headers } = error as ApiError;
      expect(status).toBe(401);
      const challenge = 'Bearer error="invalid_token", error_description="Expected 3 parts in JWT; got 2"';
      expect(headers).toEqual([['WWW-Authenticate', challenge]]);
    }
  });
});

describe('without secret', () => {
  const { authenticate } = makeAuthenticator({ secret: null });

  it('every token is refused, an empty one too', () => {
    expect(rejection(() => authenticate(`Bearer ${visitor}`))).toBe('PGRST300 Server lacks JWT secret');
    expect(rejection(() => authenticate('Bearer'))).toBe('PGRST300 Server lacks JWT secret');
  });

  it('requests without token pass', () => {
    expect(authenticate('Basic x').role).toBe('anon');
  });
});

describe('without anonymous role', () => {
  const { authenticate } = makeAuthenticator({ anonymous: null });

  it('a request without role is refused with a bare challenge', () => {
    for (const authorization of [null, `Bearer ${hmacToken({ sub: 'x' })}`]) {
      try {
        authenticate(authorization);
        expect.unreachable();
      } catch (error) {
        const { status, headers, body } = error as ApiError;
        expect(body.message).toBe('Anonymous access is disabled');
        expect(body.code).toBe('PGRST302');
        expect(status).toBe(401);
        expect(headers).toEqual([['WWW-Authenticate', 'Bearer']]);
      }
    }
  });

  it('every other request is authenticated', () => {
    expect(authenticate(`Bearer ${visitor}`)).toEqual({
      role: 'visitor',
      claims: '{"role":"visitor"}',
      authenticated: true,
    });
  });
});

describe('secrets', () => {
  it('have 32 bytes at least', () => {
    expect(() => makeAuthenticator({ secret: testSecret.slice(0, 31) })).toThrow(
      'The JWT secret must be at least 32 characters long.',
    );
    expect(() => makeAuthenticator({ secret: 'é'.repeat(16) })).not.toThrow();
  });

  it('are no addresses', () => {
    const secret = 'https://issuer.example.org/keys.json';
    const { authenticate } = makeAuthenticator({ secret });
    const forged = hmacToken({ role: 'admin' }, { alg: 'HS256' }, secret);
    expect(rejection(() => authenticate(`Bearer ${forged}`))).toContain('No suitable key was found');
  });
});
