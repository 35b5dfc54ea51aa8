import { describe, expect, it } from 'vitest';
import { parseRoleClaimPath } from '../../../src/auth/role-claim.ts';
import { parseJson } from '../../../src/json/parse.ts';
import { isJsonObject } from '../../../src/json/value.ts';

function extract(path: string, claims: unknown): string | null {
  const value = parseJson(JSON.stringify(claims));
  return isJsonObject(value) ? parseRoleClaimPath(path).extract(value) : null;
}

function report(path: string): string {
  try {
    parseRoleClaimPath(path);
  } catch (error) {
    return (error as Error).message;
  }
  return 'valid';
}

describe('JSONPath', () => {
  const claims = { role: 'a', n: 5, nothing: null, list: ['x', 'author'], 'https://x.com/role': { key: 'k' } };

  it.each([
    ['$.role', 'a'],
    ['$.n', '5'],
    ['$.nothing', 'null'],
    ['$.list', '["x","author"]'],
    ["$['https://x.com/role'].key", 'k'],
    ["$.list[?(@ == 'author')]", 'author'],
    ["$.list[?search(@, '^au')]", 'author'],
    ['$.missing', null],
  ])('%s yields %j', (path, expected) => {
    expect(extract(path, claims)).toBe(expected);
    expect(parseRoleClaimPath(path).syntax).toBe('jsonpath');
  });
});

describe('deprecated syntax', () => {
  const claims = { role: 'a', n: 5, list: ['x', 7, 'author', 'editor'], 'a b': { $x_1: ['k'] }, é: 'accent' };

  it.each([
    ['.role', 'a', '."role"'],
    ['.n', '5', '."n"'],
    ['.é', 'accent', '."\\233"'],
    ['."a b".$x_1[0]', 'k', '."a b"."$x_1"[0]'],
    ['.list[2]', 'author', '."list"[2]'],
    ['.list[007]', null, '."list"[7]'],
    ['.list[?(@=="author")]', 'author', '."list"[?(@ == "author")]'],
    ['.list[?(@  !=  "x")]', 'author', '."list"[?(@ != "x")]'],
    ['.list[?(@ ^== "ed")]', 'editor', '."list"[?(@ ^== "ed")]'],
    ['.list[?(@ ==^ "or")]', 'author', '."list"[?(@ ==^ "or")]'],
    ['.list[?(@ *== "dit")]', 'editor', '."list"[?(@ *== "dit")]'],
    ['.list[?(@ == "7")]', null, '."list"[?(@ == "7")]'],
    ['.role[0]', null, '."role"[0]'],
    ['.role[?(@ == "a")]', null, '."role"[?(@ == "a")]'],
    ['[0]', null, '[0]'],
    ['.missing.deeper', null, '."missing"."deeper"'],
  ])('%s yields %j', (path, expected, text) => {
    expect(extract(path, claims)).toBe(expected);
    expect(parseRoleClaimPath(path)).toMatchObject({ syntax: 'deprecated', text });
  });
});

describe('errors', () => {
  it.each([
    ['$.a-b', 1, '\\"$\\"', '\\".\\", \\"[?(\\" or \\"[\\"'],
    ['role', 1, '\\"r\\"', '\\".\\", \\"[?(\\" or \\"[\\"'],
    ['', 1, 'end of input', '\\".\\", \\"[?(\\" or \\"[\\"'],
    ['.', 2, 'end of input', 'letter or digit or \\"\\\\\\"\\"'],
    ['.-', 2, '\\"-\\"', 'letter or digit or \\"\\\\\\"\\"'],
    ['.a-b', 3, "'-'", 'letter or digit, \\".\\", \\"[?(\\", \\"[\\" or end of input'],
    ['.a.b-c', 5, "'-'", '\\".\\", \\"[?(\\", \\"[\\" or end of input'],
    ['.a[x]', 4, '\\"x\\"', 'digit'],
    ['.a[1x]', 5, '\\"x\\"', 'digit or \\"]\\"'],
    ['.a[?(x', 6, '\\"x\\"', '\\"@\\"'],
    ['.a[?(@x', 7, '\\"x\\"', 'white space, \\"==^\\", \\"==\\", \\"!=\\", \\"^==\\" or \\"*==\\"'],
    ['.a[?(@ x', 8, '\\"x\\"', 'space, \\"==^\\", \\"==\\", \\"!=\\", \\"^==\\" or \\"*==\\"'],
    ['.a[?(@ ==x', 10, '\\"x\\"', 'white space or \\"\\\\\\"\\"'],
    ['.a[?(@=="x")].b', 14, "'.'", 'end of input'],
  ])('%s', (path, column, unexpected, expected) => {
    expect(report(path)).toBe(
      `"\\"failed to parse role-claim-key value (${path.replaceAll('"', '\\"')})\\" (line 1, column ${column}):\\n` +
        `unexpected ${unexpected}\\nexpecting ${expected}"`,
    );
  });

  it('count lines and tabs', () => {
    expect(report('."a\n\tb')).toContain('(line 2, column 10):\\nunexpected end of input\\nexpecting \\"\\\\\\"\\""');
  });
});
