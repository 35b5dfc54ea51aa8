import { describe, expect, it } from 'vitest';
import { makeAuthenticator, rejection, testNow } from './authenticator.ts';
import { hmacToken } from './signed-token.ts';

describe('claim checks', () => {
  const { authenticate } = makeAuthenticator();
  const check = (claims: unknown) => rejection(() => authenticate(`Bearer ${hmacToken(claims)}`));

  it.each([
    [{}, 'accepted'],
    [{ exp: null, nbf: null, iat: null, aud: null }, 'accepted'],
    [{ exp: testNow - 30 }, 'accepted'],
    [{ exp: testNow - 31 }, 'PGRST303 JWT expired'],
    [{ nbf: testNow + 30 }, 'accepted'],
    [{ nbf: testNow + 31 }, 'PGRST303 JWT not yet valid'],
    [{ iat: testNow + 30 }, 'accepted'],
    [{ iat: testNow + 31 }, 'PGRST303 JWT issued at future'],
    [{ exp: '1' }, "PGRST303 The JWT 'exp' claim must be a number"],
    [{ nbf: true }, "PGRST303 The JWT 'nbf' claim must be a number"],
    [{ iat: {} }, "PGRST303 The JWT 'iat' claim must be a number"],
    [{ exp: 1, nbf: 'x' }, 'PGRST303 JWT expired'],
    [{ nbf: testNow + 99, iat: 'x', aud: 5 }, 'PGRST303 JWT not yet valid'],
    ['{"exp":4102444800.5}', 'PGRST303 JWT expired'],
    ['{"exp":4.1024448e9}', 'accepted'],
    ['{"exp":99999999999999999999}', 'PGRST303 JWT expired'],
    ['{"exp":9223372036854775807}', 'accepted'],
    ['{"nbf":4102444800.5}', 'accepted'],
    ['{"nbf":99999999999999999999}', 'accepted'],
    ['{"exp":1,"exp":4102444800}', 'PGRST303 JWT expired'],
    [{ aud: 'anything' }, 'accepted'],
    [{ aud: [] }, 'accepted'],
    [{ aud: 5 }, "PGRST303 The JWT 'aud' claim must be a string or an array of strings"],
    [{ aud: true }, "PGRST303 The JWT 'aud' claim must be a string or an array of strings"],
    [{ aud: {} }, "PGRST303 The JWT 'aud' claim must be a string or an array of strings"],
    [{ aud: ['x', 1] }, "PGRST303 The JWT 'aud' claim must be a string or an array of strings"],
  ])('%j: %s', (claims, expected) => {
    expect(check(claims)).toBe(expected);
  });
});

describe('audience', () => {
  const { authenticate } = makeAuthenticator({ audience: 'festival' });

  it.each([
    [{}, 'accepted'],
    [{ aud: null }, 'accepted'],
    [{ aud: 'festival' }, 'accepted'],
    [{ aud: 'Festival' }, 'PGRST303 JWT not in audience'],
    [{ aud: [] }, 'accepted'],
    [{ aud: ['other', 'festival'] }, 'accepted'],
    [{ aud: ['other'] }, 'PGRST303 JWT not in audience'],
    [{ aud: ['festival', null] }, "PGRST303 The JWT 'aud' claim must be a string or an array of strings"],
  ])('%j: %s', (claims, expected) => {
    expect(rejection(() => authenticate(`Bearer ${hmacToken(claims)}`))).toBe(expected);
  });
});

describe('rendered claims', () => {
  const { authenticate } = makeAuthenticator();

  it.each([
    ['{"sub":"x"}', 'anon', '{"role":"anon","sub":"x"}'],
    ['{"z":1e2,"role":"visitor","a":1.50}', 'visitor', '{"a":1.5,"role":"visitor","z":100}'],
    ['{"id":12345678901234567890}', 'anon', '{"id":12345678901234567890,"role":"anon"}'],
    ['{"role":5}', '5', '{"role":"5"}'],
    ['{"role":null}', 'null', '{"role":"null"}'],
    ['{"role":{"a":[1,true]}}', '{"a":[1,true]}', '{"role":"{\\"a\\":[1,true]}"}'],
    ['{"role":""}', '', '{"role":""}'],
  ])('%s runs as %j', (payload, role, claims) => {
    expect(authenticate(`Bearer ${hmacToken(payload)}`)).toEqual({ role, claims, authenticated: role !== 'anon' });
  });
});
