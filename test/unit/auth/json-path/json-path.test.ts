import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { evaluateQuery } from '../../../../src/auth/json-path/evaluate.ts';
import { parseJsonPath } from '../../../../src/auth/json-path/parse.ts';
import { printQuery } from '../../../../src/auth/json-path/print.ts';
import { UnhandledRequestError } from '../../../../src/errors/unhandled-request-error.ts';
import { parseJson } from '../../../../src/json/parse.ts';
import { renderJson } from '../../../../src/json/render.ts';

function select(path: string, document: string): string[] {
  return evaluateQuery(parseJsonPath(path)!, parseJson(document)).map(renderJson);
}

describe('printQuery', () => {
  it.each([
    ['$', '$'],
    ['$.role', '$.role'],
    ['$.a["b c"]', "$.a['b c']"],
    ["$['a\\'b']", "$['a'b']"],
    ["$['\\u0041']", "$['A']"],
    ['$ .role', '$.role'],
    ["$[ 'a' , 'b' ]", "$['a','b']"],
    ['$[0,1]', '$[0,1]'],
    ['$[1:3]', '$[1:3:1]'],
    ['$[1:]', '$[1::1]'],
    ['$[:3]', '$[:3:1]'],
    ['$[::2]', '$[::2]'],
    ['$[:]', '$[::1]'],
    ['$..role', '$...role'],
    ['$..[0]', '$..[0]'],
    ['$..*', '$..*'],
    ['$.*', '$.*'],
    ['$[*]', '$[*]'],
    ["$[?(@=='x')]", "$[?(@ == 'x')]"],
    ['$[?@.a>1]', '$[?@.a > 1.0]'],
    ['$[?@.a<1e2]', '$[?@.a < 100.0]'],
    ["$[?@['a b']!=null]", '$[?@.a b != null]'],
    ['$[?@[0]<=true]', '$[?@[0] <= true]'],
    ['$[?@.a && @.b]', '$[?@.a || @.b]'],
    ['$[?@.a||!@.b]', '$[?@.a || !@.b]'],
    ['$[?!(@.a)]', '$[?!(@.a)]'],
    ["$[?search(@,'^a')]", "$[?search(@, '^a')]"],
    ['$[?@==$.x]', '$[?@ == $.x]'],
  ])('%s prints as %s', (path, expected) => {
    expect(printQuery(parseJsonPath(path)!)).toBe(expected);
  });
});

describe('parseJsonPath', () => {
  it.each(['$.é', '$._x', '$[9007199254740991]', '$[-1]', '$[?search(@.a, $.pattern)]'])('accepts %s', (path) => {
    expect(parseJsonPath(path)).not.toBeNull();
  });

  it.each([
    '',
    'role',
    '.role',
    '@.role',
    ' $.role',
    '$.role ',
    '$.',
    '$..',
    '$.a-b',
    '$.1a',
    '$.$x',
    '$[01]',
    '$[-0]',
    '$[9007199254740992]',
    '$[]',
    '$[?]',
    '$[?1]',
    '$[?length(@.a) == 1]',
    '$[?count(@.*) == 1]',
    "$[?match(@, 'a')]",
    '$[?value(@.a) == 1]',
    '$[?search(@)]',
    "$[?search(@, 'a') == true]",
    '$[?@.* == 1]',
    "$['a",
    `$[?${'('.repeat(100_000)}`,
  ])('refuses %s', (path) => {
    expect(parseJsonPath(path)).toBeNull();
  });
});

describe('evaluateQuery', () => {
  const claims = '{"roles":["other","fest_a",5,"Fest"],"b":{"z":1,"a":{"name":2}},"a":{"name":3},"pattern":"^f"}';

  it.each([
    ['$.roles[1]', ['"fest_a"']],
    ['$.roles[-1]', ['"Fest"']],
    ['$.roles[9]', []],
    ['$.roles.x', []],
    ['$.b.*', ['{"name":2}', '1']],
    ['$..name', ['3', '2']],
    ["$.roles[?search(@, '^fest')]", ['"fest_a"']],
    ['$.roles[?search(@, $.pattern)]', ['"fest_a"']],
    ['$.roles[?search(@, $.missing)]', []],
    ["$.roles[?@ != 'other']", ['"fest_a"', '5', '"Fest"']],
    ["$.roles[?@ < 'a']", ['"Fest"']],
    ['$.roles[?@ >= 5]', ['5']],
    ["$.roles[?@ == 'x' || @ == 5]", ['5']],
    ["$.roles[?@ != 'x' && @ != 'other' && @ != 'fest_a']", ['5', '"Fest"']],
    ["$.roles[?search(@, '[[:upper:]]')]", ['"Fest"']],
  ])('%s', (path, expected) => {
    expect(select(path, claims)).toEqual(expected);
  });

  it('reports an invalid regular expression when it is used', () => {
    expect(() => select("$.roles[?search(@, '[')]", claims)).toThrow(UnhandledRequestError);
    expect(select("$.b[?search(@, '[')]", claims)).toEqual([]);
  });

  it('searches in linear time', () => {
    expect(select("$[?search(@, '^(a+)+$')]", JSON.stringify([`${'a'.repeat(50_000)}!`]))).toEqual([]);
  });
});

interface ComplianceCase {
  readonly name: string;
  readonly selector: string;
  readonly document?: unknown;
  readonly result?: readonly unknown[];
  readonly results?: readonly (readonly unknown[])[];
  readonly invalid_selector?: boolean;
}

/** The JSONPath compliance test suite, as shipped inside a package that we only use here. */
const require = createRequire(import.meta.url);
const suite = join(
  dirname(require.resolve('jsonpath-rfc9535/package.json')),
  'src/__tests__/jsonpath-compliance-test-suite/cts.json',
);
const cases = (JSON.parse(readFileSync(suite, 'utf8')) as { tests: ComplianceCase[] }).tests;

describe('JSONPath compliance test suite', () => {
  // In our regular expressions, as in POSIX, the dot matches a carriage return.
  const otherRules = /(length|count|match|value)\s*\(/;
  const ours = cases.filter(({ name, selector }) => !otherRules.test(selector) && !name.includes('dot matcher on'));

  it('refuses the invalid queries', () => {
    const invalid = ours.filter((test) => test.invalid_selector);
    expect(invalid.length).toBeGreaterThan(100);
    expect(invalid.filter(({ selector }) => parseJsonPath(selector) !== null)).toEqual([]);
  });

  it('answers the valid queries, object members in any order', () => {
    const valid = ours.filter((test) => !test.invalid_selector);
    expect(valid.length).toBeGreaterThan(300);
    expect(valid.filter((test) => !isAnswered(test))).toEqual([]);
  });
});

function isAnswered({ selector, document, result, results }: ComplianceCase): boolean {
  const found = select(selector, JSON.stringify(document)).toSorted().join();
  return (results ?? [result!]).some((nodes) => {
    return (
      nodes
        .map((node) => renderJson(parseJson(JSON.stringify(node))))
        .toSorted()
        .join() === found
    );
  });
}
