import { describe, expect, it } from 'vitest';
import { maximumDepth, parseJson, parseJsonBytes } from '../../../src/json/parse.ts';
import { renderJson } from '../../../src/json/render.ts';

describe('parseJson and renderJson', () => {
  it.each([
    [' { "b" : 1 , "a" : [ true , false , null ] } ', '{"a":[true,false,null],"b":1}'],
    ['{"10":1,"9":2,"__proto__":3}', '{"10":1,"9":2,"__proto__":3}'],
    ['{"\\ud83d\\ude00":1,"\\uffee":2}', '{"\uffee":2,"\u{1f600}":1}'],
    ['{"a":1,"a":2}', '{"a":1}'],
    ['"\\b\\f\\n\\r\\t\\u0001\\/\\"\\\\b\u007f"', '"\\u0008\\u000c\\n\\r\\t\\u0001/\\"\\\\b\u007f"'],
    ['""', '""'],
    ['[]', '[]'],
    ['{}', '{}'],
  ])('%s becomes %s', (text, expected) => {
    expect(renderJson(parseJson(text))).toBe(expected);
  });

  it.each([
    '',
    ' ',
    '{',
    '{"a"}',
    '{"a":1,}',
    '[1,]',
    '01',
    '1.',
    '.5',
    '+1',
    'nul',
    '{} x',
    '"\n"',
    '"\\x"',
    '"\\ud800"',
    '"\\udc00\\ud800"',
    "{'a':1}",
    '\ufeff{}',
    'NaN',
  ])('refuses %j', (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });

  it('refuses documents that are nested too deeply', () => {
    const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    expect(renderJson(parseJson(nested(maximumDepth)))).toBe(nested(maximumDepth));
    expect(() => parseJson(nested(maximumDepth + 1))).toThrow(SyntaxError);
    expect(() => parseJson('['.repeat(1_000_000))).toThrow(SyntaxError);
  });
});

describe('parseJsonBytes', () => {
  it('gives undefined for invalid UTF-8, a byte order mark and other text', () => {
    expect(parseJsonBytes(Buffer.from([0x22, 0xff, 0x22]))).toBeUndefined();
    expect(parseJsonBytes(Buffer.from('\ufeff1'))).toBeUndefined();
    expect(parseJsonBytes(Buffer.from('x'))).toBeUndefined();
    expect(parseJsonBytes(Buffer.from('"é"'))).toBe('é');
  });
});
