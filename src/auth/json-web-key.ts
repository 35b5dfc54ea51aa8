import { createPublicKey, createSecretKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json/value.ts';
import { decodeBase64Url } from './base64url.ts';
import type { VerificationKey } from './key-set.ts';

/**
 * Reads one JSON Web Key (RFC 7517), of private keys the public part. `unsupported`: well-formed but of a type or for an
 * algorithm that no token can use, to be skipped; `defective`: no key at all (spec auth-transactions-errors 1.5).
 */
export function parseJsonWebKey(value: JsonValue | undefined): VerificationKey | 'unsupported' | 'defective' {
  if (!isJsonObject(value)) return 'defective';
  const type = value.get('kty') ?? null;
  const alg = value.get('alg') ?? null;
  if (alg !== null && !isKnownAlgorithm(alg)) return 'unsupported';
  if (type === null) return 'defective';
  if (!isKeyType(type)) return 'unsupported';
  if (!textMembers.every((name) => isTextOrAbsent(value.get(name)))) return 'defective';
  if (!byteMembers.every((name) => isBase64UrlOrAbsent(value.get(name)))) return 'defective';
  if (!isTextListOrAbsent(value.get('x5c'))) return 'defective';
  const use = value.get('use') ?? null;
  if (use !== null && use !== 'sig' && use !== 'enc') return 'defective';
  const key = importKey(type, value);
  if (key === null) return 'defective';
  const kid = text(value, 'kid') ?? null;
  // A key for EdDSA serves it, whatever it says of itself.
  return type === 'OKP' ? { key, type, kid, alg: null, use: null } : { key, type, kid, alg, use };
}

const textMembers = ['kid', 'crv', 'x5u', 'x5t'];
const byteMembers = ['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'x', 'y'];

const knownAlgorithms: ReadonlySet<JsonValue> = new Set([
  ...['HS256', 'HS384', 'HS512', 'RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'none'],
  // For encryption: such keys are read, and serve no token.
  ...['RSA1_5', 'RSA-OAEP', 'RSA-OAEP-256', 'A128KW', 'A192KW', 'A256KW'],
]);

function isKnownAlgorithm(value: JsonValue): value is string {
  return knownAlgorithms.has(value);
}

function isKeyType(value: JsonValue): value is VerificationKey['type'] {
  return value === 'oct' || value === 'RSA' || value === 'EC' || value === 'OKP';
}

function isTextOrAbsent(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || typeof value === 'string';
}

function isBase64UrlOrAbsent(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || (typeof value === 'string' && decodeBase64Url(value) !== null);
}

function isTextListOrAbsent(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null) return true;
  return isJsonArray(value) && value.every((element) => typeof element === 'string');
}

function text(jwk: JsonObject, name: string): string | undefined {
  const value = jwk.get(name);
  return typeof value === 'string' ? value : undefined;
}

/** Null when a member is missing or the members make no key. */
function importKey(type: VerificationKey['type'], jwk: JsonObject): KeyObject | null {
  const curve = text(jwk, 'crv');
  switch (type) {
    case 'oct': {
      const secret = decodeBase64Url(text(jwk, 'k') ?? '=');
      return secret === null || curve !== undefined ? null : createSecretKey(secret);
    }
    case 'RSA':
      return curve === undefined ? importPublicKey(jwk, ['n', 'e'], 'RSA') : null;
    case 'EC':
      return ecCurves.has(curve) ? importPublicKey(jwk, ['crv', 'x', 'y'], 'EC') : null;
    case 'OKP':
      return okpCurves.has(curve) ? importPublicKey(jwk, ['crv', 'x'], 'OKP') : null;
    default:
      return type satisfies never;
  }
}

const ecCurves: ReadonlySet<string | undefined> = new Set(['P-256', 'P-384', 'P-521']);
const okpCurves: ReadonlySet<string | undefined> = new Set(['Ed25519', 'Ed448']);

function importPublicKey(jwk: JsonObject, members: readonly string[], kty: string): KeyObject | null {
  const publicPart: JsonWebKey = { kty };
  for (const name of members) publicPart[name] = text(jwk, name);
  try {
    return createPublicKey({ key: publicPart, format: 'jwk' });
  } catch {
    return null;
  }
}
