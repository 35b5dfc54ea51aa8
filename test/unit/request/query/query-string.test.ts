import { describe, expect, it } from 'vitest';
import { UnhandledRequestError } from '../../../../src/errors/unhandled-request-error.ts';
import { decodeQueryString } from '../../../../src/request/query/query-string.ts';

describe('parameters', () => {
  it.each<[string, readonly (readonly [string, string | null])[]]>([
    ['', []],
    [
      'a=1&b=2;c',
      [
        ['a', '1'],
        ['b', '2'],
        ['c', null],
      ],
    ],
    ['a==b=c', [['a', '=b=c']]],
    [
      'a=&=b&=',
      [
        ['a', ''],
        ['', 'b'],
        ['', ''],
      ],
    ],
    [
      '&a&;b&',
      [
        ['', null],
        ['a', null],
        ['', null],
        ['b', null],
      ],
    ],
    ['a+b=%2B+%26%3d', [['a b', '+ &=']]],
    [
      'a=%zz%4&b=%',
      [
        ['a', '%zz%4'],
        ['b', '%'],
      ],
    ],
    [
      'a=%C3%A9&b=\xc3\xa9',
      [
        ['a', 'é'],
        ['b', 'é'],
      ],
    ],
    ['a=%F0%9F%98%80', [['a', '😀']]],
    ['a=%EF%BB%BFx', [['a', '\ufeffx']]],
    ['a=%00', [['a', '\0']]],
    ['?a=1', [['?a', '1']]],
  ])('%s', (query, parameters) => {
    expect(decodeQueryString(query).parameters).toEqual(parameters.map(([name, value]) => ({ name, value })));
  });

  it.each(['a=%FF', 'a=\xff', '%C3', 'a=%ED%A0%80', 'a=%C0%80', 'a=%F5%80%80%80', '%E4'])('refuses %s', (query) => {
    expect(() => decodeQueryString(query)).toThrow(UnhandledRequestError);
  });
});

describe('the canonical query string', () => {
  it.each([
    ['', ''],
    ['select=id,name&id=gt.1&id=lt.9&x', 'id=gt.1,lt.9&select=id%2Cname&x='],
    ['id=gt.1;;&select=id', '=,&id=gt.1&select=id'],
    ['b=1&a=%C3%A9&B=2', 'B=2&a=%C3%83%C2%A9&b=1'],
    ["a=-_.~!'()*", 'a=-_.~%21%27%28%29%2A'],
    ['a=+%00%0a', 'a=%20%00%0A'],
  ])('%s', (query, canonical) => {
    expect(decodeQueryString(query).canonical).toBe(canonical);
  });
});
