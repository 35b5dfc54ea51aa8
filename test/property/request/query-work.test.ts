/** How much of its text a parser looks at: work that is counted, not timed. */
import { describe, expect, it } from 'vitest';
import { Input, type Parser } from '../../../src/request/query/engine.ts';
import { plainFilterValue } from '../../../src/request/query/filter.ts';
import { logicTree } from '../../../src/request/query/logic.ts';
import { names } from '../../../src/request/query/name.ts';
import { orderTerms } from '../../../src/request/query/order.ts';
import { logicPath, treePath } from '../../../src/request/query/paths.ts';
import { select } from '../../../src/request/query/select.ts';
import fc, { runs } from '../fast-check.ts';
import { grammarPieces, grammarText } from './query-pieces.ts';
import { logicText, orderText, selectText, treePathText } from './query-text.ts';
import { pathFilter, pathLogic, pathOrder, selectItems } from './query-values.ts';

/** Counts the characters that are looked at or copied. */
class ObservedText {
  seen = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get length(): number {
    return this.#text.length;
  }

  charCodeAt(offset: number): number {
    this.seen += 1;
    return this.#text.charCodeAt(offset);
  }

  codePointAt(offset: number): number | undefined {
    this.seen += 1;
    return this.#text.codePointAt(offset);
  }

  slice(start: number, end: number): string {
    this.seen += Math.max(0, end - start);
    return this.#text.slice(start, end);
  }
}

/** `explaining`: as for the words of an error. */
function workOf(parser: Parser<unknown>, text: string, explaining: boolean): number {
  const observed = new ObservedText(text);
  parser(new Input(observed as unknown as string, explaining));
  return observed.seen;
}

const parsers: Readonly<Record<string, Parser<unknown>>> = {
  select,
  filter: plainFilterValue,
  logic: logicTree,
  order: orderTerms,
  names,
  'tree path': treePath,
  'logic path': logicPath,
};

/** To be repeated: nearly right, or right with a separator. */
const piece = fc.oneof(
  fc.array(fc.constantFrom(...grammarPieces), { minLength: 1, maxLength: 6 }).map((parts) => parts.join('')),
  selectItems.map((items) => `${selectText(items)},`),
  pathLogic.map(({ tree }) => `${logicText(tree)},`),
  pathOrder.map(({ terms }) => `${orderText(terms)},`),
  pathFilter.map(({ path, filter }) => `${treePathText({ path, field: filter.field })}.`),
);
const start = fc.oneof(grammarText, fc.constantFrom('', 'in.(', 'or(', 'a(', 'a->"'));

describe.each(Object.entries(parsers))('%s', (_, parser) => {
  it('looks at each character a bounded number of times', () => {
    fc.assert(
      fc.property(start, piece, fc.boolean(), (start, piece, explaining) => {
        for (const text of [start, start + piece.repeat(5), start + piece.repeat(200)]) {
          expect(workOf(parser, text, explaining), text).toBeLessThan(50 * (text.length + 1));
        }
      }),
      { numRuns: runs / 4 },
    );
  });
});
