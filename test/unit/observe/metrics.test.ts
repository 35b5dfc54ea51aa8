import { describe, expect, it } from 'vitest';
import { createMetrics, formatDouble } from '../../../src/observe/metrics.ts';

describe('metrics text', () => {
  it('starts without schema cache loads', () => {
    expect(createMetrics({ poolMax: 10, poolAvailable: () => 0 }).text()).toBe(`\
# HELP pgrst_jwt_cache_evictions_total The total number of JWT cache evictions
# TYPE pgrst_jwt_cache_evictions_total counter
pgrst_jwt_cache_evictions_total 0.0
# HELP pgrst_jwt_cache_hits_total The total number of JWT cache hits
# TYPE pgrst_jwt_cache_hits_total counter
pgrst_jwt_cache_hits_total 0.0
# HELP pgrst_jwt_cache_requests_total The total number of JWT cache lookups
# TYPE pgrst_jwt_cache_requests_total counter
pgrst_jwt_cache_requests_total 0.0
# HELP pgrst_schema_cache_query_time_seconds The query time in seconds of the last schema cache load
# TYPE pgrst_schema_cache_query_time_seconds gauge
pgrst_schema_cache_query_time_seconds 0.0
# HELP pgrst_db_pool_max Max pool connections
# TYPE pgrst_db_pool_max gauge
pgrst_db_pool_max 10.0
# HELP pgrst_db_pool_waiting Requests waiting to acquire a pool connection
# TYPE pgrst_db_pool_waiting gauge
pgrst_db_pool_waiting 0.0
# HELP pgrst_db_pool_available Available connections in the pool
# TYPE pgrst_db_pool_available gauge
pgrst_db_pool_available 0
# HELP pgrst_db_pool_timeouts_total The total number of pool connection timeouts
# TYPE pgrst_db_pool_timeouts_total counter
pgrst_db_pool_timeouts_total 0.0
`);
  });

  it('counts observations', () => {
    let available = 0;
    const metrics = createMetrics({ poolMax: 10, poolAvailable: () => available });
    const error = { code: 'x', message: 'x', details: null, hint: null };
    metrics.observe({ kind: 'jwt-cache-lookup', hit: true });
    metrics.observe({ kind: 'jwt-cache-lookup', hit: false });
    metrics.observe({ kind: 'jwt-cache-eviction' });
    metrics.observe({ kind: 'schema-cache-loaded', summary: '', milliseconds: 0.1215210004374967 });
    metrics.observe({ kind: 'schema-cache-failed', schemas: [], extraSearchPath: [], error });
    metrics.observe({ kind: 'pool-borrowing' });
    metrics.observe({ kind: 'pool-borrowing' });
    metrics.observe({ kind: 'pool-borrowed' });
    metrics.observe({ kind: 'pool-timeout' });
    metrics.observe({ kind: 'config-reloaded' });
    available = 3;
    const samples = metrics
      .text()
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(samples).toEqual([
      'pgrst_jwt_cache_evictions_total 1.0',
      'pgrst_jwt_cache_hits_total 1.0',
      'pgrst_jwt_cache_requests_total 2.0',
      'pgrst_schema_cache_query_time_seconds 0.1215210004374967',
      'pgrst_schema_cache_loads_total{status="FAIL"} 1.0',
      'pgrst_schema_cache_loads_total{status="SUCCESS"} 1.0',
      'pgrst_db_pool_max 10.0',
      'pgrst_db_pool_waiting 1.0',
      'pgrst_db_pool_available 3',
      'pgrst_db_pool_timeouts_total 1.0',
    ]);
  });

  it.each([
    [0, '0.0'],
    [10, '10.0'],
    [0.1, '0.1'],
    [0.0964639993981109, '9.64639993981109e-2'],
    [0.01, '1.0e-2'],
    [9999999, '9999999.0'],
    [10000000, '1.0e7'],
    [123456789.5, '1.234567895e8'],
    [-5, '-5.0'],
  ])('prints %d as %s', (value, text) => {
    expect(formatDouble(value)).toBe(text);
  });
});
