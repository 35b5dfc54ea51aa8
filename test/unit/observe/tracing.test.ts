import { describe, expect, it } from 'vitest';
import { createRequestTracer, loadRequestTracer, type OpenTelemetryApi } from '../../../src/observe/tracing.ts';

describe('tracing', () => {
  it('is off without an OpenTelemetry SDK', async () => {
    expect(await loadRequestTracer()).toBeNull();
  });

  it('makes one span per request with its stages inside, within the trace of the caller', () => {
    const events: unknown[] = [];
    const api: OpenTelemetryApi = {
      context: { active: () => 'active' },
      propagation: {
        extract: (parent, headers, getter) =>
          `${parent}/${getter.get(headers, 'traceparent')}/${getter.get(headers, 'absent')}/${getter.keys(headers)}`,
      },
      trace: {
        getTracer: () => ({
          startSpan(name, options, parent) {
            events.push(['start', name, options.startTime, parent]);
            return {
              spanContext: () => ({ traceId: '1' }),
              setStatus: (status) => events.push(['status', name, status.code]),
              end: (time) => events.push(['end', name, time]),
            };
          },
        }),
        setSpan: () => 'request',
      },
    };
    createRequestTracer(api)({
      method: 'GET',
      target: '/films?id=eq.1',
      headers: ['Traceparent', '00-1'],
      status: 503,
      startedAt: 1,
      endedAt: 4,
      stages: [{ name: 'plan', startedAt: 2, endedAt: 3 }],
    });
    expect(events).toEqual([
      ['start', 'GET /films', 1, 'active/00-1/undefined/Traceparent'],
      ['start', 'plan', 2, 'request'],
      ['end', 'plan', 3],
      ['status', 'GET /films', 2],
      ['end', 'GET /films', 4],
    ]);
  });
});
