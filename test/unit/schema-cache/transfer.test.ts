import { expect, test } from 'vitest';
import { schemaCacheFromBytes } from '../../../src/schema-cache/index.ts';
import { openHarbour } from '../../fixtures/harbour.ts';

test('a schema cache survives its way to another process', async () => {
  const { cache, close } = await openHarbour();
  const received = schemaCacheFromBytes(cache.toBytes());
  expect(received.toJson()).toBe(cache.toJson());
  expect(received.counts).toEqual(cache.counts);
  expect(received.counts.relationships).toBeGreaterThan(0);
  await close();
});
