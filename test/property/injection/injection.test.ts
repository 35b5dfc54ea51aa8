/** Text from outside reaches SQL as quoted identifier or as parameter, wherever it stands in the request. */
import { describe, expect, test } from 'vitest';
import type { Config } from '../../../src/config/config.ts';
import { loadConfig } from '../../../src/config/index.ts';
import { prepareRequest } from '../../../src/prepare.ts';
import { searchPathSetting, settingsStatement } from '../../../src/sql/settings.ts';
import fc, { runs } from '../fast-check.ts';
import { requestShapes, type Texts, textNames, worldOf } from './hostile-requests.ts';
import { identifiers, skeleton } from './skeleton.ts';

const pieces = [
  ...[
    '"',
    "'",
    '\\',
    ';',
    '--',
    '/*',
    '*/',
    '$1',
    '$$',
    '\n',
    '\r',
    '\t',
    '\0',
    '%',
    '*',
    '(',
    ')',
    ',',
    '.',
    ':',
    '{',
  ],
  ...[
    '}',
    '"; drop table ships; --',
    "' or '1'='1",
    "E'\\'",
    'U&"\\0041"',
    '::text',
    '->',
    '->>',
    '$tag$',
    '?',
    '=',
    '&',
  ],
  ...[
    '\u2019',
    '\uff07',
    '\u02ba',
    '\ufeff',
    'é',
    '😀',
    'a',
    'B',
    '1',
    '_',
    ' ',
    'select',
    'null',
    'not.',
    'eq.',
    'pgrst_source',
  ],
];
const hostile = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));

/** Names that differ even where PostgreSQL's end, at the first NUL; in front a letter, as no name is empty or `*`. */
const hostileTexts: fc.Arbitrary<Texts> = fc
  .array(hostile, { minLength: textNames.length, maxLength: textNames.length })
  .map((texts) => textsOf((index) => `${String.fromCharCode(0x61 + index)}${texts[index]}`));

const harmlessTexts = textsOf((index) => `${String.fromCharCode(0x61 + index)}b`);

function textsOf(text: (index: number) => string): Texts {
  return Object.fromEntries(textNames.map((name, index) => [name, text(index)])) as unknown as Texts;
}

const base = loadConfig({ flags: new Map(), environment: {}, file: null });
const configOf = (texts: Texts): Config => ({
  ...base,
  dbSchemas: [texts.schema],
  dbAggregatesEnabled: true,
});

function statements(shape: string, texts: Texts) {
  return prepareRequest(requestShapes[shape]!(texts), configOf(texts), worldOf(texts)).statements!;
}

describe.each(Object.keys(requestShapes))('%s', (shape) => {
  const expected = statements(shape, harmlessTexts);

  test('the statement is the same, whatever the names and values', () => {
    fc.assert(
      fc.property(hostileTexts, (texts) => {
        const { main, countEstimate } = statements(shape, texts);
        expect(skeleton(main.text)).toBe(skeleton(expected.main.text));
        expect(main.values).toHaveLength(expected.main.values.length);
        expect(countEstimate).toBe(null);
      }),
      { numRuns: runs / 10 },
    );
  });

  test('every identifier is a name of the request or of the server', () => {
    fc.assert(
      fc.property(hostileTexts, (texts) => {
        const names = Object.values(texts as unknown as Record<string, string>).map((text) => text.split('\0')[0]!);
        for (const name of identifiers(statements(shape, texts).main.text)) {
          const ownName = /^(?:pgrst_\w+|[a-z]\w*)$/.test(name);
          // Aliases are made of names: `table_alias_1`, `name_1`.
          expect(ownName || names.some((text) => name.startsWith(text)), name).toBe(true);
        }
      }),
      { numRuns: runs / 20 },
    );
  });
});

test('settings are parameters', () => {
  const settings = (text: () => string) =>
    settingsStatement({
      searchPath: searchPathSetting([text(), text()]),
      roleSettings: [[text(), text()]],
      role: text(),
      claims: text(),
      method: text(),
      path: text(),
      headers: text(),
      cookies: text(),
      timezone: text(),
      routineSettings: [[text(), text()]],
      appSettings: [[text(), text()]],
    });
  const harmless = settings(() => 'x');
  fc.assert(
    fc.property(fc.infiniteStream(hostile), (texts) => {
      const { text, values } = settings(() => texts.next().value);
      expect(text).toBe(harmless.text);
      expect(values).toHaveLength(harmless.values.length);
      expect(skeleton(`SELECT ${String(values[0])}`)).toBe('SELECT "_", "_"');
    }),
  );
});
