import { describe, expect, it } from 'vitest';
import { appliedPreferences, noPreferences, parsePreferences } from '../../../src/request/preferences.ts';

const parse = (...values: string[]) =>
  parsePreferences(
    values.flatMap((value) => ['Prefer', value]),
    true,
  );

describe('parsePreferences', () => {
  it('takes the first item of a kind, across headers', () => {
    expect(parse('count=exact ,  count=planned', 'count=estimated, tx=rollback')).toEqual({
      ...noPreferences,
      count: 'exact',
      transaction: 'rollback',
    });
  });

  it('compares whole items, case-sensitively', () => {
    const invalid = ['COUNT=exact', 'count = exact', 'count="exact"', 'return=minimal; x', 'foo', 'foo'];
    expect(parse(invalid.join(','))).toEqual({ ...noPreferences, invalid });
  });

  it('counts empty items as invalid, but an empty header holds none', () => {
    expect(parse('handling=strict,').invalid).toEqual(['']);
    expect(parse('').invalid).toEqual([]);
  });

  it('looks at the first max-affected and timezone only', () => {
    expect(parse('max-affected=x, max-affected=3').maxAffected).toBeNull();
    expect(parse('max-affected=(-2)').maxAffected).toBe(-2);
    expect(parse('timezone=, timezone=UTC').timezone).toBe('');
    expect(parse('timezone=Europe/Oslo, max-affected=').invalid).toEqual([]);
  });

  it('drops tx where the configuration allows no choice', () => {
    expect(parsePreferences(['prefer', 'tx=rollback'], false)).toEqual(noPreferences);
  });

  it('reads header bytes as UTF-8', () => {
    expect(parse(Buffer.from('é').toString('latin1')).invalid).toEqual(['é']);
  });
});

describe('appliedPreferences', () => {
  const all = parse(
    'max-affected=5, timezone=UTC, handling=strict, tx=rollback, count=exact, return=minimal, missing=default',
    'resolution=merge-duplicates',
  );

  it.each([
    ['read', 'count=exact, tx=rollback, handling=strict, timezone=UTC'],
    ['call', 'count=exact, tx=rollback, handling=strict, timezone=UTC, max-affected=5'],
    [
      'insert',
      'resolution=merge-duplicates, missing=default, return=minimal, count=exact, tx=rollback, handling=strict, timezone=UTC',
    ],
    [
      'update',
      'missing=default, return=minimal, count=exact, tx=rollback, handling=strict, timezone=UTC, max-affected=5',
    ],
    ['upsert', 'return=minimal, count=exact, tx=rollback, handling=strict, timezone=UTC'],
    ['delete', 'return=minimal, count=exact, tx=rollback, handling=strict, timezone=UTC, max-affected=5'],
  ] as const)('echoes for %s', (action, expected) => {
    expect(appliedPreferences(all, action, true)).toBe(expected);
  });

  it('echoes a resolution only beside a conflict target, max-affected only beside strict', () => {
    expect(appliedPreferences(parse('resolution=ignore-duplicates'), 'insert', false)).toBeNull();
    expect(appliedPreferences(parse('max-affected=1'), 'delete', false)).toBeNull();
    expect(appliedPreferences(noPreferences, 'read', false)).toBeNull();
  });
});
