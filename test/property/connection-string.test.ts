import { expect, test } from 'vitest';
import { ConnectionStringError, parseConnectionString } from '../../src/config/connection-string.ts';
import fc from './fast-check.ts';

const fragments = [
  'postgres://',
  'host',
  '=',
  ' ',
  "'",
  '\\',
  '@',
  ':',
  '/',
  '?',
  '&',
  '%41',
  '%',
  '[',
  ']',
  ',',
  '::1',
  '1',
];

test('any text is parsed or refused with a ConnectionStringError', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'binary' }).map((rest) => `postgresql://${rest}`),
    fc.array(fc.constantFrom(...fragments)).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (given) => {
      try {
        parseConnectionString(given);
      } catch (error) {
        expect(error).toBeInstanceOf(ConnectionStringError);
      }
    }),
  );
});

const part = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !text.includes('\0'));

test('quoted values are read back', () => {
  fc.assert(
    fc.property(part, part, (user, password) => {
      const quote = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
      const parameters = parseConnectionString(`user=${quote(user)} password = ${quote(password)}`);
      expect([...parameters]).toEqual([
        ['user', user],
        ['password', password],
      ]);
    }),
  );
});

test('percent-encoded components are read back', () => {
  fc.assert(
    fc.property(part, part, part, part, (user, password, host, database) => {
      const encoded = [user, password, host, database].map(encodeURIComponent);
      const parameters = parseConnectionString(`postgres://${encoded[0]}:${encoded[1]}@${encoded[2]}:1/${encoded[3]}`);
      expect(Object.fromEntries(parameters)).toEqual({ user, password, host, port: '1', dbname: database });
    }),
  );
});
