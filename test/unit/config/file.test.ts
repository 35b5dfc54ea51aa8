import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readConfigFile } from '../../../src/config/file.ts';

const directory = mkdtempSync(join(tmpdir(), 'config-file-'));
afterAll(() => rmSync(directory, { recursive: true }));

function write(name: string, text: string | Uint8Array): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

function read(text: string, environment: Record<string, string> = {}): Record<string, unknown> {
  return Object.fromEntries(readConfigFile(write('main.conf', text), environment));
}

function failure(text: string | Uint8Array): string {
  const path = write('main.conf', text);
  try {
    readConfigFile(path, {});
  } catch (error) {
    return (error as Error).message.replaceAll(path, 'main.conf');
  }
  throw new Error('no error');
}

describe('bindings', () => {
  test.each([
    ['a = 1', { a: 1 }],
    ['a=1\r\nb=2\r\n', { a: 1, b: 2 }],
    ['a =\n\n  1', { a: 1 }],
    ['a\n= 1', { a: 1 }],
    ['a = 1\na = 2', { a: 2 }],
    ['a.b-c_d1.é = 1', { 'a.b-c_d1.é': 1 }],
    ['imports = 1', { imports: 1 }],
    ['a = 1 # comment', { a: 1 }],
    ['a = 3# comment', { a: 3 }],
    ['# comment\n\n  a = 1', { a: 1 }],
    ['', {}],
    ['#', {}],
  ])('%j', (text, expected) => expect(read(text)).toEqual(expected));
});

describe('values', () => {
  test.each([
    ['true', true],
    ['on', true],
    ['false', false],
    ['off', false],
    ['10', 10],
    ['007', 7],
    ['1.5', 1.5],
    ['1.5e3', 1500],
    ['30e-1', 3],
    ['"x"', 'x'],
    ['""', ''],
    ['"a\nb"', 'a\nb'],
    ['"\\n\\r\\t\\\\\\""', '\n\r\t\\"'],
    ['"\\u00e9\\uD83D\\uDE00"', 'é😀'],
    ['"# no comment"', '# no comment'],
    ['[]', []],
    ['[1, "a", [true]]', [1, 'a', [true]]],
    ['[ # first\n 1 ,\n 2 ]', [1, 2]],
  ])('%j', (text, expected) => expect(read(`a = ${text}`)).toEqual({ a: expected }));
});

describe('commented-out items', () => {
  test.each([
    ['#; a = 1\nb = 2', { b: 2 }],
    ['#;a = [1,\n2]\nb = 2', { b: 2 }],
    ['#; g {\n a = 1\n}\nb = 2', { b: 2 }],
    ['#; import "nowhere"\nb = 2', { b: 2 }],
  ])('%j', (text, expected) => expect(read(text)).toEqual(expected));
});

describe('groups', () => {
  test.each([
    ['app.settings {\n foo = "x"\n}', { 'app.settings.foo': 'x' }],
    ['a { b = 1 }', { 'a.b': 1 }],
    ['a {\n b {\n c = 1\n }\n d = 2 }\ne = 3', { 'a.b.c': 1, 'a.d': 2, e: 3 }],
    ['a { }', {}],
  ])('%j', (text, expected) => expect(read(text)).toEqual(expected));
});

describe('imports', () => {
  test('relative to the importing file, later bindings override', () => {
    write('other.conf', 'a = 1\nb = 1');
    expect(read('a = 0\nimport "other.conf"\nb = 2')).toEqual({ a: 1, b: 2 });
  });

  test('in a group its keys get the prefix', () => {
    write('other.conf', 'a = "$(x)"');
    expect(read('g {\n x = "y"\n import "other.conf"\n}')).toEqual({ 'g.x': 'y', 'g.a': 'y' });
  });

  test('a file that imports itself ends', () => {
    expect(failure('import "main.conf"')).toContain('more than 100 files are imported');
  });

  test('a missing file', () => {
    expect(failure('import "missing.conf"')).toBe(
      `Error in config ${directory}/missing.conf: openFile: does not exist (No such file or directory)`,
    );
  });
});

