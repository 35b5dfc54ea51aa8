import { expect, test } from 'vitest';
import type { ConfigValue } from '../../src/config/coercion.ts';
import { ConfigError } from '../../src/config/config-error.ts';
import { parseFileSyntax } from '../../src/config/file-syntax.ts';
import { interpolate } from '../../src/config/interpolation.ts';
import fc from './fast-check.ts';

const fragments = [
  'a',
  'b.c',
  '=',
  ' ',
  '\n',
  '"',
  '[',
  ']',
  '{',
  '}',
  ',',
  '#',
  '#;',
  '1',
  '1.5e3',
  'true',
  'import',
  '\\',
  '\\u',
  '$(a)',
  '\r',
  'é',
  '\t',
];
const garbage = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...fragments)).map((parts) => parts.join('')),
);

function outcome(parse: () => unknown): 'parsed' | 'refused' {
  try {
    parse();
    return 'parsed';
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return 'refused';
  }
}

test('any text is parsed or refused with a ConfigError', () => {
  fc.assert(fc.property(garbage, (text) => void outcome(() => parseFileSyntax(text, 'file'))));
  fc.assert(fc.property(garbage, (text) => void outcome(() => interpolate(text, 'key', () => undefined))));
});

const value: fc.Arbitrary<ConfigValue> = fc.letrec<{ value: ConfigValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'grapheme' }),
    fc.boolean(),
    fc.nat(),
    fc.array(tie('value'), { maxLength: 4 }),
  ),
})).value;

function print(printed: ConfigValue): string {
  if (typeof printed === 'string') return `"${printed.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  return typeof printed === 'object' ? `[${printed.map(print).join(' , ')}]` : String(printed);
}

test('what is printed is read back', () => {
  const key = fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/).filter((name) => name !== 'import');
  fc.assert(
    fc.property(fc.array(fc.tuple(key, value)), (bindings) => {
      const text = bindings.map(([name, bound]) => `${name} = ${print(bound)} # comment`).join('\n');
      expect(parseFileSyntax(text, 'file')).toEqual(
        bindings.map(([name, bound]) => ({ kind: 'binding', key: name, value: bound })),
      );
    }),
  );
});

test('doubled dollars keep any text from interpolation', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(interpolate(text.replaceAll('$', '$$$$'), 'key', () => undefined)).toBe(text);
    }),
  );
});
