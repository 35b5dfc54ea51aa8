import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StatementCache } from '../../../src/database/statement-cache.ts';

describe('prepared statements of a connection', () => {
  test('the oldest makes room', () => {
    const cache = new StatementCache(2);
    const names = ['a', 'b', 'c'].map((text) => cache.use(text).name);
    expect(new Set(names).size).toBe(3);
    expect(cache.dropped).toEqual([names[0]]);
    expect(cache.use('b').name).toBe(names[1]);
    expect(cache.use('c').name).toBe(names[2]);
  });

  test('one that was used again is spared once', () => {
    const cache = new StatementCache(2);
    const first = cache.use('a').name;
    const second = cache.use('b').name;
    cache.use('a');
    const third = cache.use('c').name;
    expect(cache.dropped).toEqual([second]);
    cache.use('d');
    expect(cache.dropped).toEqual([second, first]);
    expect(cache.use('c').name).toBe(third);
  });

  test('when all were used again, the oldest makes room and the new one stays', () => {
    const cache = new StatementCache(2);
    const first = cache.use('a').name;
    cache.use('b');
    cache.use('a');
    cache.use('b');
    const added = cache.use('c').name;
    expect(cache.dropped).toEqual([first]);
    expect(cache.use('c').name).toBe(added);
  });

  test('the server never has more statements than the capacity, and none under two names', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.nat(8), { maxLength: 60 }), (capacity, uses) => {
        const cache = new StatementCache(capacity);
        const prepared = new Map<string, string>();
        for (const use of uses) {
          const { name, text } = cache.use(String(use));
          for (const dropped of cache.dropped) prepared.delete(dropped);
          cache.forgetDropped(cache.dropped.length);
          for (const [other, its] of prepared) expect(its === text).toBe(other === name);
          prepared.set(name, text);
          expect(prepared.size).toBeLessThanOrEqual(capacity);
        }
      }),
    );
  });
});
