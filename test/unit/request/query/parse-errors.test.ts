import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../src/errors/api-error.ts';
import { maximumDepth, type Parser } from '../../../../src/request/query/engine.ts';
import { plainFilterValue } from '../../../../src/request/query/filter.ts';
import { parseQuery, parseRangeTreePath } from '../../../../src/request/query/index.ts';
import { logicTree } from '../../../../src/request/query/logic.ts';
import { names } from '../../../../src/request/query/name.ts';
import { orderTerms } from '../../../../src/request/query/order.ts';
import { parse } from '../../../../src/request/query/parse.ts';
import { treePath } from '../../../../src/request/query/paths.ts';
import { select } from '../../../../src/request/query/select.ts';

const parsers: Readonly<Record<'filter' | 'tree path' | 'columns' | 'order' | 'logic' | 'select', Parser<unknown>>> = {
  filter: plainFilterValue,
  'tree path': treePath,
  columns: names,
  order: orderTerms,
  logic: logicTree,
  select,
};

/** The reference outputs of the behaviour description: what is parsed, the text, the column, the details. */
const reference: readonly (readonly [keyof typeof parsers, string, number, string])[] = [
  ['filter', '', 1, 'unexpected end of input expecting "not" or operator (eq, gt, ...)'],
  ['filter', 'bar', 1, 'unexpected "b" expecting "not" or operator (eq, gt, ...)'],
  ['filter', 'noop.0', 1, 'unexpected "o" expecting "not" or operator (eq, gt, ...)'],
  ['filter', 'EQ.1', 1, 'unexpected "E" expecting "not" or operator (eq, gt, ...)'],
  ['filter', 'é', 1, 'unexpected "\\233" expecting "not" or operator (eq, gt, ...)'],
  ['filter', 'eq', 3, 'unexpected end of input expecting operator (eq, gt, ...)'],
  ['filter', 'eq().1', 4, 'unexpected ")" expecting operator (eq, gt, ...)'],
  ['filter', 'eq(foo).1', 4, 'unexpected "f" expecting operator (eq, gt, ...)'],
  ['filter', 'eq(any)x', 8, 'unexpected "x" expecting operator (eq, gt, ...)'],
  ['filter', 'neq(any).{1}', 4, 'unexpected "(" expecting operator (eq, gt, ...)'],
  ['filter', 'is().x', 3, 'unexpected "(" expecting operator (eq, gt, ...)'],
  ['filter', 'in().x', 3, 'unexpected "(" expecting operator (eq, gt, ...)'],
  ['filter', 'like*', 5, 'unexpected "*" expecting operator (eq, gt, ...)'],
  ['filter', 'fts().x', 5, 'unexpected ")" expecting operator (eq, gt, ...)'],
  ['filter', 'fts(pg_catalog.english).a', 15, 'unexpected "." expecting operator (eq, gt, ...)'],
  ['filter', 'not', 4, 'unexpected end of input expecting delimiter (.)'],
  ['filter', 'not_eq.1', 4, 'unexpected "_" expecting delimiter (.)'],
  ['filter', 'not.', 5, 'unexpected end of input expecting operator (eq, gt, ...)'],
  ['filter', 'not.xx.1', 5, 'unexpected "x" expecting operator (eq, gt, ...)'],
  ['filter', 'in.', 4, 'unexpected end of input expecting "("'],
  ['filter', 'in.1,2', 4, 'unexpected "1" expecting "("'],
  ['filter', 'in.(1,2', 8, 'unexpected end of input expecting "," or ")"'],
  ['filter', 'is.', 4, 'unexpected end of input expecting isVal: (null, not_null, true, false, unknown)'],
  ['filter', 'is.42', 4, 'unexpected "4" expecting isVal: (null, not_null, true, false, unknown)'],
  ['filter', 'is.nul', 7, 'unexpected end of input expecting isVal: (null, not_null, true, false, unknown)'],
  ['filter', 'is.nope', 6, 'unexpected "p" expecting isVal: (null, not_null, true, false, unknown)'],
  ['tree path', 'a..b', 3, 'unexpected "." expecting field name (* or [a..z0..9_$])'],
  ['tree path', '', 1, 'unexpected end of input expecting field name (* or [a..z0..9_$])'],
  ['tree path', ':a', 1, 'unexpected ":" expecting field name (* or [a..z0..9_$])'],
  ['columns', '', 1, 'unexpected end of input expecting field name (* or [a..z0..9_$])'],
  ['columns', 'a,', 3, 'unexpected end of input expecting field name (* or [a..z0..9_$])'],
  ['order', '', 1, 'unexpected end of input expecting field name (* or [a..z0..9_$])'],
  ['order', 'id,', 4, 'unexpected end of input expecting field name (* or [a..z0..9_$])'],
  ['order', 'id.', 4, 'unexpected end of input expecting "asc", "desc", "nullsfirst" or "nullslast"'],
  ['order', 'id.ac', 4, 'unexpected "c" expecting "asc", "desc", "nullsfirst" or "nullslast"'],
  ['order', 'id.DESC', 4, 'unexpected "D" expecting "asc", "desc", "nullsfirst" or "nullslast"'],
  ['order', 'id..desc', 4, 'unexpected "." expecting "asc", "desc", "nullsfirst" or "nullslast"'],
  ['order', 'id.descc', 8, `unexpected 'c' expecting delimiter (.), "," or end of input`],
  ['order', 'id.nullslasttt', 13, `unexpected 't' expecting "," or end of input`],
  ['order', 'id.nullsfirst.desc', 14, `unexpected '.' expecting "," or end of input`],
  ['order', 'id.asc.smth34', 8, 'unexpected "s" expecting "nullsfirst" or "nullslast"'],
  ['order', 'id.desc.', 9, 'unexpected end of input expecting "nullsfirst" or "nullslast"'],
  ['order', 'id.asc , name', 7, `unexpected ' ' expecting delimiter (.), "," or end of input`],
  [
    'order',
    'id::int',
    3,
    `unexpected ':' expecting letter, digit, "-", "->>", "->", delimiter (.), "," or end of input`,
  ],
  [
    'order',
    'clients(name,id)',
    8,
    `unexpected '(' expecting letter, digit, "-", "->>", "->", delimiter (.), "," or end of input`,
  ],
  [
    'order',
    'a->',
    4,
    'unexpected end of input expecting "-", digit or any non reserved character different from: .,>()',
  ],
  [
    'logic',
    'or()',
    4,
    'unexpected ")" expecting field name (* or [a..z0..9_$]), negation operator (not) or logic operator (and, or)',
  ],
  ['logic', 'or)(', 3, 'unexpected ")" expecting "("'],
  ['logic', 'or', 3, 'unexpected end of input expecting "("'],
  ['logic', 'and(id)', 7, 'unexpected ")" expecting letter, digit, "-", "->>", "->" or delimiter (.)'],
  ['logic', 'and(id.)', 8, 'unexpected ")" expecting "not" or operator (eq, gt, ...)'],
  ['logic', 'and(id.eq)', 10, 'unexpected ")" expecting operator (eq, gt, ...)'],
  ['logic', 'or(a.b.eq.1)', 6, 'unexpected "b" expecting "not" or operator (eq, gt, ...)'],
  ['logic', 'and(id.eq.1', 12, 'unexpected end of input expecting "," or ")"'],
  [
    'logic',
    'and(id.eq.1,)',
    13,
    'unexpected ")" expecting field name (* or [a..z0..9_$]), negation operator (not) or logic operator (and, or)',
  ],
  ['logic', 'or(id.in.1,2,id.eq.3)', 10, 'unexpected "1" expecting "("'],
  ['logic', 'or(a.in.(1,2)x,b.eq.1)', 14, 'unexpected "x" expecting "," or ")"'],
  ['logic', 'or(not.a.eq.1)', 8, 'unexpected "." expecting logic operator (and, or)'],
  ['logic', 'or(id.eq.1,not.xor(id.eq.2,id.eq.3))', 16, 'unexpected "x" expecting logic operator (and, or)'],
  ['logic', 'and(ord(id.eq.1,id.eq.1),id.eq.2)', 7, 'unexpected "d" expecting "("'],
  ['select', 'id,', 4, 'unexpected end of input expecting "...", field name (* or [a..z0..9_$]), "*" or "count()"'],
  ['select', 'id,,name', 4, 'unexpected "," expecting "...", field name (* or [a..z0..9_$]), "*" or "count()"'],
  [
    'select',
    'name!hint',
    5,
    `unexpected '!' expecting letter, digit, "-", "->>", "->", "::", ".", ")", "," or end of input`,
  ],
  [
    'select',
    'count(*)',
    6,
    `unexpected '(' expecting letter, digit, "-", "->>", "->", "::", ".", ")", "," or end of input`,
  ],
  ['select', 'id::varchar(10)', 12, `unexpected '(' expecting letter, digit, ".", "::", ")", "," or end of input`],
  ['select', 'id::int[]', 8, `unexpected '[' expecting letter, digit, ".", "::", ")", "," or end of input`],
  [
    'select',
    'id,clients(name[])',
    16,
    `unexpected '[' expecting letter, digit, "-", "->>", "->", "::", ".", ")", "," or end of input`,
  ],
  ['select', 'a,*!hint', 4, `unexpected '!' expecting ")", "," or end of input`],
  ['select', 'id::', 5, 'unexpected end of input expecting letter or digit'],
  ['select', 'id::public.t', 12, 'unexpected "t" expecting "sum", "avg", "count", "max" or "min"'],
  ['select', 'id.foo()', 4, 'unexpected "f" expecting "sum", "avg", "count", "max" or "min"'],
  ['select', 'data->a.b', 9, 'unexpected "b" expecting "sum", "avg", "count", "max" or "min"'],
  ['select', 'id.sum', 7, 'unexpected end of input expecting "()"'],
  ['select', 'id.max().min()', 9, `unexpected '.' expecting "::", ")", "," or end of input`],
  ['select', 'x:*', 3, 'unexpected "*" expecting ":" or field name (* or [a..z0..9_$])'],
  ['select', 'a:b:c', 4, 'unexpected "c" expecting "::"'],
  ['select', 'a--b', 3, 'unexpected "-" expecting ">", letter or digit'],
  [
    'select',
    'client(',
    8,
    'unexpected end of input expecting "...", field name (* or [a..z0..9_$]), "*", "count()" or ")"',
  ],
  [
    'select',
    'client(id',
    10,
    'unexpected end of input expecting letter, digit, "-", "->>", "->", "::", ".", ")", "," or end of input',
  ],
  ['select', 'data->>-78xy', 11, `unexpected 'x' expecting digit, "->", "::", ".", "," or end of input`],
  [
    'select',
    'data->',
    7,
    'unexpected end of input expecting "-", digit or any non reserved character different from: .,>()',
  ],
  ['select', 'id,client(id,name', 18, 'unexpected end of input expecting "," or ")"'],
  [
    'select',
    'client(a->b->c',
    15,
    'unexpected end of input expecting "-", "->>", "->", "::", ".", ")", "," or end of input',
  ],
  ['select', 'id,x:...rel(name)', 6, 'unexpected "." expecting ":" or field name (* or [a..z0..9_$])'],
  [
    'select',
    'rel!left_fk(*)',
    4,
    `unexpected '!' expecting letter, digit, "-", "->>", "->", "::", ".", ")", "," or end of input`,
  ],
  ['order', 'projects.id', 10, 'unexpected "i" expecting "asc", "desc", "nullsfirst" or "nullslast"'],
  ['order', 'a->b->c(d)', 8, `unexpected '(' expecting "-", "->>", "->", delimiter (.), "," or end of input`],
  ['logic', 'and(id->x)', 10, 'unexpected ")" expecting "-", "->>", "->" or delimiter (.)'],
  [
    'logic',
    'and(a->1->2',
    12,
    'unexpected end of input expecting digit, "->", "::", ".", ",", end of input, "->>" or delimiter (.)',
  ],
];

