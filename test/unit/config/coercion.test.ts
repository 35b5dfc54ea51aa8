import { describe, expect, test } from 'vitest';
import {
  coerceBoolean,
  coerceEmptyableList,
  coerceInteger,
  coerceList,
  coerceQualifiedName,
  coerceString,
  formatNumber,
} from '../../../src/config/coercion.ts';

describe('strings', () => {
  test.each([
    ['text', 'text'],
    ['', null],
    [' ', ' '],
    [660, 'Number 660.0'],
    [0.5, 'Number 0.5'],
    [0.01, 'Number 1.0e-2'],
    [1e7, 'Number 1.0e7'],
    [0, 'Number 0.0'],
    [true, 'Bool True'],
    [['a', 1], 'List [String "a",Number 1.0]'],
  ])('%j', (value, expected) => expect(coerceString(value)).toBe(expected));
});

describe('integers', () => {
  test.each([
    ['10', 10],
    ['-10', -10],
    ['- 10', -10],
    ['-0', 0],
    ['007', 7],
    ['0x1F', 31],
    ['0o17', 15],
    [' 5 ', 5],
    ['((5))', 5],
    ['( -5 )', -5],
    ['18446744073709551617', 1],
    ['9223372036854775808', -(2 ** 63)],
    ['+1', null],
    ['1e2', null],
    ['1.0', null],
    ['0b1', null],
    ['1_000', null],
    ['(5', null],
    ['', null],
    ['ten', null],
    [10, 10],
    [10.5, null],
    [Number.POSITIVE_INFINITY, null],
    [true, null],
    [[1], null],
  ])('%j', (value, expected) => expect(coerceInteger(value)).toBe(expected));
});

describe('booleans', () => {
  test.each([
    ['true', true],
    ['TRUE', true],
    [' "true" ', true],
    ['False', false],
    ['1', true],
    ['0', false],
    ['-1', false],
    ['0x2', true],
    ['yes', null],
    ['on', null],
    ['off', null],
    ['', null],
    [true, true],
    [1, null],
  ])('%j', (value, expected) => expect(coerceBoolean(value)).toBe(expected));
});

describe('lists', () => {
  test.each([
    ['a, b ,c', ['a', 'b', 'c']],
    ['a,,b', ['a', '', 'b']],
    [' ', ['']],
    ['"a,b"', ['"a', 'b"']],
  ])('%j', (value, expected) => {
    expect(coerceList(value)).toEqual(expected);
    expect(coerceEmptyableList(value)).toEqual(expected);
  });

  test('the empty string is unset, or the empty list where that is allowed', () => {
    expect(coerceList('')).toBeNull();
    expect(coerceEmptyableList('')).toEqual([]);
  });
});

describe('qualified names', () => {
  test.each([
    ['a.b', { schema: 'a', name: 'b' }],
    ['a.b.c', { schema: 'a', name: 'b.c' }],
    ['"A".b', { schema: '"A"', name: 'b' }],
    ['A', { schema: null, name: 'A' }],
    ['A.', { schema: null, name: 'A' }],
    ['.x', { schema: null, name: 'x' }],
    ['', null],
  ])('%j', (value, expected) => expect(coerceQualifiedName(value)).toEqual(expected));
});

test.each([
  [1e3, '1000'],
  [1.5, '1.5'],
  [1e21, '1000000000000000000000'],
  [0.25, '0.25'],
])('number %d inside of text', (value, expected) => expect(formatNumber(value)).toBe(expected));
