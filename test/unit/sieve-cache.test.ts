import { describe, expect, it } from 'vitest';
import { SieveCache } from '../../src/sieve-cache.ts';

function filled(capacity: number, keys: string) {
  let evictions = 0;
  const cache = new SieveCache<string, string>(capacity, () => {
    evictions += 1;
  });
  for (const key of keys) cache.insert(key, key.toUpperCase());
  return { cache, evictions: () => evictions };
}

/** Reads without marking anything as visited in the cache under test. */
function contents(cache: SieveCache<string, string>, keys: string): string {
  return [...keys].filter((key) => cache.get(key) !== undefined).join('');
}

describe('SieveCache', () => {
  it('finds what was inserted', () => {
    const { cache, evictions } = filled(3, 'abc');
    expect(cache.get('b')).toBe('B');
    expect(cache.get('x')).toBeUndefined();
    expect(evictions()).toBe(0);
  });

  it('evicts the oldest entry that was not visited', () => {
    const { cache, evictions } = filled(3, 'abc');
    cache.get('a');
    cache.insert('d', 'D');
    expect(evictions()).toBe(1);
    expect(contents(cache, 'abcd')).toBe('acd');
  });

  it('tells what it evicts, not what is taken out', () => {
    const evicted: string[] = [];
    const cache = new SieveCache<string, string>(2, (value) => evicted.push(value));
    for (const key of 'abc') cache.insert(key, key.toUpperCase());
    cache.delete('b');
    cache.delete('x');
    cache.insert('d', 'D');
    expect(evicted).toEqual(['A']);
    expect([...cache.values()]).toEqual(['C', 'D']);
  });

  it('moves the hand on when its entry is taken out', () => {
    const { cache } = filled(3, 'abc');
    cache.insert('d', 'D'); // Evicts a, stops at b.
    cache.delete('b');
    cache.insert('e', 'E');
    cache.insert('f', 'F'); // Evicts c.
    expect(contents(cache, 'abcdef')).toBe('def');
  });

  it('keeps the position of the hand', () => {
    const { cache } = filled(4, 'abcd');
    cache.get('a');
    cache.get('b');
    cache.insert('e', 'E'); // Clears a and b, evicts c, stops at d.
    cache.insert('f', 'F'); // Evicts d although a is older.
    expect(contents(cache, 'abcdef')).toBe('abef');
  });

  it('wraps around when all are visited', () => {
    const { cache } = filled(3, 'abc');
    for (const key of 'abc') cache.get(key);
    cache.insert('d', 'D'); // Clears all, evicts a.
    cache.insert('e', 'E'); // Evicts b.
    expect(contents(cache, 'abcde')).toBe('cde');
  });

  it('starts over at the oldest entry after evicting the newest', () => {
    const { cache } = filled(2, 'ab');
    cache.get('a');
    cache.insert('c', 'C'); // Clears a, evicts b, the newest.
    cache.insert('d', 'D'); // Evicts a, the oldest.
    expect(contents(cache, 'abcd')).toBe('cd');
  });

  it('keeps an entry that is inserted again', () => {
    const { cache } = filled(2, 'ab');
    cache.insert('a', 'other');
    expect(cache.get('a')).toBe('A');
    cache.insert('c', 'C');
    expect(contents(cache, 'abc')).toBe('ac');
  });

  it('shrinks with the next insertion only, and holds one entry at least', () => {
    const { cache, evictions } = filled(4, 'abcd');
    cache.capacity = 2;
    expect(cache.size).toBe(4);
    cache.insert('e', 'E');
    expect(cache.size).toBe(2);
    expect(evictions()).toBe(3);
    cache.capacity = 0;
    cache.insert('f', 'F');
    expect(contents(cache, 'abcdef')).toBe('f');
  });
});
