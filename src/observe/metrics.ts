import type { Observer } from './observation.ts';

export interface MetricsOptions {
  /** `db-pool` at start. */
  readonly poolMax: number;
  /** Connections established and not in use, right now. */
  readonly poolAvailable: () => number;
}

export interface Metrics {
  readonly observe: Observer;
  /** All metrics in Prometheus text format, version 0.0.4. */
  text(): string;
}

/**
 * Counts observations and renders them as PostgREST does (spec operations 14). Written by hand because clients compare
 * the number format (`10.0`), which metrics libraries do not let one choose.
 */
export function createMetrics({ poolMax, poolAvailable }: MetricsOptions): Metrics {
  let jwtCacheEvictions = 0;
  let jwtCacheHits = 0;
  let jwtCacheRequests = 0;
  let schemaCacheTime = 0;
  let schemaCacheSuccesses = 0;
  let schemaCacheFailures = 0;
  let poolWaiting = 0;
  let poolTimeouts = 0;

  return {
    observe(observation) {
      switch (observation.kind) {
        case 'jwt-cache-eviction':
          jwtCacheEvictions++;
          return;
        case 'jwt-cache-lookup':
          jwtCacheRequests++;
          if (observation.hit) jwtCacheHits++;
          return;
        case 'schema-cache-loaded':
          // Milliseconds, despite the metric's name.
          schemaCacheTime = observation.milliseconds;
          schemaCacheSuccesses++;
          return;
        case 'schema-cache-failed':
          schemaCacheFailures++;
          return;
        case 'pool-borrowing':
          poolWaiting++;
          return;
        case 'pool-borrowed':
          poolWaiting--;
          return;
        case 'pool-timeout':
          poolTimeouts++;
          return;
        default:
          return;
      }
    },
    text() {
      return [
        counter('pgrst_jwt_cache_evictions_total', 'The total number of JWT cache evictions', jwtCacheEvictions),
        counter('pgrst_jwt_cache_hits_total', 'The total number of JWT cache hits', jwtCacheHits),
        counter('pgrst_jwt_cache_requests_total', 'The total number of JWT cache lookups', jwtCacheRequests),
        gauge(
          'pgrst_schema_cache_query_time_seconds',
          'The query time in seconds of the last schema cache load',
          formatDouble(schemaCacheTime),
        ),
        schemaCacheLoads(schemaCacheFailures, schemaCacheSuccesses),
        gauge('pgrst_db_pool_max', 'Max pool connections', formatDouble(poolMax)),
        gauge('pgrst_db_pool_waiting', 'Requests waiting to acquire a pool connection', formatDouble(poolWaiting)),
        gauge('pgrst_db_pool_available', 'Available connections in the pool', String(poolAvailable())),
        counter('pgrst_db_pool_timeouts_total', 'The total number of pool connection timeouts', poolTimeouts),
      ].join('');
    },
  };
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
