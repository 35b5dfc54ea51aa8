/** Options of any value: accepted, or refused with a report; and what is dumped is read back. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Config } from '../../src/config/config.ts';
import { ConfigError } from '../../src/config/config-error.ts';
import { dumpConfig } from '../../src/config/dump.ts';
import { type ConfigSources, loadConfig } from '../../src/config/index.ts';
import { environmentName, optionFields, options } from '../../src/config/options.ts';
import fc from './fast-check.ts';

const none: ConfigSources = { flags: new Map(), environment: {}, file: null };
const names = optionFields.map((field) => options[field].name);
const words = optionFields.flatMap((field) => options[field].keywords ?? []);
const pieces = [
  ...[
    ...words,
    '600',
    '770',
    '(',
    ')',
    '0x10',
    ',',
    '.',
    ' ',
    '$.role',
    '[?(@ == "a")]',
    ':',
    '/',
    'https://a.b',
    '{"keys":',
  ],
  ...[
    '{"kty":"oct","k":"AAECAw"}',
    '}',
    'true',
    'False',
    'a-secret-of-enough-length-for-HS256-ok',
    'é',
    '😀',
    '_',
    '=',
  ],
];
/** `@file` would read files of this machine. */
const value = fc
  .oneof(
    fc.string({ unit: 'grapheme' }),
    fc.nat().map(String),
    fc.constantFrom(...pieces),
    fc.array(fc.constantFrom(...pieces), { maxLength: 6 }).map((parts) => parts.join('')),
  )
  .filter((text) => !text.startsWith('@'));
const name = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...names) }, fc.constant('app.settings.any'));
const given = fc.array(fc.tuple(name, value), { maxLength: 6 });

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'postgrest-ts-options-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** Null = refused. */
function load(sources: ConfigSources): Config | null {
  try {
    return loadConfig(sources);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return null;
  }
}

test('options of any source are accepted or refused with a ConfigError', () => {
  fc.assert(
    fc.property(given, given, given, (flags, variables, settings) => {
      const environment = Object.fromEntries(variables.map(([name, text]) => [environmentName(name), text]));
      load({ ...none, flags: new Map(flags), environment, databaseSettings: new Map(settings) });
    }),
  );
});

test('a dump is a configuration file that dumps the same', () => {
  // The dump is PostgREST's own: it escapes nothing but double quotes, and a list of one blank shows as the empty one.
  const plain = given.map((pairs) => pairs.filter(([, text]) => !/[\\$\n\r]/.test(text) && text.trim() === text));
  const file = path.join(directory, 'dumped.conf');
  fc.assert(
    fc.property(plain, (pairs) => {
      const config = load({ ...none, flags: new Map(pairs) });
      if (config === null) return;
      const dumped = dumpConfig(config);
      writeFileSync(file, dumped);
      expect(dumpConfig(loadConfig({ ...none, file }))).toBe(dumped);
    }),
  );
});
