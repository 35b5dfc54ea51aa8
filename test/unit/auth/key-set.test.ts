import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseKeySet } from '../../../src/auth/key-set.ts';
import { makeAuthenticator, rejection } from './authenticator.ts';
import { hmacToken, signedToken } from './signed-token.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 });
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const p521 = generateKeyPairSync('ec', { namedCurve: 'P-521' });
const ed25519 = generateKeyPairSync('ed25519');
const ed448 = generateKeyPairSync('ed448');

const jwk = (key: KeyObject, members: object = {}) => ({ ...key.export({ format: 'jwk' }), ...members });
const oct = (secret: string, members: object = {}) => ({
  kty: 'oct',
  k: Buffer.from(secret).toString('base64url'),
  ...members,
});
const payload = { role: 'visitor' };

function outcome(keys: object, token: string): string {
  const { authenticate } = makeAuthenticator({ secret: JSON.stringify(keys) });
  return rejection(() => authenticate(`Bearer ${token}`)).replace('PGRST301 No suitable key or wrong key type: ', '');
}

const noKey = '"No suitable key was found to decode the JWT"';
const noneOfTheKeys = '"None of the keys was able to decode the JWT"';

describe('algorithms', () => {
  it.each([
    ['RS256', rsa, 'sha256'],
    ['RS384', rsa, 'sha384'],
    ['RS512', rsa, 'sha512'],
    ['ES256', p256, 'sha256'],
    ['ES384', p384, 'sha384'],
    ['ES512', p521, 'sha512'],
    ['ES384', p256, 'sha384'],
    ['EdDSA', ed25519, null],
    ['EdDSA', ed448, null],
  ] as const)('%s, with the public or the private key', (alg, pair, hash) => {
    const token = signedToken(payload, { alg }, pair.privateKey, hash);
    expect(outcome({ keys: [jwk(pair.publicKey)] }, token)).toBe('accepted');
    expect(outcome(jwk(pair.privateKey), token)).toBe('accepted');
    const forged = token.replace(/\.[^.]*\./, `.${Buffer.from('{"role":"admin"}').toString('base64url')}.`);
    expect(outcome({ keys: [jwk(pair.publicKey)] }, forged)).toBe(noneOfTheKeys);
  });

  it.each(['HS256', 'HS384', 'HS512'])('%s, with a short key', (alg) => {
    expect(outcome(oct('short'), hmacToken(payload, { alg }, 'short'))).toBe('accepted');
  });

  it('refuses DER signatures', () => {
    const token = signedToken(payload, { alg: 'ES256' }, p256.privateKey, 'sha256');
    const der = `${token.replace(/[^.]*$/, '')}${Buffer.alloc(71, 0x30).toString('base64url')}`;
    expect(outcome(jwk(p256.publicKey), der)).toBe(noneOfTheKeys);
  });
});

describe('choice of the key', () => {
  const secret = 'a';

  it.each([
    ['kid equal', { kid: 'k' }, { alg: 'HS256', kid: 'k' }, 'accepted'],
    ['kid other', { kid: 'k' }, { alg: 'HS256', kid: 'x' }, noKey],
    ['kid only in the header', {}, { alg: 'HS256', kid: 'k' }, noKey],
    ['kid only in the key', { kid: 'k' }, { alg: 'HS256' }, 'accepted'],
    ['alg equal', { alg: 'HS256' }, { alg: 'HS256' }, 'accepted'],
    ['alg other', { alg: 'HS512' }, { alg: 'HS256' }, noKey],
    ['alg unknown', { alg: 'HS999' }, { alg: 'HS256' }, noKey],
    ['use sig', { use: 'sig' }, { alg: 'HS256' }, 'accepted'],
    ['use enc', { use: 'enc' }, { alg: 'HS256' }, noKey],
    ['null members', { use: null, kid: null, alg: null }, { alg: 'HS256' }, 'accepted'],
    ['other members', { key_ops: ['fly'], x: null, anything: 1 }, { alg: 'HS256' }, 'accepted'],
  ])('%s', (_name, members, header, expected) => {
    expect(outcome({ keys: [oct(secret, members)] }, hmacToken(payload, header, secret))).toBe(expected);
  });

  it.each([{ use: 'enc' }, { alg: 'HS256' }, { alg: 'RS256', use: 'enc' }])(
    'of EdDSA, %j counts for nothing',
    (members) => {
      const token = signedToken(payload, { alg: 'EdDSA' }, ed25519.privateKey, null);
      expect(outcome(jwk(ed25519.publicKey, members), token)).toBe('accepted');
    },
  );

  it('tries all candidates in order', () => {
    const token = hmacToken(payload, { alg: 'HS256' }, secret);
    expect(outcome({ keys: [oct('b'), oct(secret)] }, token)).toBe('accepted');
    expect(outcome({ keys: [oct('b'), oct('c')] }, token)).toBe(noneOfTheKeys);
    expect(outcome({ keys: [jwk(rsa.publicKey)] }, token)).toBe(noKey);
    expect(outcome({ keys: [] }, token)).toBe(noKey);
  });
});

