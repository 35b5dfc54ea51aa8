/**
 * The baselines: endpoints written by hand with Fastify and pg, prepared statements, a pool of 10. Arguments: port,
 * database URI and how a request is run:
 *
 * - `one-query`: its query alone, as the connection's own role
 * - `round-trips`: in a transaction with role switch and request settings, each of the four statements awaited
 */
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { jwtVerify } from 'jose';
import pg from 'pg';
import { type Endpoint, endpoints } from './hand-written-endpoints.ts';
import { jwtSecret } from './tokens.ts';

const [port, uri, way] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: uri, max: 10 });
const server = Fastify({ logger: false, bodyLimit: 2 ** 24 });
const secret = new TextEncoder().encode(jwtSecret);
const isMemberRoute = (route: string) => route.startsWith('/members/');

for (const endpoint of endpoints) {
  server.route({
    method: endpoint.method,
    url: endpoint.route,
    schema: endpoint.route.includes(':id')
      ? { params: { type: 'object', properties: { id: { type: 'integer' } } } }
      : {},
    handler: async (request, reply) => {
      const role = isMemberRoute(endpoint.route) ? await verifiedRole(request) : 'bench_anon';
      const values = endpoint.values(request);
      const rows =
        way === 'one-query' ? await oneQuery(endpoint, values) : await roundTrips(endpoint, values, role, request);
      return answer(reply, endpoint.answer, rows);
    },
  });
}
await server.listen({ port: Number(port), host: '127.0.0.1' });

type Rows = readonly Record<string, unknown>[];

async function oneQuery({ method, route, text }: Endpoint, values: unknown[]): Promise<Rows> {
  const { rows } = await pool.query({ name: `${method} ${route}`, text, values });
  return rows;
}

async function roundTrips(
  { method, route, text }: Endpoint,
  values: unknown[],
  role: string,
  request: FastifyRequest,
): Promise<Rows> {
  const client = await pool.connect();
  try {
    await client.query(method === 'GET' ? 'begin read only' : 'begin');
    await client.query({
      name: 'settings',
      text: `select set_config('search_path', $1, true), set_config('role', $2, true),
                    set_config('request.jwt.claims', $3, true), set_config('request.method', $4, true),
                    set_config('request.path', $5, true), set_config('request.headers', $6, true),
                    set_config('request.cookies', $7, true)`,
      values: ['bench', role, JSON.stringify({ role }), method, request.url, JSON.stringify(request.headers), '{}'],
    });
    const { rows } = await client.query({ name: `${method} ${route}`, text, values });
    await client.query('commit');
    return rows;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

async function verifiedRole(request: FastifyRequest): Promise<string> {
  const { payload } = await jwtVerify((request.headers.authorization ?? '').slice('Bearer '.length), secret);
  return String(payload['role']);
}

function answer(reply: FastifyReply, kind: Endpoint['answer'], rows: Rows): FastifyReply {
  switch (kind) {
    case 'rows':
      return reply.send(rows);
    case 'row':
      return reply.send(rows[0]);
    case 'page':
      return reply
        .code(206)
        .header('Content-Range', `0-${rows.length - 1}/${rows[0]?.['total'] ?? 0}`)
        .send(rows.map(({ total, ...row }) => row));
    case 'created':
      return reply.code(201).send();
    case 'nothing':
      return reply.code(204).send();
  }
}
