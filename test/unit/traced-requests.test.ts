import { expect, test } from 'vitest';
import { createApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config/index.ts';
import type { PooledDatabase } from '../../src/database/index.ts';
import { initialState } from '../../src/lifecycle/state.ts';
import type { TracedRequest } from '../../src/observe/tracing.ts';

test('a tracer is told of each request with the stages that it reached', async () => {
  const traced: TracedRequest[] = [];
  const config = loadConfig({ flags: new Map(), environment: {}, file: null });
  const handle = createApp({
    state: initialState(config),
    database: {} as PooledDatabase,
    authenticate: () => ({ role: 'r', claims: null, authenticated: false }) as never,
    observe: () => {},
    traceRequest: (request) => traced.push(request),
    onUnavailable: () => {},
  });
  const response = await handle({
    method: 'GET',
    target: '/pump',
    headers: ['traceparent', '00-1'],
    body: new Uint8Array(),
    httpVersion: '1.1',
    remoteAddress: null,
  });
  // There is no schema cache.
  expect(response.status).toBe(503);
  expect(traced).toHaveLength(1);
  const { method, target, status, startedAt, endedAt, stages } = traced[0]!;
  expect([method, target, status, stages.map(({ name }) => name)]).toEqual(['GET', '/pump', 503, ['jwt']]);
  expect(startedAt).toBe(stages[0]!.startedAt);
  expect(endedAt).toBeGreaterThanOrEqual(stages[0]!.endedAt);
  expect(Math.abs(startedAt - Date.now())).toBeLessThan(60_000);
});
