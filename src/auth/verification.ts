import { createHmac, timingSafeEqual, verify } from 'node:crypto';
import { ApiError } from '../errors/api-error.ts';
import { parseJsonBytes } from '../json/parse.ts';
import { isJsonObject, type JsonValue } from '../json/value.ts';
import { decodeBase64Url } from './base64url.ts';
import type { KeySet, VerificationKey } from './key-set.ts';
import { tokenError } from './token-error.ts';

/**
 * The payload of a token that one of the keys verifies (spec auth-transactions-errors 1.3 steps 4-6 and 1.5).
 * @throws ApiError PGRST301
 */
export function verifyToken(token: string, keys: KeySet): Uint8Array {
  const { header: encodedHeader, payload: encodedPayload, signature: encodedSignature } = split(token);
  const header = readHeader(encodedHeader);
  const payload = decodeBase64Url(encodedPayload) ?? undecodable();
  const signature = decodeBase64Url(encodedSignature) ?? undecodable();
  const candidates = keys.filter((key) => serves(key, header));
  if (candidates.length === 0) throw tokenError('PGRST301', keyMessage, noKeyDetails);
  const signed = token.slice(0, -encodedSignature.length - 1);
  if (!candidates.some((key) => verifies(key, header.algorithm, signed, signature))) {
    throw tokenError('PGRST301', keyMessage, 'None of the keys was able to decode the JWT');
  }
  return payload;
}

const keyMessage = 'No suitable key or wrong key type';
const noKeyDetails = 'No suitable key was found to decode the JWT';

/** Whether verification failed for lack of a key, so that newer keys might help. */
export function isMissingKey(error: unknown): boolean {
  return error instanceof ApiError && error.body.details === noKeyDetails;
}

type Algorithm = { readonly name: string } & (
  | { readonly type: 'oct' | 'RSA' | 'EC'; readonly hash: 'sha256' | 'sha384' | 'sha512' }
  /** The signature scheme has its own hash. */
  | { readonly type: 'OKP'; readonly hash: null }
);

/** All signature algorithms; a token's `alg` must be one of these names. */
const algorithms: ReadonlyMap<string, Algorithm> = new Map(
  (
    [
      { name: 'HS256', type: 'oct', hash: 'sha256' },
      { name: 'HS384', type: 'oct', hash: 'sha384' },
      { name: 'HS512', type: 'oct', hash: 'sha512' },
      { name: 'RS256', type: 'RSA', hash: 'sha256' },
      { name: 'RS384', type: 'RSA', hash: 'sha384' },
      { name: 'RS512', type: 'RSA', hash: 'sha512' },
      { name: 'ES256', type: 'EC', hash: 'sha256' },
      { name: 'ES384', type: 'EC', hash: 'sha384' },
      { name: 'ES512', type: 'EC', hash: 'sha512' },
      { name: 'EdDSA', type: 'OKP', hash: null },
    ] satisfies readonly Algorithm[]
  ).map((algorithm) => [algorithm.name, algorithm]),
);

interface TokenParts {
  readonly header: string;
  readonly payload: string;
  readonly signature: string;
}

function split(token: string): TokenParts {
  if (token === '') throw tokenError('PGRST301', 'Empty JWT is sent in Authorization header');
  const first = token.indexOf('.');
  const second = token.indexOf('.', first + 1);
  if (first === -1 || second === -1 || token.includes('.', second + 1)) {
    throw tokenError('PGRST301', `Expected 3 parts in JWT; got ${countParts(token)}`);
  }
  return {
    header: token.slice(0, first),
    payload: token.slice(first + 1, second),
    signature: token.slice(second + 1),
  };
}

function countParts(token: string): number {
  let parts = 1;
  for (let dot = token.indexOf('.'); dot !== -1; dot = token.indexOf('.', dot + 1)) parts += 1;
  return parts;
}

interface TokenHeader {
  readonly algorithm: Algorithm;
  readonly kid: string | null;
}

function readHeader(encoded: string): TokenHeader {
  const header = parseJsonBytes(decodeBase64Url(encoded) ?? undecodable());
  if (!isJsonObject(header)) return undecodable();
  const name = header.get('alg');
  if (name === 'none') {
    throw tokenError(
      'PGRST301',
      'Wrong or unsupported encoding algorithm',
      "JWT is unsecured but expected 'alg' was not 'none'",
    );
  }
  const algorithm = typeof name === 'string' ? algorithms.get(name) : undefined;
  // `enc` belongs to encrypted tokens, which have five parts.
  if (algorithm === undefined || header.has('enc')) return undecodable();
  textOrNull(header.get('typ'));
  textOrNull(header.get('cty'));
  return { algorithm, kid: textOrNull(header.get('kid')) };
}

function textOrNull(value: JsonValue | undefined): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : undecodable();
}

function undecodable(): never {
  throw tokenError('PGRST301', 'JWT cryptographic operation failed');
}

/** Whether the key may verify the token; the token never chooses a key's type. */
function serves(key: VerificationKey, { algorithm, kid }: TokenHeader): boolean {
  return (
    key.use !== 'enc' &&
    key.type === algorithm.type &&
    (kid === null || key.kid === kid) &&
    (key.alg === null || key.alg === algorithm.name)
  );
}

function verifies({ key }: VerificationKey, algorithm: Algorithm, signed: string, signature: Uint8Array): boolean {
  if (algorithm.type === 'oct') {
    const expected = createHmac(algorithm.hash, key).update(signed).digest();
    return expected.length === signature.length && timingSafeEqual(expected, signature);
  }
  try {
    // `ieee-p1363` only concerns EC keys: r and s side by side.
    return verify(algorithm.hash, Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }, signature);
  } catch {
    return false;
  }
}
