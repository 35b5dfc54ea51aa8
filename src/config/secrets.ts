import { readFileSync } from 'node:fs';
import { parseKeySet } from '../auth/key-set.ts';
import { decodeBase64 } from './base64.ts';
import type { Config } from './config.ts';
import { ConfigError, fileErrorText } from './config-error.ts';

/**
 * `db-uri` in use: the trimmed contents of the file for `@file` (spec operations 3.6).
 * @throws ConfigError when the file cannot be read
 */
export function resolveDatabaseUri(uri: string): string {
  if (!uri.startsWith('@')) return uri;
  return readBytes(uri.slice(1), 'openFile').toString('utf8').trim();
}

/**
 * The secret's bytes and the keys made of them: `@file`, then base64, then key parsing (spec operations 3.6).
 * @throws ConfigError when the file cannot be read, the base64 is invalid or the secret too short
 */
export function resolveJwtSecret(secret: string | null, isBase64: boolean): Pick<Config, 'jwtSecret' | 'jwtKeySet'> {
  if (secret === null) return { jwtSecret: null, jwtKeySet: null };
  const bytes = secret.startsWith('@') ? readSecretFile(secret.slice(1)) : Buffer.from(secret, 'utf8');
  try {
    const jwtSecret = isBase64 ? decodeBase64Url(bytes.toString('utf8')) : bytes;
    return { jwtSecret, jwtKeySet: parseKeySet(jwtSecret) };
  } catch (error) {
    throw new ConfigError(`user error (${(error as Error).message})`);
  }
}

/** Editors end files with a line feed that is not part of the secret. */
function readSecretFile(path: string): Buffer {
  const bytes = readBytes(path, 'withBinaryFile');
  return bytes.at(-1) === 0x0a ? bytes.subarray(0, -1) : bytes;
}

function decodeBase64Url(text: string): Uint8Array {
  return decodeBase64(text.trim().replaceAll('-', '+').replaceAll('_', '/').replaceAll('.', '='));
}

function readBytes(path: string, operation: 'openFile' | 'withBinaryFile'): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new ConfigError(fileErrorText(path, operation, error));
  }
}
