import { describe, expect, it } from 'vitest';
import type { SelectItem } from '../../../../src/request/query/ast.ts';
import { parseQuery, parseRangeTreePath } from '../../../../src/request/query/index.ts';

const parsed = (query: string) => parseQuery(Buffer.from(query, 'utf8').toString('latin1'), 'filters');
const select = (value: string) => parsed(`select=${encodeURIComponent(value)}`).select;
const filter = (value: string) => parsed(`a=${encodeURIComponent(value)}`).filters[0]!.filter;
const logic = (value: string) => parsed(`or=${encodeURIComponent(value)}`).logic[0]!.tree;
const order = (value: string) => parsed(`order=${encodeURIComponent(value)}`).orders[0]!.terms;

const own = (name: string) => ({ name, path: [] });
const key = (text: string) => ({ kind: 'key', key: text });
const index = (text: string) => ({ kind: 'index', index: text });

const column = (name: string, rest: object = {}) => ({
  kind: 'field',
  field: own(name),
  alias: null,
  cast: null,
  aggregate: null,
  aggregateCast: null,
  ...rest,
});

const embed = (target: string, members: readonly unknown[], rest: object = {}) => ({
  kind: 'embed',
  target,
  alias: null,
  hint: null,
  join: null,
  select: members,
  ...rest,
});

describe('names', () => {
  it.each([
    ['a', 'a'],
    ['$a_1', '$a_1'],
    [' a b ', 'a b'],
    ['a - b', 'a-b'],
    ['a-b-c', 'a-b-c'],
    ['"a.b"', 'a.b'],
    ['" a "', ' a '],
    ['"a\\"b\\\\c\\n"', 'a"b\\cn'],
    ['""', ''],
    ['"😀\\😀"', '😀😀'],
    ['été', 'été'],
    ['日本 語', '日本 語'],
    ['𝒜', '𝒜'],
    ['"*"', '*'],
  ])('%s', (text, name) => {
    expect(select(text)).toEqual([column(name)]);
    expect(order(text)[0]!.field).toEqual(own(name));
    expect(parsed(`columns=${encodeURIComponent(text)}`).columns).toEqual([name]);
  });
});

describe('JSON paths', () => {
  it.each([
    ['a->b', [['->', key('b')]]],
    [
      'a->>b->c',
      [
        ['->>', key('b')],
        ['->', key('c')],
      ],
    ],
    ['a->0', [['->', index('+0')]]],
    [
      'a->-12->>b',
      [
        ['->', index('-12')],
        ['->>', key('b')],
      ],
    ],
    ['a->007', [['->', index('+007')]]],
    ['a->0x', [['->', key('0x')]]],
    ['a->"x.y"', [['->', key('x.y')]]],
    ['a->b-c - d', [['->', key('b-c-d')]]],
    ['a->b c ', [['->', key('b c')]]],
    ['a->é!', [['->', key('é!')]]],
  ])('%s', (text, path) => {
    const field = { name: 'a', path: path.map(([arrow, operand]) => ({ arrow, operand })) };
    expect(select(text)).toEqual([column('a', { field })]);
    expect(order(text)[0]!.field).toEqual(field);
  });

  it('reads the last index in parentheses as a key', () => {
    const member = (operand: object) => column('a', { field: { name: 'a', path: [{ arrow: '->', operand }] } });
    expect(select('x(a->0)')).toEqual([embed('x', [member(key('0'))])]);
    expect(select('x(a->0,b)')).toEqual([embed('x', [member(index('+0')), column('b')])]);
  });
});

describe('select', () => {
  it.each<[string, readonly unknown[]]>([
    ['', []],
    [')', []],
    ['-a', []],
    [',a', []],
    ['*.count()', []],
    ['*', [column('*')]],
    ['a,b', [column('a'), column('b')]],
    [' a ,\tb', [column('a'), column('b')]],
    ['a)x', [column('a')]],
    ['x:a', [column('a', { alias: 'x' })]],
    ['a::text', [column('a', { cast: 'text' })]],
    ['a::double precision ', [column('a', { cast: 'double precision' })]],
    ['a::int::text', [column('a', { cast: 'int' })]],
    ['a.sum()', [column('a', { aggregate: 'sum' })]],
    ['x:a::int.avg()::text', [column('a', { alias: 'x', cast: 'int', aggregate: 'avg', aggregateCast: 'text' })]],
    ['count()', [column('*', { aggregate: 'count' })]],
    ['x:count()::int', [column('*', { alias: 'x', aggregate: 'count', aggregateCast: 'int' })]],
    ['count', [column('count')]],
    ['a.count()', [column('a', { aggregate: 'count' })]],
    ['r(a,b)', [embed('r', [column('a'), column('b')])]],
    ['r()', [embed('r', [])]],
    ['r(a)xyz', [embed('r', [column('a')])]],
    ['x:r!h!inner(*)', [embed('r', [column('*')], { alias: 'x', hint: 'h', join: 'inner' })]],
    ['r!left!h(*)', [embed('r', [column('*')], { hint: 'h', join: 'left' })]],
    ['r!h!i(*)', [embed('r', [column('*')], { hint: 'h' })]],
    ['r!left!inner(*)', [embed('r', [column('*')], { join: 'left' })]],
    ['r!"left_fk"(*)', [embed('r', [column('*')], { hint: 'left_fk' })]],
    ['a,r(b,s(c)),d', [column('a'), embed('r', [column('b'), embed('s', [column('c')])]), column('d')]],
    ['...r!h(a)', [{ kind: 'spread', target: 'r', hint: 'h', join: null, select: [column('a')] }]],
  ])('%s', (text, items) => {
    expect(select(text)).toEqual(items as readonly SelectItem[]);
  });

  it.each(['', 'select', 'select&select=a', 'Select', 'x'])('is * for the query %j', (query) => {
    expect(parsed(query).select).toEqual([column('*')]);
  });
});

