import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { makeAuthenticator, testNow } from './authenticator.ts';

describe('tokens signed by another implementation', () => {
  it.each([
    ['RS256', {}],
    ['RS384', {}],
    ['RS512', {}],
    ['ES256', {}],
    ['ES384', {}],
    ['ES512', {}],
    ['EdDSA', { crv: 'Ed25519' }],
  ])('%s', async (alg, options) => {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true, ...options });
    const published = { ...(await exportJWK(publicKey)), kid: 'k', alg, use: 'sig' };
    const token = await new SignJWT({ role: 'visitor' })
      .setProtectedHeader({ alg, kid: 'k' })
      .setIssuedAt(testNow)
      .setExpirationTime(testNow + 60)
      .sign(privateKey);
    const { authenticate } = makeAuthenticator({ secret: JSON.stringify({ keys: [published] }) });
    expect(authenticate(`Bearer ${token}`).role).toBe('visitor');
  });
});
