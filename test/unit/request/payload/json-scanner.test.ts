import { describe, expect, it } from 'vitest';
import { scanJson } from '../../../../src/request/payload/json-scanner.ts';

const scan = (text: string) => scanJson(Buffer.from(text));

describe('scanJson', () => {
  it.each(['1', '-0.5e+3', '"x"', 'true', ' null\n', '"\\ud83d\\ude00"', '"\\u0000"'])(
    'accepts the scalar %s',
    (text) => {
      expect(scan(text)).toEqual({ kind: 'scalar' });
    },
  );

  it.each([
    '',
    ' ',
    '01',
    '1.',
    '.5',
    '1e',
    '+1',
    'tru',
    'nulll',
    '"',
    '"\n"',
    '"\\x"',
    '"\\u12g4"',
    '"\\ud800"',
    '"\\ud800\\u0041"',
    '"\\udc00"',
    '{',
    '{"a"}',
    '{"a":}',
    '{"a":1,}',
    '{a:1}',
    '[1,]',
    '[,1]',
    '[1 2]',
    '[1}',
    '{"a":1]',
    '1 2',
    '\ufeff{}',
    '\u00a01',
  ])('refuses %j', (text) => {
    expect(scan(text)).toEqual({ kind: 'invalid' });
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(scanJson(Buffer.from([0x22, 0xff, 0x22]))).toEqual({ kind: 'invalid' });
  });

  it('gathers distinct keys in code point order', () => {
    expect(scan('{"b":{"x":1},"a":[{"y":2}],"b":3,"\\ud83d\\ude00":0,"\uffee":0,"\\u0061":4}')).toEqual({
      kind: 'object',
      keys: ['a', 'b', '\uffee', '😀'],
    });
  });

  it.each([
    ['[]', []],
    ['[{}]', []],
    ['[{},{}]', []],
    ['[{"a":1,"b":2},{"b":3,"a":4}]', ['a', 'b']],
    ['[{"a":1},{"\\u0061":{"c":1}},{"a":1,"a":2}]', ['a']],
    ['[{"a":1,"a":2},{"a":1}]', ['a']],
  ])('sees equal keys in %s', (text, keys) => {
    expect(scan(text)).toEqual({ kind: 'array', keys });
  });

  it.each([
    '[1]',
    '[{"a":1},2]',
    '[[],{}]',
    '[[{}]]',
    '[{"a":1},{"b":1}]',
    '[{"a":1},{}]',
    '[{},{"a":1}]',
    '[{"a":1,"b":1},{"a":1,"a":1}]',
  ])('sees differing elements in %s', (text) => {
    expect(scan(text)).toEqual({ kind: 'mixed-array' });
  });

  it('goes as deep as the input does', () => {
    const depth = 1_000_000;
    expect(scan('['.repeat(depth) + ']'.repeat(depth))).toEqual({ kind: 'mixed-array' });
    expect(scan('{"a":'.repeat(depth) + '1' + '}'.repeat(depth))).toEqual({ kind: 'object', keys: ['a'] });
    expect(scan('['.repeat(depth))).toEqual({ kind: 'invalid' });
  });
});