describe('filters', () => {
  const quantifiable = (operator: string, value: string, quantifier: string | null = null) => ({
    kind: 'quantifiable',
    operator,
    quantifier,
    value,
  });

  it.each([
    ...['eq', 'gte', 'gt', 'lte', 'lt', 'like', 'ilike', 'match', 'imatch'].flatMap((operator) => [
      [`${operator}.x.y`, quantifiable(operator, 'x.y')] as const,
      [`${operator}(any).{1,2}`, quantifiable(operator, '{1,2}', 'any')] as const,
      [`${operator}(all).`, quantifiable(operator, '', 'all')] as const,
    ]),
    ...['neq', 'cs', 'cd', 'ov', 'sl', 'sr', 'nxr', 'nxl', 'adj'].map(
      (operator) => [`${operator}.(1,2)`, { kind: 'simple', operator, value: '(1,2)' }] as const,
    ),
    ...['fts', 'plfts', 'phfts', 'wfts'].flatMap((operator) => [
      [`${operator}.x`, { kind: 'fts', operator, language: null, value: 'x' }] as const,
      [`${operator}( english ).x`, { kind: 'fts', operator, language: 'english', value: 'x' }] as const,
    ]),
    ...['null', 'not_null', 'true', 'false', 'unknown'].flatMap((value) => [
      [`is.${value}`, { kind: 'is', value }] as const,
      [`is.${value.toUpperCase()}x`, { kind: 'is', value }] as const,
    ]),
    ['isdistinct.1', { kind: 'isdistinct', value: '1' }],
    ['eq.', quantifiable('eq', '')],
    ['eq."x"', quantifiable('eq', '"x"')],
    ['in.()', { kind: 'in', values: [''] }],
    ['in.("")', { kind: 'in', values: [''] }],
    ['in.(1,2)foo', { kind: 'in', values: ['1', '2'] }],
    ['in.( a, b )', { kind: 'in', values: ['a', ' b '] }],
    ['in.("a,b","c\\"d",e"f)', { kind: 'in', values: ['a,b', 'c"d', 'e"f'] }],
    ['in.("a"b,"c)', { kind: 'in', values: ['"a"b', '"c'] }],
  ] as const)('%s', (text, operation) => {
    expect(filter(text)).toEqual({ field: own('a'), negated: false, operation });
    expect(filter(`not.${text}`)).toEqual({ field: own('a'), negated: true, operation });
  });

  it('addresses embeds, columns and JSON paths by name', () => {
    const { filters, rootFilterKeys } = parsed('r.s.a->>b=eq.1&a=eq.2&"b.c"=eq.3&a!x=eq.4&r.select=eq.5&a=eq.6');
    expect(filters.map(({ path, filter }) => [path, filter.field.name, filter.field.path.length])).toEqual([
      [['r', 's'], 'a', 1],
      [[], 'a', 0],
      [[], 'b.c', 0],
      [[], 'a', 0],
      [['r'], 'select', 0],
      [[], 'a', 0],
    ]);
    expect(rootFilterKeys).toEqual(['a', '"b.c"', 'a!x', 'a']);
  });
});

describe('routine arguments', () => {
  const call = (query: string) => parseQuery(query, 'routine-arguments');

  it('are the parameters whose value begins no operator', () => {
    const { routineArguments, filters } = call(
      'a=1&b=&c=eq&d=equal&e=not_eq.1&f&r.g->x=2&h%28=3&i=eq.1&a=4&r.j=in.(1)',
    );
    expect(routineArguments).toEqual([
      ['a', '1'],
      ['b', ''],
      ['c', 'eq'],
      ['d', 'equal'],
      ['e', 'not_eq.1'],
      ['g', '2'],
      ['h', '3'],
      ['a', '4'],
    ]);
    expect(filters.map(({ path, filter }) => [...path, filter.field.name])).toEqual([['i'], ['r', 'j']]);
  });

  it.each(['a=in.1', 'a=is.x', 'a=not.x', '.a=1'])('can not be %s', (query) => {
    expect(() => call(query)).toThrow('failed to parse');
  });
});

