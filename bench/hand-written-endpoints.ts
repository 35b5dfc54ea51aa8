import type { FastifyRequest } from 'fastify';

/** An endpoint as an author writes it by hand: a route and one query. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT';
  readonly route: string;
  readonly text: string;
  readonly values: (request: FastifyRequest) => unknown[];
  /** What is answered: the rows, the first row, the rows with their total as Content-Range, or nothing. */
  readonly answer: 'rows' | 'row' | 'page' | 'created' | 'nothing';
}

const columns = 'id, name, region, height_m, built, position, signals';
const byKey = `select ${columns} from bench.lighthouses where id = $1`;

export const endpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    route: '/lighthouses/:id',
    text: byKey,
    values: (request) => [parameters(request)['id']],
    answer: 'row',
  },
  {
    method: 'GET',
    route: '/members/lighthouses/:id',
    text: byKey,
    values: (request) => [parameters(request)['id']],
    answer: 'row',
  },
  {
    method: 'GET',
    route: '/lighthouses',
    text: `select ${columns} from bench.lighthouses order by id limit $1`,
    values: (request) => [query(request)['limit']],
    answer: 'rows',
  },
  {
    method: 'GET',
    route: '/lighthouses-with-keepers',
    text: `select l.id, l.name, (
             select coalesce(json_agg(k), '[]') from (
               select id, name, since from bench.keepers where lighthouse_id = l.id order by since
             ) k
           ) as keepers
           from bench.lighthouses l order by l.id limit $1`,
    values: (request) => [query(request)['limit']],
    answer: 'rows',
  },
  {
    method: 'GET',
    route: '/regions/:region/lighthouses',
    text: `select ${columns}, count(*) over () as total from bench.lighthouses where region = $1 limit $2`,
    values: (request) => [parameters(request)['region'], query(request)['limit']],
    answer: 'page',
  },
  {
    method: 'GET',
    route: '/lighthouses-filtered',
    text: `select ${columns} from bench.lighthouses
           where id >= $1 and id < $2 and height_m > 11 and height_m <= 79 and built <> 1800 and name like $3
             and region is not null and (region = $4 or id in (511, 512, 513, 530) or built = $5)
           order by id`,
    values: (request) => {
      const { from, to, name, region, built } = query(request);
      return [from, to, name, region, built];
    },
    answer: 'rows',
  },
  {
    method: 'POST',
    route: '/visits',
    text: 'insert into bench.visits (lighthouse_id, visitor, note) values ($1, $2, $3)',
    values: (request) => {
      const { lighthouse_id, visitor, note } = body(request);
      return [lighthouse_id, visitor, note];
    },
    answer: 'created',
  },
  {
    method: 'POST',
    route: '/visits/many',
    text: `insert into bench.visits (lighthouse_id, visitor, note)
           select lighthouse_id, visitor, note
           from json_to_recordset($1) as v (lighthouse_id integer, visitor text, note text)`,
    values: (request) => [JSON.stringify(request.body)],
    answer: 'created',
  },
  {
    method: 'PATCH',
    route: '/counters/:id',
    text: 'update bench.counters set value = $2 where id = $1',
    values: (request) => [parameters(request)['id'], body(request)['value']],
    answer: 'nothing',
  },
  {
    method: 'PUT',
    route: '/counters/:id',
    text: 'insert into bench.counters (id, value) values ($1, $2) on conflict (id) do update set value = excluded.value',
    values: (request) => [parameters(request)['id'], body(request)['value']],
    answer: 'nothing',
  },
  {
    method: 'GET',
    route: '/add',
    text: 'select bench.add($1, $2) as sum',
    values: (request) => [query(request)['a'], query(request)['b']],
    answer: 'row',
  },
  {
    method: 'GET',
    route: '/near/:id',
    text: `select ${columns} from bench.near($1, $2)`,
    values: (request) => [parameters(request)['id'], query(request)['limit']],
    answer: 'rows',
  },
];

type Fields = Readonly<Record<string, unknown>>;
const parameters = (request: FastifyRequest): Fields => request.params as Fields;
const query = (request: FastifyRequest): Fields => request.query as Fields;
const body = (request: FastifyRequest): Fields => request.body as Fields;
