import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { resolveDatabaseUri, resolveJwtSecret } from '../../../src/config/secrets.ts';

const directory = mkdtempSync(join(tmpdir(), 'secrets-'));
afterAll(() => rmSync(directory, { recursive: true }));

function write(content: string): string {
  const path = join(directory, 'secret');
  writeFileSync(path, content);
  return `@${path}`;
}

const long = 'a secret of at least thirty-two characters';

function secretText(secret: string, isBase64 = false): string {
  return Buffer.from(resolveJwtSecret(secret, isBase64).jwtSecret ?? []).toString();
}

describe('db-uri', () => {
  test('the trimmed contents of a file', () => {
    expect(resolveDatabaseUri(write(' \n postgres://h/db \r\n\n'))).toBe('postgres://h/db');
  });

  test('a missing file', () => {
    expect(() => resolveDatabaseUri('@/nowhere')).toThrow(
      /^\/nowhere: openFile: does not exist \(No such file or directory\)$/,
    );
  });
});

describe('jwt-secret', () => {
  test('none', () => expect(resolveJwtSecret(null, true)).toEqual({ jwtSecret: null, jwtKeySet: null }));

  test('text', () => {
    expect(secretText(long)).toBe(long);
    expect(resolveJwtSecret(long, false).jwtKeySet).toHaveLength(1);
  });

  test('of a file one line feed is dropped, nothing else', () => {
    expect(secretText(write(`${long}\n`))).toBe(long);
    expect(secretText(write(`${long}\n\n`))).toBe(`${long}\n`);
    expect(secretText(write(`${long}\r\n`))).toBe(`${long}\r`);
  });

  test('a missing file', () => {
    expect(() => resolveJwtSecret('@/nowhere', false)).toThrow(
      /^\/nowhere: withBinaryFile: does not exist \(No such file or directory\)$/,
    );
  });

  test('too short', () => {
    expect(() => resolveJwtSecret('short', false)).toThrow(
      /^user error \(The JWT secret must be at least 32 characters long\.\)$/,
    );
  });
});

describe('base64', () => {
  const bytes = Buffer.from('?>?>?>?>?>?>?>?>?>?>?>?>?>?>?>?>?>');

  test.each([
    bytes.toString('base64'),
    ` ${bytes.toString('base64')}\n`,
    bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '.'),
  ])('%j', (text) => expect(secretText(text, true)).toBe(bytes.toString()));

  test.each([
    ['abc', 'Base64-encoded bytestring is unpadded or has invalid padding'],
    ['abcde', 'Base64-encoded bytestring has invalid size'],
    ['abc!', 'invalid character at offset: 3'],
    ['ab=c', 'invalid padding at offset: 2'],
  ])('%j', (text, expected) => expect(() => resolveJwtSecret(text, true)).toThrow(`user error (${expected})`));
});
