import { type BenchRequest, get, send } from './request.ts';
import { token } from './tokens.ts';

/** One kind of request, in our API's form and in that of the hand-written servers. */
export interface Workload {
  /** For `--only`. */
  readonly name: string;
  readonly title: string;
  /** `light`: its SQL alone takes PostgreSQL under 0.3 ms; `heavy`: more; `none`: no SQL at all. */
  readonly sql: 'light' | 'heavy' | 'none';
  /** The n-th request, n = 0, 1, 2, … */
  readonly api: (n: number) => BenchRequest;
  readonly handWritten: (n: number) => BenchRequest;
  /** SQL that runs before each measurement, so that tables do not grow from one to the next. */
  readonly reset: string | null;
}

const lighthouses = 100_000;
/** Far more than the tokens that are remembered. */
const manyTokens = 20_000;

const emptyVisits = 'truncate bench.visits';
const freshCounters =
  'truncate bench.counters; insert into bench.counters select n, 0 from generate_series(1, 1000) as n';

const visit = '{"lighthouse_id":77,"visitor":"Ada","note":"clear sight, light wind from the west"}';
const thousandVisits = `[${Array.from({ length: 1000 }, (_, i) => `{"lighthouse_id":${i},"visitor":"Ada ${i}","note":"clear sight"}`).join()}]`;
const counter = (n: number) => 1 + (n % 1000);
const bearer = (n: number) => [['Authorization', `Bearer ${token(n)}`]] as const;

/** Ten operators: eq twice, neq, gt, gte, lt, lte, like, in and is. */
const tenOperators =
  'and=(id.gte.500,id.lt.560,height_m.gt.11,height_m.lte.79,built.neq.1800,name.like.Light*,region.not.is.null,or(region.eq.region-510,id.in.(511,512,513,530),built.eq.1999))';

export const workloads: readonly Workload[] = [
  read('row', 'one row by key', 'light', get('/lighthouses?id=eq.77'), get('/lighthouses/77')),
  read('page', 'page of 25 rows', 'light', get('/lighthouses?order=id&limit=25'), get('/lighthouses?limit=25')),
  read('thousand', '1,000 rows', 'heavy', get('/lighthouses?order=id&limit=1000'), get('/lighthouses?limit=1000')),
  read(
    'embed',
    '5 parents with 5 children each, ordered',
    'light',
    get('/lighthouses?select=id,name,keepers(id,name,since)&order=id&limit=5&keepers.order=since'),
    get('/lighthouses-with-keepers?limit=5'),
  ),
  read(
    'count',
    'filter and count=exact',
    'light',
    get('/lighthouses?region=eq.region-7&limit=10', [['Prefer', 'count=exact']], 206),
    get('/regions/region-7/lighthouses?limit=10', [], 206),
  ),
  read(
    'filter',
    'and/or of 10 operators',
    'light',
    get(`/lighthouses?${tenOperators}&order=id`),
    get('/lighthouses-filtered?from=500&to=560&name=Light%25&region=region-510&built=1999'),
  ),
  {
    ...read(
      'insert',
      'insert one row',
      'light',
      send('POST', '/visits', visit, 201),
      send('POST', '/visits', visit, 201),
    ),
    reset: emptyVisits,
  },
  {
    ...read(
      'insert-many',
      'insert 1,000 rows',
      'heavy',
      send('POST', '/visits', thousandVisits, 201),
      send('POST', '/visits/many', thousandVisits, 201),
    ),
    reset: emptyVisits,
  },
  {
    name: 'update',
    title: 'update one row by key',
    sql: 'light',
    api: (n) => send('PATCH', `/counters?id=eq.${counter(n)}`, `{"value":${n}}`, 204),
    handWritten: (n) => send('PATCH', `/counters/${counter(n)}`, `{"value":${n}}`, 204),
    reset: freshCounters,
  },
  {
    name: 'upsert',
    title: 'upsert one row',
    sql: 'light',
    api: (n) =>
      send('POST', '/counters', `{"id":${counter(n)},"value":${n}}`, 200, [['Prefer', 'resolution=merge-duplicates']]),
    handWritten: (n) => send('PUT', `/counters/${counter(n)}`, `{"value":${n}}`, 204),
    reset: freshCounters,
  },
  read('rpc-scalar', 'function of one number', 'light', get('/rpc/add?a=3&b=4'), get('/add?a=3&b=4')),
  read('rpc-set', 'function of 10 rows', 'light', get('/rpc/near?first=500&count=10'), get('/near/500?limit=10')),
  {
    name: 'jwt',
    title: 'one row by key, same token',
    sql: 'light',
    api: () => get('/lighthouses?id=eq.77', bearer(0)),
    handWritten: () => get('/members/lighthouses/77', bearer(0)),
    reset: null,
  },
  {
    name: 'jwt-new',
    title: 'one row by key, other tokens',
    sql: 'light',
    api: (n) => get('/lighthouses?id=eq.77', bearer(n % manyTokens)),
    handWritten: (n) => get('/members/lighthouses/77', bearer(n % manyTokens)),
    reset: null,
  },
  read('not-found', 'unknown table', 'none', get('/nowhere', [], 404), get('/nowhere', [], 404)),
  read(
    'bad-request',
    'query that does not parse',
    'none',
    get('/lighthouses?id=77', [], 400),
    get('/lighthouses/x', [], 400),
  ),
  {
    name: 'distinct',
    title: 'one row by key, no URL twice',
    sql: 'light',
    api: (n) => get(`/lighthouses?id=eq.${1 + (n % lighthouses)}`),
    handWritten: (n) => get(`/lighthouses/${1 + (n % lighthouses)}`),
    reset: null,
  },
];

/** The workload of that name. @throws Error when there is none */
export function workloadNamed(name: string): Workload {
  const workload = workloads.find((candidate) => candidate.name === name);
  if (workload === undefined) {
    throw new Error(`No workload '${name}'; there are ${workloads.map((known) => known.name).join(', ')}.`);
  }
  return workload;
}

/** A workload whose requests are all the same. */
function read(
  name: string,
  title: string,
  sql: Workload['sql'],
  api: BenchRequest,
  handWritten: BenchRequest,
): Workload {
  return { name, title, sql, api: () => api, handWritten: () => handWritten, reset: null };
}
