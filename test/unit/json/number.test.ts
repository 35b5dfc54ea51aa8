import { describe, expect, it } from 'vitest';
import { compareNumbers, readNumber, renderDecimal, renderNumber } from '../../../src/json/number.ts';

function number(text: string) {
  return readNumber(text, 0)!.number;
}

describe('renderNumber', () => {
  it.each([
    ['0', '0'],
    ['-0', '0'],
    ['1e2', '100'],
    ['1.50', '1.5'],
    ['1.0', '1.0'],
    ['-12.340', '-12.34'],
    ['1.9e9', '1900000000'],
    ['123456789012345678901234567890', '123456789012345678901234567890'],
    ['0.1', '0.1'],
    ['0.05', '5.0e-2'],
    ['1e-7', '1.0e-7'],
    ['12345678.5', '1.23456785e7'],
    ['1e2000', '1.0e2000'],
    ['0.0', '0.0'],
  ])('%s prints as %s', (text, expected) => {
    expect(renderNumber(number(text))).toBe(expected);
  });
});

describe('renderDecimal', () => {
  it.each([
    ['1', '1.0'],
    ['1e2', '100.0'],
    ['-3', '-3.0'],
    ['0', '0.0'],
    ['1e7', '1.0e7'],
    ['9999999', '9999999.0'],
  ])('%s prints as %s', (text, expected) => {
    expect(renderDecimal(number(text))).toBe(expected);
  });
});

describe('int64', () => {
  it.each([
    ['1900000000', 1900000000],
    ['1.9e9', 1900000000],
    ['1900000000.0', 1900000000],
    ['1900000000.5', 0],
    ['-5', -5],
    ['9223372036854775807', 2 ** 63],
    ['9223372036854775808', 0],
    ['-9223372036854775808', -(2 ** 63)],
    ['-9223372036854775809', 0],
    ['1e1000000000', 0],
    ['1e-1000000000', 0],
  ])('of %s is %d', (text, expected) => {
    expect(number(text).int64).toBe(expected);
  });
});

describe('compareNumbers', () => {
  it.each([
    ['1', '1.0', 0],
    ['100', '1e2', 0],
    ['-0', '0', 0],
    ['0', '0.1', -1],
    ['-1', '0', -1],
    ['-2', '-1', -1],
    ['9', '10', -1],
    ['1.2', '1.1999999999999999999999', 1],
    ['9007199254740993', '9007199254740992', 1],
  ])('%s and %s', (a, b, expected) => {
    expect(Math.sign(compareNumbers(number(a), number(b)))).toBe(expected);
    expect(Math.sign(compareNumbers(number(b), number(a)))).toBe(expected === 0 ? 0 : -expected);
  });
});
