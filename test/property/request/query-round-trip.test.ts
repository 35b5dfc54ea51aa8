/** What is read, written and read again is the same. */
import { describe, expect, it } from 'vitest';
import type { Query } from '../../../src/request/query/ast.ts';
import { FAILED, Input, type Parser } from '../../../src/request/query/engine.ts';
import { plainFilterValue } from '../../../src/request/query/filter.ts';
import { parseQuery } from '../../../src/request/query/index.ts';
import { logicTree } from '../../../src/request/query/logic.ts';
import { names } from '../../../src/request/query/name.ts';
import { orderTerms } from '../../../src/request/query/order.ts';
import { treePath } from '../../../src/request/query/paths.ts';
import { select } from '../../../src/request/query/select.ts';
import { sortedSet } from '../../../src/text/code-point-order.ts';
import fc, { runs } from '../fast-check.ts';
import { grammarText } from './query-pieces.ts';
import { conditionText, logicText, namesText, orderText, queryText, selectText, treePathText } from './query-text.ts';
import { nameList, pathFilter, pathLogic, pathOrder, range, selectItems } from './query-values.ts';

describe('any text of the grammar', () => {
  const few = { maxLength: 3 };
  /** As in a request: what is nearly right by chance, and what is right by construction. */
  const texts = {
    select: fc.oneof(grammarText, selectItems.map(selectText)),
    condition: fc.oneof(
      grammarText,
      pathFilter.map(({ filter }) => conditionText(filter)),
    ),
    logic: fc.oneof(
      grammarText.map((text) => `or(${text})`),
      grammarText,
      pathLogic.map(({ tree }) => logicText(tree)),
    ),
    order: fc.oneof(
      grammarText,
      pathOrder.map(({ terms }) => orderText(terms)),
    ),
    names: fc.oneof(grammarText, nameList.map(namesText)),
    treePath: fc.oneof(
      grammarText,
      pathFilter.map(({ path, filter }) => treePathText({ path, field: filter.field })),
    ),
  };
  const damage = fc.array(fc.tuple(fc.nat(), fc.constantFrom(...'(),.:"\\->a ')), few);

  /** Puts characters into a text. */
  function damaged(text: string, changes: readonly (readonly [number, string])[]): string {
    return changes.reduce((changed, [at, character]) => {
      const cut = at % (changed.length + 1);
      return changed.slice(0, cut) + character + changed.slice(cut);
    }, text);
  }

  function isStable<T>(text: fc.Arbitrary<string>, parser: Parser<T>, write: (value: T) => string): void {
    fc.assert(
      fc.property(text, damage, (text, changes) => {
        const value = parser(new Input(damaged(text, changes), false));
        if (value !== FAILED) expect(parser(new Input(write(value), false))).toEqual(value);
      }),
    );
  }

  it('select', () => isStable(texts.select, select, selectText));
  it('filter', () => isStable(texts.condition, plainFilterValue, conditionText));
  it('logic', () => isStable(texts.logic, logicTree, logicText));
  it('order', () => isStable(texts.order, orderTerms, orderText));
  it('names', () => isStable(texts.names, names, namesText));
  it('path', () => isStable(texts.treePath, treePath, treePathText));
});

describe('a query that is written down', () => {
  const query: fc.Arbitrary<Query> = fc
    .record({
      select: selectItems,
      columns: fc.option(nameList.map(sortedSet)),
      onConflict: fc.option(nameList),
      filters: fc.array(pathFilter, { maxLength: 3 }),
      logic: fc.array(pathLogic, { maxLength: 2 }),
      orders: fc.array(pathOrder, { maxLength: 2 }),
      ranges: fc.array(range, { maxLength: 2 }),
    })
    .map((parts) => ({ ...parts, rootFilterKeys: [], routineArguments: [], canonical: '' }));

  it('is read back', () => {
    fc.assert(
      fc.property(query, (query) => {
        const rootFilters = query.filters.filter(({ path }) => path.length === 0);
        expect(parseQuery(queryText(query), 'filters')).toEqual({
          ...query,
          rootFilterKeys: rootFilters.map(({ filter }) => treePathText({ path: [], field: filter.field })),
          canonical: expect.any(String),
        });
      }),
      { numRuns: runs / 2 },
    );
  });
});
