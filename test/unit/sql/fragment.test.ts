import { describe, expect, test } from 'vitest';
import {
  arrayLiteral,
  bind,
  castType,
  identifier,
  join,
  literal,
  mostInteger,
  qualifiedName,
  quoteIdentifier,
  sql,
  toStatement,
  wholeNumber,
} from '../../../src/sql/fragment.ts';

test('placeholders are numbered where they stand', () => {
  const condition = sql`${identifier('a')} = ${bind('x')}`;
  expect(toStatement(sql`SELECT ${join([condition, condition], ' AND ')} LIMIT ${bind(null)}`)).toEqual({
    text: 'SELECT "a" = $1 AND "a" = $2 LIMIT $3',
    values: ['x', 'x', null],
  });
});

test.each([
  ['plain', '"plain"'],
  ['Upper Case', '"Upper Case"'],
  ['"', '""""'],
  ['a"b"c', '"a""b""c"'],
  ["'\\", '"\'\\"'],
  ['cut\0 off', '"cut"'],
  ['', '""'],
])('identifier %j', (name, quoted) => {
  expect(quoteIdentifier(name)).toBe(quoted);
});

test('a schema without a name leaves the name alone', () => {
  expect(toStatement(qualifiedName({ schema: '', name: 'a' })).text).toBe('"a"');
  expect(toStatement(qualifiedName({ schema: 's"', name: 'a.b' })).text).toBe('"s"""."a.b"');
});

test.each([
  ['plain', "'plain'"],
  ["it's", "'it''s'"],
  ['back\\slash', "E'back\\\\slash'"],
  ["\\'", "E'\\\\'''"],
  ['cut\0 off', "'cut'"],
])('constant %j', (text, quoted) => {
  expect(toStatement(literal(text)).text).toBe(quoted);
});

test.each([
  [['a', 'b'], '{"a","b"}'],
  [['a,b', '{c}', 'd"e', 'f\\g', '', 'null'], '{"a,b","{c}","d\\"e","f\\\\g","","null"}'],
  [['cut\0 off'], '{"cut"}'],
])('array of %j', (values, text) => {
  expect(arrayLiteral(values)).toBe(text);
});

describe('the type of a cast', () => {
  test.each(['integer', 'double precision', 'timestamp with time zone', '_text', 'größe', 'a$1'])('%s', (name) => {
    expect(toStatement(castType(name)).text).toBe(name);
  });

  test.each(['', 'int)', 'a;b', 'a--b', '"a"', "a'", 'a.b', 'a\0', 'a\n', 'numeric(1,2)', 'int[]'])(
    'not %j',
    (name) => {
      expect(() => castType(name)).toThrow();
    },
  );
});

test('whole numbers stand in the text', () => {
  expect(toStatement(sql`LIMIT ${wholeNumber(0)} OFFSET ${wholeNumber(mostInteger)}`)).toEqual({
    text: 'LIMIT 0 OFFSET 2147483647',
    values: [],
  });
});

test.each([-1, 0.5, mostInteger + 1, Number.NaN, 1e21])('not the whole number %d', (value) => {
  expect(() => wholeNumber(value)).toThrow(RangeError);
});
