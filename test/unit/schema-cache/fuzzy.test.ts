import { expect, test } from 'vitest';
import { FuzzySet } from '../../../src/schema-cache/fuzzy.ts';

function best(entries: readonly string[], query: string, minimum: number): string | null {
  return new FuzzySet(entries).search(query, minimum)?.entry ?? null;
}

test('equal but for case is an exact match in the original case', () => {
  expect(new FuzzySet(['Items', 'items2']).search('iTEMS', 0.75)).toEqual({ entry: 'Items', score: 1 });
});

test('entries equal but for case collapse into the one in lower case, else into the first', () => {
  for (const entries of [
    ['Élan', 'élan'],
    ['élan', 'Élan'],
  ])
    expect(best(entries, 'ÉLAN', 0.75)).toBe('élan');
  expect(best(['Élan', 'ÉLan'], 'élan', 0.75)).toBe('Élan');
});

test('of equals the last one is meant, and of one name that occurs twice its last place counts', () => {
  expect(best(['abcx', 'abcy'], 'abcz', 0.7)).toBe('abcy');
  expect(best(['abcx', 'abcy', 'abcx'], 'abcz', 0.7)).toBe('abcx');
});

test.each([
  ['clint', 'clients', 0.75, null],
  ['hlo', 'hello', 0.75, null],
  ['mvv', 'mv', 0.75, null],
  ['itemtypes', 'item_types', 0.75, 'item_types'],
  ['no pk', 'nopk', 0.75, 'nopk'],
  ['nope', 'nopk', 0.75, 'nopk'],
  ['clients', 'projects', 0.33, 'projects'],
  ['testt', 'test', 0.75, 'test'],
  ['other', 'another', 0.75, null],
  ['itemsxx', 'items', 0.75, null],
  ['(id)', '(attr, id)', 0.33, '(attr, id)'],
  ['(a)', '()', 0.33, null],
])('%s against %s at %d', (query, entry, minimum, expected) => {
  expect(best([entry], query, minimum)).toBe(expected);
});

test('equal scores: more shared grams win', () => {
  expect(best(['f_tabs', 'f_tab'], 'f_tabe', 0.33)).toBe('f_tab');
  expect(best(['v_sub', 'v_ov'], 'v_noupd', 0.33)).toBe('v_ov');
});

test('names of other scripts and of object members', () => {
  expect(best(['таблица', 'constructor'], 'таблицы', 0.75)).toBe('таблица');
  expect(best(['таблица', 'constructor'], 'constructer', 0.75)).toBe('constructor');
});

test('repeated grams count as often as they occur', () => {
  // Both are one letter away; cosine with aaaa: 3 × aaa against 2 × aaa and others.
  expect(best(['aaab', 'aaaaa'], 'aaaa', 0.33)).toBe('aaaaa');
});

test('an empty set and an empty query match nothing', () => {
  expect(best([], 'x', 0)).toBeNull();
  expect(best(['films'], '', 0.33)).toBeNull();
});
