import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../src/errors/api-error.ts';
import { UnhandledRequestError } from '../../../src/errors/unhandled-request-error.ts';
import { FAILED, Input, type Parser } from '../../../src/request/query/engine.ts';
import { plainFilterValue } from '../../../src/request/query/filter.ts';
import { parseQuery, parseRangeTreePath } from '../../../src/request/query/index.ts';
import { logicTree } from '../../../src/request/query/logic.ts';
import { orderTerms } from '../../../src/request/query/order.ts';
import { logicPath, treePath } from '../../../src/request/query/paths.ts';
import { select } from '../../../src/request/query/select.ts';
import fc from '../fast-check.ts';
import { grammarText } from './query-pieces.ts';

/** Runs `attempt`; every error but the two that the grammar may raise fails the test. */
function outcome<T>(attempt: () => T): T | null {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof UnhandledRequestError) return null;
    if (!(error instanceof ApiError)) throw error;
    expect(error.body.code).toBe('PGRST100');
    expect(error.body.details).toMatch(/^(unexpected|expecting|nesting)/);
    return null;
  }
}

const parameterName = fc.constantFrom(
  'select',
  'columns',
  'on_conflict',
  'order',
  'a.order',
  'or',
  'a.not.and',
  'a',
  'a.b',
);
const mode = fc.constantFrom('filters' as const, 'routine-arguments' as const);

describe('any query string', () => {
  it('is parsed or refused', () => {
    const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array).toString('latin1'));
    fc.assert(fc.property(bytes, mode, (query, mode) => void outcome(() => parseQuery(query, mode))));
  });

  it('made of the pieces of the grammar is parsed or refused', () => {
    fc.assert(
      fc.property(parameterName, grammarText, mode, (name, value, mode) => {
        outcome(() => parseQuery(`${name}=${encodeURIComponent(value)}`, mode));
        outcome(() => parseQuery(`${encodeURIComponent(value)}=eq.1`, mode));
        outcome(() => parseRangeTreePath(value));
      }),
    );
  });
});

describe('the run that looks for words', () => {
  const parsers: readonly Parser<unknown>[] = [select, plainFilterValue, logicTree, orderTerms, treePath, logicPath];

  it('reads what the first run reads, without its short cuts', () => {
    fc.assert(
      fc.property(grammarText, (text) => {
        for (const parser of parsers) {
          const quick = new Input(text, false);
          const thorough = new Input(text, true);
          const value = parser(quick);
          expect(parser(thorough)).toEqual(value);
          if (value === FAILED) expect(thorough.consumed).toBe(quick.consumed);
          else expect(thorough.offset).toBe(quick.offset);
        }
      }),
    );
  });
});

describe('long texts', () => {
  // A grammar that went over its input once per item would not come back from these within the time limit of a test.
  const times = 20_000;
  it.each([
    ['select=', 'a,'],
    ['select=', 'a-'],
    ['select=a', '->1'],
    ['select=', 'a('],
    ['select=', 'x:'],
    ['select=', ' '],
    ['select=', '...a('],
    ['id=in.(', '"a,'],
    ['id=in.(', '"\\,'],
    ['id=in.("', '\\"'],
    ['or=(', 'a.eq."x,'],
    ['or=(', 'a.eq.{x,'],
    ['or=(', 'not.and('],
    ['or=(', 'or(and('],
    ['order=', 'a.asc,'],
    ['order=', 'a(b),'],
    ['columns=', 'a,'],
    ['a', '.a'],
    ['a', '->a'],
    ['', '&a=eq.1'],
    ['', '%'],
  ])('%s then %s again and again', (start, piece) => {
    const query = start + piece.repeat(times);
    outcome(() => parseQuery(query, 'filters'));
    outcome(() => parseQuery(`${query}=eq.1`, 'filters'));
  });
});
