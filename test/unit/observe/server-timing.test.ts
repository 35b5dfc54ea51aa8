import { expect, it } from 'vitest';
import { serverTimingHeader } from '../../../src/observe/server-timing.ts';

it('lists the five stages with one decimal', () => {
  const durations = { jwt: 14.94, parse: 71.06, plan: 109, transaction: 0, response: 4.4 };
  expect(serverTimingHeader(durations)).toEqual([
    'Server-Timing',
    'jwt;dur=14.9, parse;dur=71.1, plan;dur=109.0, transaction;dur=0.0, response;dur=4.4',
  ]);
});
