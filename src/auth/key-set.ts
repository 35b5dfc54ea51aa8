import { createSecretKey, type KeyObject } from 'node:crypto';
import { parseJsonBytes } from '../json/parse.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '../json/value.ts';
import { parseJsonWebKey } from './json-web-key.ts';
import { jwksAddress } from './jwks-address.ts';

/** One verification key (spec auth-transactions-errors 1.5). */
export interface VerificationKey {
  readonly key: KeyObject;
  readonly type: 'oct' | 'RSA' | 'EC' | 'OKP';
  readonly kid: string | null;
  /** Only keys with this `alg`, when given, serve a token. */
  readonly alg: string | null;
  readonly use: 'sig' | 'enc' | null;
}

export type KeySet = readonly VerificationKey[];

/**
 * The keys that `jwt-secret` holds, after `@file` and base64: a JSON Web Key set, a single JSON Web Key, or a plain
 * secret for HS256 (spec auth-transactions-errors 1.5). An `https://` address gives the empty set: its keys come from
 * remote-keys.ts.
 * @throws Error when a plain secret is too short
 */
export function parseKeySet(secret: Uint8Array): KeySet {
  // What is published at an address, or the address itself, must never become a shared secret.
  if (jwksAddress(secret) !== null) return [];
  const document = parseJsonBytes(secret);
  return parseJsonWebKeySet(document, 'refuse') ?? parseSingleKey(document) ?? [plainSecret(secret)];
}

/** The keys of a JSON Web Key set; null when the document is none, or a defective key is met that is to be refused. */
export function parseJsonWebKeySet(document: JsonValue | undefined, defective: 'refuse' | 'skip'): KeySet | null {
  const members = isJsonObject(document) ? document.get('keys') : undefined;
  if (!isJsonArray(members)) return null;
  const keys: VerificationKey[] = [];
  for (const member of members) {
    const key = parseJsonWebKey(member);
    if (key === 'defective' && defective === 'refuse') return null;
    if (key !== 'defective' && key !== 'unsupported') keys.push(key);
  }
  return keys;
}

function parseSingleKey(document: JsonValue | undefined): KeySet | null {
  const key = parseJsonWebKey(document);
  if (key === 'defective') return null;
  return key === 'unsupported' ? [] : [key];
}

function plainSecret(secret: Uint8Array): VerificationKey {
  if (secret.length < 32) throw new Error('The JWT secret must be at least 32 characters long.');
  return { key: createSecretKey(secret), type: 'oct', kid: null, alg: 'HS256', use: 'sig' };
}
