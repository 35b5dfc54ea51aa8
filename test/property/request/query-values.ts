/** Generates what the query grammar reads, as data. */
import type {
  Field,
  LogicTree,
  Operation,
  OrderTerm,
  PathFilter,
  PathLogic,
  PathOrder,
  SelectItem,
} from '../../../src/request/query/ast.ts';
import fc from '../fast-check.ts';

const name = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom('id', 'not', 'and', 'or', 'count', 'order', 'left', 'a.limit', '*', 'in', 'a"b\\c', ' x '),
);
const type = fc.constantFrom('int', 'text', 'double precision', 'numérico', '$1');
const value = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('', '{a,b}', 'a,b)', '"q"', '\\'),
);

const key = fc.record({ kind: fc.constant('key' as const), key: name });
const index = fc.record({
  kind: fc.constant('index' as const),
  index: fc.integer().map((n) => (n < 0 ? `${n}` : `+${n}`)),
});
const arrow = fc.constantFrom('->' as const, '->>' as const);

/** An index ends a path only where `.`, `,`, `::` or nothing follows; so here it never does. */
const field: fc.Arbitrary<Field> = fc.record({
  name,
  path: fc
    .tuple(
      fc.array(fc.record({ arrow, operand: fc.oneof(key, index) }), { maxLength: 2 }),
      fc.option(fc.record({ arrow, operand: key })),
    )
    .map(([steps, last]) => (last === null ? [] : [...steps, last])),
});

const selectField: fc.Arbitrary<SelectItem> = fc
  .record({
    kind: fc.constant('field' as const),
    field,
    alias: fc.option(name),
    cast: fc.option(type),
    aggregate: fc.option(
      fc.constantFrom('sum' as const, 'avg' as const, 'count' as const, 'max' as const, 'min' as const),
    ),
    aggregateCast: fc.option(type),
  })
  .map((item) => (item.aggregate === null ? { ...item, aggregateCast: null } : item));

const embedded = {
  target: name.filter((target) => target !== 'count'),
  hint: fc.option(name),
  join: fc.constantFrom('inner' as const, 'left' as const, null),
};

/** The items of a `select`. */
export const selectItems = fc.letrec<{ items: readonly SelectItem[]; item: SelectItem }>((tie) => ({
  items: fc.array(tie('item'), { maxLength: 3, depthIdentifier: 'select' }),
  item: fc.oneof(
    { depthIdentifier: 'select', maxDepth: 4 },
    selectField,
    fc.record({ kind: fc.constant('embed' as const), alias: fc.option(name), ...embedded, select: tie('items') }),
    fc.record({ kind: fc.constant('spread' as const), ...embedded, select: tie('items') }),
  ),
})).items;

const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({
    kind: fc.constant('simple' as const),
    operator: fc.constantFrom('neq', 'cs', 'cd', 'ov', 'sl', 'sr', 'nxr', 'nxl', 'adj'),
    value,
  }),
  fc.record({
    kind: fc.constant('quantifiable' as const),
    operator: fc.constantFrom('eq', 'gte', 'gt', 'lte', 'lt', 'like', 'ilike', 'match', 'imatch'),
    quantifier: fc.constantFrom('any', 'all', null),
    value,
  }),
  fc.record({ kind: fc.constant('in' as const), values: fc.array(value, { minLength: 1, maxLength: 4 }) }),
  fc.record({
    kind: fc.constant('is' as const),
    value: fc.constantFrom('null', 'not_null', 'true', 'false', 'unknown'),
  }),
  fc.record({ kind: fc.constant('isdistinct' as const), value }),
  fc.record({
    kind: fc.constant('fts' as const),
    operator: fc.constantFrom('fts', 'plfts', 'phfts', 'wfts'),
    language: fc.option(type),
    value,
  }),
);

const filter = fc.record({ field, negated: fc.boolean(), operation });
const path = fc.array(name, { maxLength: 2 });

export const pathFilter: fc.Arbitrary<PathFilter> = fc.record({ path, filter });

const { group } = fc.letrec<{ tree: LogicTree; group: LogicTree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'logic' },
    fc.record({ kind: fc.constant('filter' as const), filter }),
    tie('group'),
  ),
  group: fc.record({
    kind: fc.constant('logic' as const),
    operator: fc.constantFrom('and', 'or'),
    negated: fc.boolean(),
    members: fc.array(tie('tree'), { minLength: 1, maxLength: 3, depthIdentifier: 'logic' }),
  }),
}));

/** Elements of a path called `not` negate instead. */
export const pathLogic: fc.Arbitrary<PathLogic> = fc.record({
  path: path.filter((elements) => !elements.includes('not')),
  tree: group,
});

const orderTerm: fc.Arbitrary<OrderTerm> = fc.record({
  relation: fc.option(name),
  field,
  direction: fc.constantFrom('asc', 'desc', null),
  nulls: fc.constantFrom('first', 'last', null),
});

export const pathOrder: fc.Arbitrary<PathOrder> = fc.record({
  path,
  terms: fc.array(orderTerm, { minLength: 1, maxLength: 3 }),
});

/** `columns` or `on_conflict`. */
export const nameList = fc.array(name, { minLength: 1, maxLength: 4 });

export const range = fc
  .record({
    prefix: fc.constantFrom('', 'a.', '"b.c".'),
    kind: fc.constantFrom('limit' as const, 'offset' as const),
    value,
  })
  .map(({ prefix, kind, value }) => ({ name: prefix + kind, kind, value }));