describe('algorithm confusion', () => {
  const pem = rsa.publicKey.export({ type: 'spki', format: 'pem' });
  const der = rsa.publicKey.export({ type: 'spki', format: 'der' });
  const published = JSON.stringify({ keys: [jwk(rsa.publicKey, { kid: 'r' })] });

  it.each([pem, der, published, Buffer.from(jwk(rsa.publicKey).n!, 'base64url')])(
    'a published key is no shared secret',
    (secret) => {
      for (const header of [{ alg: 'HS256' }, { alg: 'HS256', kid: 'r' }]) {
        expect(outcome(JSON.parse(published), hmacToken(payload, header, secret as string | Buffer))).toBe(noKey);
      }
    },
  );

  it('the key inside a token is not used', () => {
    const token = signedToken(payload, { alg: 'ES256', jwk: jwk(p256.publicKey) }, p256.privateKey, 'sha256');
    expect(outcome({ keys: [jwk(rsa.publicKey)] }, token)).toBe(noKey);
  });
});

describe('defective keys', () => {
  const usable = oct('usable');
  const padding = 'x'.repeat(40);

  /** Whether the text itself became the secret. */
  function isPlain(secret: string): boolean {
    const [key] = parseKeySet(Buffer.from(secret));
    const expected = createHmac('sha256', secret).update('x').digest('hex');
    return key?.type === 'oct' && createHmac('sha256', key.key).update('x').digest('hex') === expected;
  }

  it.each([
    [{ kty: 'zzz' }, false],
    [{ kty: 5 }, false],
    [{ k: 'AAAA' }, true],
    [{ kty: 'oct' }, true],
    [{ kty: 'oct', k: 'AA==' }, true],
    [{ kty: 'oct', k: 5 }, true],
    [{ kty: 'oct', k: 'AAAA', use: 'junk' }, true],
    [{ kty: 'oct', k: 'AAAA', kid: 5 }, true],
    [{ kty: 'oct', k: 'AAAA', x5u: 5 }, true],
    [{ kty: 'oct', k: 'AAAA', x5c: [5] }, true],
    [{ kty: 'oct', k: 'AAAA', crv: 'P-256' }, true],
    [{ kty: 'RSA', n: 'AAAA' }, true],
    [{ ...jwk(p256.publicKey), crv: 'secp256k1' }, true],
    [{ ...jwk(p256.publicKey), y: 'AAAA' }, true],
    [{ ...jwk(ed25519.publicKey), crv: 'X25519' }, true],
    ['text', true],
  ])('%j', (member, defective) => {
    expect(isPlain(JSON.stringify({ keys: [usable, member], padding }))).toBe(defective);
    if (!defective) expect(parseKeySet(Buffer.from(JSON.stringify({ keys: [usable, member] })))).toHaveLength(1);
  });

  it('makes a bare array a plain secret', () => {
    expect(isPlain(JSON.stringify([usable, padding]))).toBe(true);
  });
});
