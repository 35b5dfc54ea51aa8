import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../src/errors/api-error.ts';
import type { RangeParameter } from '../../../src/request/query/ast.ts';
import { intervalFromParameters, requestedRange } from '../../../src/request/range.ts';

function rangeOf(query: string, header: string | null, method = 'GET') {
  const parameters = Array.from(
    new URLSearchParams(query),
    ([name, value]): RangeParameter => ({ name, kind: name.endsWith('limit') ? 'limit' : 'offset', value }),
  );
  try {
    const { lower, upper } = requestedRange(method, header === null ? [] : ['Range', header], parameters);
    return `${lower}-${upper ?? ''}`;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return `${error.body.code} ${String(error.body.details).slice(0, 9)}`.trim();
  }
}

const limit = 'PGRST103 Limit sho';
const boundary = 'PGRST103 The lower';

describe('requestedRange', () => {
  it.each([
    ['', null, '0-'],
    ['', '0-19', '0-19'],
    ['', '10-', '10-'],
    ['', '00-01', '0-1'],
    ['', 'items=0-19', '0-'],
    ['', '-5', '0-'],
    ['', '0-1,2-3', '0-'],
    ['', '10-5', boundary],
    ['limit=0', null, '0--1'],
    ['limit=0', '10-5', '0--1'],
    ['limit=-1', null, limit],
    ['limit=0&offset=5', null, limit],
    ['limit=abc', null, '0-'],
    ['limit=abc&offset=5', null, limit],
    ['limit=&offset=5', null, limit],
    ['limit=abc&offset=0', null, '0--1'],
    ['offset=abc', null, '0-'],
    ['offset=-5', null, '0-'],
    ['limit=10&offset=-5', null, '0-4'],
    ['limit=-1&offset=1', null, '0--1'],
    ['limit=-3&offset=3', null, '0--1'],
    ['limit=-0', null, '0--1'],
    ['limit=0&offset=-3', null, limit],
    ['limit=2', '10-5', boundary],
    ['limit=5&offset=-5', null, '0--1'],
    ['limit=5&offset=20', '0-9', limit],
    ['limit=10&offset=2', '5-', '5-11'],
    ['limit=2&limit=4', null, '0-3'],
    ['child.limit=2', null, '0-'],
    ['limit=99999999999999999999', null, '0-99999999999999999998'],
  ])('%j with Range %j: %s', (query, header, expected) => {
    expect(rangeOf(query, header)).toBe(expected);
  });

  it('heeds the header on GET only', () => {
    expect(rangeOf('', '5-2', 'HEAD')).toBe('0-');
    expect(rangeOf('limit=-1', null, 'OPTIONS')).toBe(limit);
  });

  it('lets PUT restrict nothing', () => {
    expect(rangeOf('offset=0', null, 'PUT')).toBe('0-');
    expect(rangeOf('limit=x', null, 'PUT')).toBe('0-');
    expect(rangeOf('limit=0', null, 'PUT')).toBe('PGRST114 null');
    expect(rangeOf('offset=1', null, 'PUT')).toBe('PGRST114 null');
    expect(rangeOf('limit=abc&offset=3', null, 'PUT')).toBe(limit);
  });
});

describe('intervalFromParameters', () => {
  it('leaves negative and empty intervals to the caller', () => {
    expect(intervalFromParameters('-1', null)).toEqual({ lower: 0n, upper: -2n });
    expect(intervalFromParameters(null, '-4')).toEqual({ lower: -4n, upper: null });
    expect(intervalFromParameters('(3)', '0x2')).toEqual({ lower: 2n, upper: 4n });
  });
});