function refusal(attempt: () => unknown): ApiError['body'] {
  try {
    attempt();
  } catch (error) {
    if (error instanceof ApiError) return error.body;
    throw error;
  }
  throw new Error('was accepted');
}

describe('message, column and details of parse errors', () => {
  it.each(reference)('%s %j', (kind, text, column, details) => {
    expect(refusal(() => parse(parsers[kind], text, 'it'))).toEqual({
      code: 'PGRST100',
      message: `"failed to parse it (${text})" (line 1, column ${column})`,
      details,
      hint: null,
    });
  });
});

describe('what the message names', () => {
  it.each([
    ['select=a,', 'select parameter (a,)', 3],
    ['columns=', 'columns parameter ()', 1],
    ['on_conflict=a,', 'on_conflict parameter (a,)', 3],
    ['id=x', 'filter (x)', 1],
    [':=eq.1', 'tree path (:)', 1],
    [':.order=id', 'tree path (:.order)', 1],
    ['order=id.', 'order (id.)', 4],
    [':.or=(id.eq.1)', 'logic path (:.or)', 1],
    ['or=()', 'logic tree (())', 4],
    ['not.or=()', 'logic tree (())', 8],
  ])('%s', (query, source, column) => {
    expect(refusal(() => parseQuery(query, 'filters')).message).toBe(
      `"failed to parse ${source}" (line 1, column ${column})`,
    );
  });

  it('shows the last word of an offset as limit', () => {
    expect(refusal(() => parseRangeTreePath('a..offset')).message).toBe(
      '"failed to parse tree path (a..limit)" (line 1, column 3)',
    );
  });
});

