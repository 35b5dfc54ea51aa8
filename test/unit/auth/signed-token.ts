import { createHmac, type KeyObject, sign } from 'node:crypto';

/** The secret of most tests. */
export const testSecret = 'a-secret-for-tests-of-enough-length-0001';

export function encodePart(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return Buffer.from(text).toString('base64url');
}

/** A token with an HMAC signature; header and payload are JSON values or raw texts. */
export function hmacToken(payload: unknown, header: unknown = { alg: 'HS256' }, secret: string | Buffer = testSecret) {
  const algorithm = typeof header === 'object' ? String((header as { alg?: unknown }).alg) : 'HS256';
  const hash = `sha${algorithm.slice(2)}`;
  const signed = `${encodePart(header)}.${encodePart(payload)}`;
  const knownHash = ['sha256', 'sha384', 'sha512'].includes(hash) ? hash : 'sha256';
  return `${signed}.${createHmac(knownHash, secret).update(signed).digest('base64url')}`;
}

/** A token signed by a private key. `hash` null is for Ed25519 and Ed448. */
export function signedToken(payload: unknown, header: unknown, key: KeyObject, hash: string | null): string {
  const signed = `${encodePart(header)}.${encodePart(payload)}`;
  const signature = sign(hash, Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}
