import type { Observer } from './observation.ts';

export interface MetricsOptions {
  /** `db-pool` at start. */
  readonly poolMax: number;
  /** Connections established and not in use, right now. */
  readonly poolAvailable: () => number;
}

/** What the metrics are at a moment. */
export interface MetricValues {
  readonly jwtCacheEvictions: number;
  readonly jwtCacheHits: number;
  readonly jwtCacheRequests: number;
  /** Milliseconds that the last good load took; 0 before. */
  readonly schemaCacheTime: number;
  readonly schemaCacheFailures: number;
  readonly schemaCacheSuccesses: number;
  readonly poolMax: number;
  readonly poolWaiting: number;
  readonly poolAvailable: number;
  readonly poolTimeouts: number;
}

export interface Metrics {
  readonly observe: Observer;
  values(): MetricValues;
  /** All metrics in Prometheus text format, version 0.0.4. */
  text(): string;
}

/** Counts observations (spec operations 14). */
export function createMetrics({ poolMax, poolAvailable }: MetricsOptions): Metrics {
  const counts = { ...noMetrics };
  const values = (): MetricValues => ({ ...counts, poolMax, poolAvailable: poolAvailable() });
  return {
    observe(observation) {
      switch (observation.kind) {
        case 'jwt-cache-eviction':
          counts.jwtCacheEvictions++;
          return;
        case 'jwt-cache-lookup':
          counts.jwtCacheRequests++;
          if (observation.hit) counts.jwtCacheHits++;
          return;
        case 'schema-cache-loaded':
          counts.schemaCacheTime = observation.milliseconds;
          counts.schemaCacheSuccesses++;
          return;
        case 'schema-cache-failed':
          counts.schemaCacheFailures++;
          return;
        case 'pool-borrowing':
          counts.poolWaiting++;
          return;
        case 'pool-borrowed':
          counts.poolWaiting--;
          return;
        case 'pool-timeout':
          counts.poolTimeouts++;
          return;
        default:
          return;
      }
    },
    values,
    text: () => metricsText(values()),
  };
}

export const noMetrics: MetricValues = {
  jwtCacheEvictions: 0,
  jwtCacheHits: 0,
  jwtCacheRequests: 0,
  schemaCacheTime: 0,
  schemaCacheFailures: 0,
  schemaCacheSuccesses: 0,
  poolMax: 0,
  poolWaiting: 0,
  poolAvailable: 0,
  poolTimeouts: 0,
};

/** The metrics of several processes as those of one; at most one of them loads schema caches. */
export function sumMetrics(all: readonly MetricValues[]): MetricValues {
  return all.reduce(
    (sum, values) => ({
      jwtCacheEvictions: sum.jwtCacheEvictions + values.jwtCacheEvictions,
      jwtCacheHits: sum.jwtCacheHits + values.jwtCacheHits,
      jwtCacheRequests: sum.jwtCacheRequests + values.jwtCacheRequests,
      schemaCacheTime: sum.schemaCacheTime + values.schemaCacheTime,
      schemaCacheFailures: sum.schemaCacheFailures + values.schemaCacheFailures,
      schemaCacheSuccesses: sum.schemaCacheSuccesses + values.schemaCacheSuccesses,
      poolMax: sum.poolMax + values.poolMax,
      poolWaiting: sum.poolWaiting + values.poolWaiting,
      poolAvailable: sum.poolAvailable + values.poolAvailable,
      poolTimeouts: sum.poolTimeouts + values.poolTimeouts,
    }),
    noMetrics,
  );
}

/**
 * Renders metrics as PostgREST does (spec operations 14). Written by hand because clients compare the number format
 * (`10.0`), which metrics libraries do not let one choose.
 */
export function metricsText(values: MetricValues): string {
  return [
    counter('pgrst_jwt_cache_evictions_total', 'The total number of JWT cache evictions', values.jwtCacheEvictions),
    counter('pgrst_jwt_cache_hits_total', 'The total number of JWT cache hits', values.jwtCacheHits),
    counter('pgrst_jwt_cache_requests_total', 'The total number of JWT cache lookups', values.jwtCacheRequests),
    // Milliseconds, despite the name and the words.
    gauge(
      'pgrst_schema_cache_query_time_seconds',
      'The query time in seconds of the last schema cache load',
      formatDouble(values.schemaCacheTime),
    ),
    schemaCacheLoads(values.schemaCacheFailures, values.schemaCacheSuccesses),
    gauge('pgrst_db_pool_max', 'Max pool connections', formatDouble(values.poolMax)),
    gauge('pgrst_db_pool_waiting', 'Requests waiting to acquire a pool connection', formatDouble(values.poolWaiting)),
    gauge('pgrst_db_pool_available', 'Available connections in the pool', String(values.poolAvailable)),
    counter('pgrst_db_pool_timeouts_total', 'The total number of pool connection timeouts', values.poolTimeouts),
  ].join('');
}

/**
 * A number as PostgREST prints floats: always with a fraction, with an exponent below 0.1 and from 10^7 on
 * (`10.0`, `0.25`, `9.6e-2`, `1.0e7`).
 */
export function formatDouble(value: number): string {
  if (value === 0) return '0.0';
  const magnitude = Math.abs(value);
  if (magnitude >= 0.1 && magnitude < 1e7) return withFraction(String(value));
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  return `${withFraction(mantissa)}e${Number(exponent)}`;
}

function withFraction(digits: string): string {
  return digits.includes('.') ? digits : `${digits}.0`;
}

function counter(name: string, help: string, value: number): string {
  return `${header(name, help, 'counter')}${name} ${formatDouble(value)}\n`;
}

function gauge(name: string, help: string, value: string): string {
  return `${header(name, help, 'gauge')}${name} ${value}\n`;
}

/** Without any load yet, the metric is left out, as are statuses that have not occurred. */
function schemaCacheLoads(failures: number, successes: number): string {
  const name = 'pgrst_schema_cache_loads_total';
  const samples = [
    failures > 0 ? `${name}{status="FAIL"} ${formatDouble(failures)}\n` : '',
    successes > 0 ? `${name}{status="SUCCESS"} ${formatDouble(successes)}\n` : '',
  ].join('');
  if (samples === '') return '';
  return header(name, 'The total number of times the schema cache was loaded', 'counter') + samples;
}

function header(name: string, help: string, type: 'counter' | 'gauge'): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
}
