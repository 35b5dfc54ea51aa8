import { describe, expect, it } from 'vitest';
import { readInteger } from '../../../src/request/integer.ts';

describe('readInteger', () => {
  it.each([
    ['3', 3n],
    ['-0', 0n],
    ['007', 7n],
    [' \t3\u00a0', 3n],
    ['- 3', -3n],
    ['0x1F', 31n],
    ['0X1f', 31n],
    ['0o17', 15n],
    ['0O17', 15n],
    ['-0x10', -16n],
    ['(2)', 2n],
    ['( ( 2 ) )', 2n],
    ['(-1)', -1n],
    ['99999999999999999999', 99999999999999999999n],
  ])('reads %j', (text, value) => {
    expect(readInteger(text)).toBe(value);
  });

  it.each(['', ' ', '+2', '1.0', '2.', '1e1', '1_0', '0b1', '0x', 'abc', '(2', '2)', '()', '-(1)', '--1', '1 2', '٣'])(
    'refuses %j',
    (text) => {
      expect(readInteger(text)).toBeNull();
    },
  );

  it('takes unmatched parentheses in linear time', () => {
    expect(readInteger('('.repeat(1e6))).toBeNull();
    expect(readInteger(`${'('.repeat(1e5)}1${')'.repeat(1e5)}`)).toBe(1n);
    expect(readInteger(`${' '.repeat(1e6)}x`)).toBeNull();
  });
});
