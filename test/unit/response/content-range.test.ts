import { describe, expect, it } from 'vitest';
import { contentRange, offsetBeyondTotal, pageStatus } from '../../../src/response/content-range.ts';

describe('a page among all rows', () => {
  it.each([
    [0n, 15, null, 200, '0-14/*'],
    [0n, 0, null, 200, '*/*'],
    [99n, 0, null, 200, '*/*'],
    [0n, 15, 15, 200, '0-14/15'],
    [0n, 5, 15, 206, '0-4/15'],
    [10n, 5, 15, 206, '10-14/15'],
    [15n, 0, 15, 206, '*/15'],
    [16n, 0, 15, 416, '*/15'],
    [0n, 0, 0, 200, '*/0'],
    [1n, 0, 0, 416, '*/0'],
    [0n, 0, 15, 206, '*/15'],
    [5n, 1, 1, 416, '5-5/1'],
    [99999999999999999999n, 0, 15, 416, '*/15'],
  ])('offset %i, %i rows of %s: %i %s', (lower, rows, total, status, header) => {
    expect(pageStatus(lower, rows, total)).toBe(status);
    expect(contentRange(lower, rows, total)).toBe(header);
  });

  it('explains an offset behind the last row', () => {
    expect(offsetBeyondTotal(16n, 15, { clientErrorVerbosity: 'verbose' })).toBe(
      '{"code":"PGRST103","details":"An offset of 16 was requested, but there are only 15 rows.","hint":null,"message":"Requested range not satisfiable"}',
    );
    expect(offsetBeyondTotal(16n, 15, { clientErrorVerbosity: 'minimal' })).toBe(
      '{"code":"PGRST103","message":"Requested range not satisfiable"}',
    );
  });
});