describe('lines and columns', () => {
  it.each([
    ['select=a,"%0A":"%0A"!', 'line 3, column 2'],
    ['select=%09:', 'line 1, column 9'],
    ['select=a,%09:', 'line 1, column 9'],
    ['select="%F0%9F%98%80":', 'line 1, column 5'],
  ])('%s', (query, place) => {
    expect(refusal(() => parseQuery(query, 'filters')).message).toContain(place);
  });
});

describe('characters in details', () => {
  it.each([
    ['%00', '"\\NUL"'],
    ['%1B', '"\\ESC"'],
    ['%7F', '"\\DEL"'],
    ['%0B', '"\\v"'],
    ['%22', '"\\""'],
    ["'", '"\'"'],
    ['%5C', '"\\\\"'],
    ['%C2%80', '"\\128"'],
    ['%F0%9F%98%80', '"\\128512"'],
  ])('%s', (value, shown) => {
    expect(refusal(() => parseQuery(`id=${value}`, 'filters')).details).toBe(
      `unexpected ${shown} expecting "not" or operator (eq, gt, ...)`,
    );
  });

  it.each([
    ["'", "'\\''"],
    ['%22', "'\"'"],
    ['%F0%9F%98%80', "'\\128512'"],
  ])('refused: %s', (value, shown) => {
    expect(refusal(() => parseQuery(`order=id.asc${value}`, 'filters')).details).toBe(
      `unexpected ${shown} expecting delimiter (.), "," or end of input`,
    );
  });
});

