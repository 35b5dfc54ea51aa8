import { describe, expect, it } from 'vitest';
import { createTimestamp } from '../../../src/observe/timestamp.ts';

describe('log timestamp', () => {
  it('is local time with English months', () => {
    const date = new Date(2024, 4, 6, 8, 16, 11);
    expect(createTimestamp(() => date.getTime())()).toMatch(/^06\/May\/2024:08:16:11 [+-]\d{4}$/);
  });

  it('has the offset of the zone', () => {
    const date = new Date(2024, 0, 1, 0, 0, 0);
    date.getTimezoneOffset = () => 0;
    const minutes = -new Date(2024, 0, 1).getTimezoneOffset();
    const sign = minutes < 0 ? '-' : '+';
    const hours = String(Math.floor(Math.abs(minutes) / 60)).padStart(2, '0');
    const rest = String(Math.abs(minutes) % 60).padStart(2, '0');
    expect(createTimestamp(() => date.getTime())().slice(-5)).toBe(`${sign}${hours}${rest}`);
  });

  it('moves on with the second', () => {
    let now = new Date(2024, 4, 6, 8, 16, 11, 999).getTime();
    const timestamp = createTimestamp(() => now);
    expect(timestamp()).toContain(':11 ');
    now += 1;
    expect(timestamp()).toContain(':12 ');
  });
});
