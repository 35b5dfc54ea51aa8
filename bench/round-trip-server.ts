/**
 * The baseline: one row by key as a careful author writes it by hand with node:http and pg, one awaited round trip per
 * statement. Arguments: database URI, port.
 */
import { createServer } from 'node:http';
import pg from 'pg';

const [uri, port] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: uri, max: 10 });

createServer(async (request, response) => {
  const id = new URL(request.url ?? '/', 'http://localhost').searchParams.get('id')?.replace('eq.', '');
  const client = await pool.connect();
  try {
    await client.query('begin read only');
    await client.query({
      name: 'settings',
      text: `select set_config('role', $1, true), set_config('search_path', $2, true),
                    set_config('request.jwt.claims', $3, true), set_config('request.method', $4, true),
                    set_config('request.path', $5, true), set_config('request.headers', $6, true)`,
      values: ['web_anon', 'api', '{"role":"web_anon"}', request.method, '/bodies', JSON.stringify(request.headers)],
    });
    const { rows } = await client.query({
      name: 'body',
      text: `select coalesce(json_agg(b), '[]')::text as body from (select * from api.bodies where id = $1) b`,
      values: [id],
    });
    await client.query('commit');
    response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8' });
    response.end(rows[0].body);
  } catch (error) {
    await client.query('rollback');
    response.writeHead(500);
    response.end(String(error));
  } finally {
    client.release();
  }
}).listen(Number(port), '127.0.0.1');