describe('order of evaluation', () => {
  const broken = [
    ['order=:', 'order (:)'],
    ['or=:', 'logic tree (:)'],
    ['columns=:', 'columns parameter (:)'],
    ['select=a,:', 'select parameter (a,:)'],
    ['a=:', 'filter (:)'],
    ['on_conflict=:', 'on_conflict parameter (:)'],
  ] as const;

  it.each(broken.map(([, source], i) => [source, broken.slice(i)] as const))('%s is found first', (source, rest) => {
    const latestFirst = rest.map(([query]) => query).reverse();
    expect(refusal(() => parseQuery(latestFirst.join('&'), 'filters')).message).toContain(source);
  });
});

describe('within one parameter', () => {
  it.each([
    ['.order=:', 'tree path (.order)'],
    ['.or=:', 'logic path (.or)'],
    ['.a=:', 'tree path (.a)'],
  ])('%s: the name comes before the value', (query, source) => {
    expect(refusal(() => parseQuery(query, 'filters')).message).toContain(source);
  });
});

describe('nesting', () => {
  it.each(['select=', 'or=('])('%s accepts the maximum depth and refuses more', (start) => {
    const [open, inner, close] = start === 'select=' ? ['a(', 'b', ')'] : ['or(', 'a.eq.1', ')'];
    const end = start === 'select=' ? '' : ')';
    const nest = (depth: number) => start + open.repeat(depth) + inner + close.repeat(depth) + end;
    const depth = start === 'select=' ? maximumDepth : maximumDepth - 1;
    expect(() => parseQuery(nest(depth), 'filters')).not.toThrow();
    expect(refusal(() => parseQuery(nest(depth + 1), 'filters')).details).toBe(
      `nesting deeper than ${maximumDepth} levels`,
    );
    expect(refusal(() => parseQuery(nest(100_000), 'filters')).details).toBe(
      `nesting deeper than ${maximumDepth} levels`,
    );
  });
});