describe('interpolation', () => {
  test.each([
    ['a = "1"\nb = "<$(a)>"', { a: '1', b: '<1>' }],
    ['a = 1e3\nb = "$(a)"', { a: 1000, b: '1000' }],
    ['a = 1.5\nb = "$(a)"', { a: 1.5, b: '1.5' }],
    ['a = "$(NAME)"', { a: 'from environment' }],
    ['a = "$(with blank)"', { a: 'blank' }],
    ['a = "$$.a$$"', { a: '$.a$' }],
    ['a = "$$(NAME)"', { a: '$(NAME)' }],
    ['a = "$(DOLLAR)"', { a: '$(NAME)' }],
    ['a = ["$(NAME)"]', { a: ['from environment'] }],
    ['a = "out"\ng {\n a = "in"\n b = "$(a)"\n}', { a: 'out', 'g.a': 'in', 'g.b': 'in' }],
    ['a = "out"\ng {\n b = "$(a)"\n}', { a: 'out', 'g.b': 'out' }],
    ['NAME = "bound"\na = "$(NAME)"', { NAME: 'bound', a: 'bound' }],
  ])('%j', (text, expected) => {
    const environment = { NAME: 'from environment', 'with blank': 'blank', DOLLAR: '$(NAME)' };
    expect(read(text, environment)).toEqual(expected);
  });

  test.each([
    ['a = "$(NOPE)"', String.raw`Error in config ParseError "<a>:\nno such variable: 'NOPE'\n"`],
    [
      'foo = true\na = "$(foo)"',
      String.raw`Error in config ParseError "<a>:\nvariable 'foo' is not a string or number\n"`,
    ],
    ['a = "$x"', String.raw`ParseError "<a>:1:2:\n  |\n1 | $x\n  |  ^\nunexpected 'x'\nexpecting '$' or '('\n"`],
    ['a = "$(x"', String.raw`unexpected end of input\nexpecting ')'\n"`],
    ['a = "$()"', 'unexpected '],
    ['a = "$' + '{x}"', 'unexpected '],
    ['a = "x$"', 'unexpected end of input'],
    ['a = "$(toString)"', "no such variable: 'toString'"],
  ])('%j fails', (text, expected) => expect(failure(text)).toContain(expected));
});

describe('syntax errors', () => {
  test.each([
    'a = 1, b = 2',
    'a = 1; b = 2',
    'a = 1 b = 2',
    'a = True',
    'a = yes',
    'a = -1',
    'a = .5',
    'a = 1.',
    'a = 0x1',
    "a = 'x'",
    'a = x',
    'a = "x',
    'a = [1,]',
    'a = [1',
    'a = "\\/"',
    'a = "\\b"',
    'a = "\\U0041"',
    'a = "\\ud800"',
    'a = "\\udc00"',
    'a = "\\ud800\\u0041"',
    'a =',
    'a',
    '= 1',
    'a. = 1',
    '1a = 1',
    '; comment',
    '// comment',
    '#; \na = 1',
    '#; what',
    'a { b = 1',
    'a { b = 1, c = 2 }',
    'a = 1\n}',
    'import = 1',
    'import "x" a = 1',
    '\ufeffa = 1',
  ])('%j', (text) => expect(failure(text)).toMatch(/^Error in config ParseError "main.conf:\d+:\d+:\\n/));

  test('the report shows the place', () => {
    expect(failure('a = 1\n\tb = True # é\n')).toBe(
      String.raw`Error in config ParseError "main.conf:2:13:\n  |\n2 |         b = True # \233\n  |             ^\nunexpected 'T'\nexpecting '"', '[', boolean, or number\n"`.replace(
        `'"'`,
        String.raw`'\"'`,
      ),
    );
  });

  test('deep nesting is refused, not crashed on', () => {
    expect(failure(`a = ${'['.repeat(100_000)}`)).toContain('nesting of at most 100 levels');
    expect(failure('a {\n'.repeat(100_000))).toContain('nesting of at most 100 levels');
  });

  test('invalid UTF-8', () => {
    expect(failure(Uint8Array.of(0x61, 0xff))).toContain('invalid UTF-8');
  });
});

test('a directory instead of a file', () => {
  expect(() => readConfigFile(directory, {})).toThrow(
    `Error in config ${directory}: openFile: inappropriate type (is a directory)`,
  );
});