describe('logic trees', () => {
  const condition = (name: string, value: string, negated = false) => ({
    kind: 'filter',
    filter: {
      field: own(name),
      negated,
      operation: { kind: 'quantifiable', operator: 'eq', quantifier: null, value },
    },
  });

  it.each([
    ['(a.eq.1)', [condition('a', '1')]],
    ['(a.eq.1,b.not.eq.2)', [condition('a', '1'), condition('b', '2', true)]],
    [' ( a.eq.1 , b.eq.2 )', [condition('a', '1 '), condition('b', '2 ')]],
    ['(a.eq."x,)",b.eq."c"d)', [condition('a', 'x,)'), condition('b', '"c"d')]],
    ['(a.eq.{1,2},b.eq.x{)', [condition('a', '{1,2}'), condition('b', 'x{')]],
    ['(a.eq.)', [condition('a', '')]],
    ['(a.eq.1))x', [condition('a', '1')]],
    ['(or.eq.1,not.eq.2)', [condition('or', '1'), condition('not', '2')]],
    [
      '(and(a.eq.1,b.eq.2),not.or(c.eq.3))',
      [
        { kind: 'logic', operator: 'and', negated: false, members: [condition('a', '1'), condition('b', '2')] },
        { kind: 'logic', operator: 'or', negated: true, members: [condition('c', '3')] },
      ],
    ],
  ])('or=%s', (text, members) => {
    expect(logic(text)).toEqual({ kind: 'logic', operator: 'or', negated: false, members });
  });

  it('glues the operator to a value without parentheses', () => {
    expect(logic('id.eq.1')).toEqual(condition('orid', '1'));
  });

  it.each([
    ['and', [], 'and', false],
    ['not.or', [], 'or', true],
    ['r.s.or', ['r', 's'], 'or', false],
    ['r.not.or', ['r'], 'or', true],
    ['not.r.not.and', ['r'], 'and', true],
    ['"r.s".or', ['r.s'], 'or', false],
  ])('%s=', (name, path, operator, negated) => {
    const [first] = parsed(`${name}=(a.eq.1)`).logic;
    expect(first).toEqual({ path, tree: { kind: 'logic', operator, negated, members: [condition('a', '1')] } });
  });
});

describe('order', () => {
  const term = (name: string, rest: object = {}) => ({
    relation: null,
    field: own(name),
    direction: null,
    nulls: null,
    ...rest,
  });

  it.each([
    ['a', [term('a')]],
    ['a , b', [term('a'), term('b')]],
    ['a.asc', [term('a', { direction: 'asc' })]],
    ['a.desc.nullslast', [term('a', { direction: 'desc', nulls: 'last' })]],
    ['a.nullsfirst,b.desc', [term('a', { nulls: 'first' }), term('b', { direction: 'desc' })]],
    ['r(a).desc', [term('a', { relation: 'r', direction: 'desc' })]],
    ['id desc', [term('id desc')]],
  ])('%s', (text, terms) => {
    expect(order(text)).toEqual(terms);
  });

  it('has a path in its name', () => {
    expect(parsed('r.s.order=a&order=b').orders.map(({ path }) => path)).toEqual([['r', 's'], []]);
  });
});

describe('other parameters', () => {
  it('sorts the distinct columns by code point and keeps the order of on_conflict', () => {
    const { columns, onConflict } = parsed('columns=b,a, b,"😀","\uffff"&on_conflict=b,a,b');
    expect(columns).toEqual(['a', 'b', '\uffff', '😀']);
    expect(onConflict).toEqual(['b', 'a', 'b']);
  });

  it('leaves them null when absent or first without a value', () => {
    expect(parsed('columns&columns=a')).toMatchObject({ columns: null, onConflict: null });
  });

  it('collects limits and offsets unread', () => {
    expect(parsed('limit=1&a..offset=x&offset&"b.limit=').ranges).toEqual([
      { name: 'limit', kind: 'limit', value: '1' },
      { name: 'a..offset', kind: 'offset', value: 'x' },
      { name: '"b.limit', kind: 'limit', value: '' },
    ]);
  });

  it.each([
    ['limit', []],
    ['a.b.offset', ['a', 'b']],
    ['"a.b".limit', ['a.b']],
    ['a!x.limit', []],
  ])('the path of %s', (name, path) => {
    expect(parseRangeTreePath(name)).toEqual(path);
  });
});
