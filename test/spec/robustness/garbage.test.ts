/** Requests that make no sense get the specified or a clear answer, and the server goes on. */
import net from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HttpConnection } from '../../http-client.ts';
import { createServedDatabase, type ServedDatabase } from '../../served-database.ts';
import { startServer, type TestServer } from '../../server.ts';

let database: ServedDatabase;
let server: TestServer;
beforeAll(async () => {
  database = await createServedDatabase(['test/corpus/schema.sql'], 'fest_gate');
  server = await startServer({
    ...database.options,
    dbSchemas: ['fest'],
    dbExtraSearchPath: ['fest_ext'],
    dbAnonRole: 'fest_anon',
    jwtSecret: 'a-festival-secret-of-enough-length-2024',
  });
});
afterAll(async () => {
  await server.close();
  await database.drop();
});

async function expectAlive(): Promise<void> {
  const response = await fetch(`${server.url}/films?select=id&id=eq.1`);
  expect(await response.text()).toBe('[{"id":1}]');
}

const deep = (open: string, close: string, depth: number) => `${open.repeat(depth)}id.eq.1${close.repeat(depth)}`;

const targets: readonly (readonly [name: string, target: string])[] = [
  ['bad percent-encoding in the path', '/%zz'],
  ['bad percent-encoding in the query', '/films?id=eq.%zz'],
  ['NUL in the path', '/fil%00ms'],
  ['a query string of 1 MB', `/films?select=${'a'.repeat(1_000_000)}`],
  ['a value of 1 MB', `/films?id=eq.${'9'.repeat(1_000_000)}`],
  ['deeply nested or', `/films?or=(${deep('or(', ')', 20_000)})`],
  ['deeply nested select', `/films?select=${'films('.repeat(20_000)}${')'.repeat(20_000)}`],
  ['deep JSON path', `/films?select=id${'->a'.repeat(20_000)}`],
  ['unclosed parentheses', `/films?or=${'('.repeat(20_000)}`],
  ['unclosed quote', `/films?id=in.("${'\\'.repeat(20_001)}`],
  ['many commas', `/films?order=${','.repeat(100_000)}`],
  ['only slashes', '////////'],
  ['dots', '/../../etc/passwd'],
];

test.each(targets)('%s', async (_, target) => {
  const connection = new HttpConnection(server.url);
  const response = await connection.send({ method: 'GET', target, headers: [['Host', 'localhost']] });
  connection.close();
  expect(response.status).toBeGreaterThanOrEqual(400);
  expect(response.status).toBeLessThan(500);
  await expectAlive();
});

test.each([
  ['half a percent-encoding', '/films?select=id&id=eq.1&%', 200],
  ['NUL in a value ends it', '/cities?select=name&name=eq.Oslo%00x', 200],
  ['invalid UTF-8 in the query', '/films?%ff%fe=eq.1', 500],
  ['a lone surrogate', '/films?select=%ed%a0%80', 500],
  ['a target without slash', 'films', 200],
])('as PostgREST: %s', async (_, target, status) => {
  const connection = new HttpConnection(server.url);
  const response = await connection.send({ method: 'GET', target, headers: [['Host', 'localhost']] });
  connection.close();
  expect(response.status).toBe(status);
  await expectAlive();
});

test('10,000 filters are answered', async () => {
  const connection = new HttpConnection(server.url);
  const target = `/films?select=id&${'id=gt.0&'.repeat(10_000)}id=eq.1`;
  const response = await connection.send({ method: 'GET', target, headers: [['Host', 'localhost']] });
  connection.close();
  expect(response.status === 200 || (response.status >= 400 && response.status < 500)).toBe(true);
  await expectAlive();
});

test.each([
  ['Range', '9'.repeat(500)],
  ['Range', '-'],
  ['Prefer', ','.repeat(5_000)],
  ['Accept', 'a/b;q='.repeat(1_000)],
  ['Accept', '*'],
  ['Authorization', 'Bearer'],
  ['Authorization', `Bearer ${'.'.repeat(5_000)}`],
  ['Cookie', ';=;=;'],
  ['Accept-Profile', '%'],
  ['Origin', '\u00ff'],
])('header %s: %s', async (name, value) => {
  const connection = new HttpConnection(server.url);
  const headers = [
    ['Host', 'localhost'],
    [name, value],
  ] as const;
  const response = await connection.send({ method: 'GET', target: '/films?select=id', headers });
  connection.close();
  expect(response.status).toBeLessThan(500);
  await expectAlive();
});

test.each([
  ['not HTTP', 'hello\r\n\r\n'],
  ['no version', 'GET /films\r\n\r\n'],
  ['binary', '\x16\x03\x01\x02\x00\x01\x00'],
  ['a header without colon', 'GET /films HTTP/1.1\r\nHost\r\n\r\n'],
  ['two lengths', 'POST /films HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
  [
    'length and chunks',
    'POST /films HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  ['bad chunk', 'POST /films HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
])('%s on the wire ends that connection only', async (_, bytes) => {
  const { hostname, port } = new URL(server.url);
  await new Promise<void>((resolve) => {
    const socket = net.connect(Number(port), hostname, () => socket.end(Buffer.from(bytes, 'latin1')));
    socket.on('error', () => {});
    socket.on('close', () => resolve());
    socket.resume();
  });
  await expectAlive();
});

test.each([
  ['truncated JSON', '[{"a":1},'],
  ['deep JSON', '['.repeat(100_000)],
  ['NUL in JSON', '{"title":"\\u0000"}'],
  ['a lone surrogate in JSON', '{"title":"\\ud800"}'],
  ['huge number', `{"id":${'9'.repeat(200_000)}}`],
  ['no JSON', '\u0000\u0001'],
])('body: %s', async (_, body) => {
  const headers = { 'Content-Type': 'application/json' };
  const response = await fetch(`${server.url}/films`, { method: 'POST', headers, body });
  expect(response.status).toBeGreaterThanOrEqual(400);
  expect(response.status).toBeLessThan(500);
  await expectAlive();
});
