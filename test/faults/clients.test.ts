/** What goes wrong on the clients' side and on the server's own: descriptors, memory, restarts. */
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { freePort } from '../free-port.ts';
import type { TestDatabase } from '../postgres/database.ts';
import { createTestDatabase } from '../postgres/test-database.ts';
import { type PumpServer, startPumpServer, statusOf, until } from '../pump-server.ts';
import { startLoad } from './load.ts';
import { descriptorCount, report, residentMemory } from './report.ts';

let database: TestDatabase;
const servers: PumpServer[] = [];
beforeAll(async () => {
  database = await createTestDatabase(['test/fixtures/pumps.sql']);
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});
afterAll(() => database.drop());

async function serve(environment: Readonly<Record<string, string>> = {}, shell?: string): Promise<PumpServer> {
  const server = await startPumpServer(database.uri('pumps_gate'), environment, shell === undefined ? {} : { shell });
  servers.push(server);
  await until(async () => (await statusOf(`${server.adminUrl}/ready`)) === 200);
  return server;
}

function open(url: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname, () => resolve(socket));
    socket.on('error', reject);
  });
}

/** Linux, Node.js 22.12 and newer. */
function canShareThePort(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return process.platform === 'linux' && (major > 22 || (major === 22 && minor >= 12));
}

/** One request on an open connection, which stays open; resolves with the first bytes of the answer. */
function ask(socket: Socket, target: string): Promise<string> {
  return new Promise((resolve) => {
    socket.once('data', (bytes) => resolve(bytes.toString('latin1')));
    socket.write(`GET ${target} HTTP/1.1\r\nHost: pumps\r\n\r\n`);
  });
}

test('slow and vanishing clients leave nothing behind and hold up nobody', async () => {
  const server = await serve();
  expect(await statusOf(`${server.url}/pump`)).toBe(200);
  const descriptors = descriptorCount(server.pid);
  const sockets: Socket[] = [];
  for (let i = 0; i < 20; i++) {
    const [half, silent, deaf, gone] = await Promise.all([0, 1, 2, 3].map(() => open(server.url)));
    half!.write('GET /pump HTTP/1.1\r\nHos');
    silent!.write('POST /pump HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n[');
    // 8 MiB that are never read.
    deaf!.pause().write('GET /rpc/flood?megabytes=8 HTTP/1.1\r\nHost: a\r\n\r\n');
    gone!.write('GET /rpc/wait?seconds=0.2 HTTP/1.1\r\nHost: a\r\n\r\n');
    gone!.destroy();
    sockets.push(half!, silent!, deaf!);
  }
  const started = performance.now();
  expect(await statusOf(`${server.url}/pump`)).toBe(200);
  const answeredAfter = Math.round(performance.now() - started);
  for (const socket of sockets) socket.destroy();
  await until(() => descriptorCount(server.pid) <= descriptors + 10);
  report('slow and vanishing clients', { answeredAfter, rss: residentMemory(server.pid) });
  expect(await statusOf(`${server.url}/pump`)).toBe(200);
});

test('descriptor limit reached: those connected are served, and all again once descriptors are free', async () => {
  const server = await serve({}, 'ulimit -n 60; exec "$@"');
  const served = await open(server.url);
  expect(await ask(served, '/pump')).toMatch(/^HTTP\/1\.1 200 /);
  const crowd = await Promise.all(Array.from({ length: 100 }, () => open(server.url)));
  for (const socket of crowd) socket.on('error', () => undefined);
  expect(await ask(served, '/pump')).toMatch(/^HTTP\/1\.1 200 /);
  for (const socket of crowd) socket.destroy();
  const started = performance.now();
  await until(async () => (await statusOf(`${server.url}/pump`)) === 200);
  report('descriptor limit', { healthyAfter: Math.round(performance.now() - started) });
  served.destroy();
});

test('10,000 idle keep-alive connections', async () => {
  const server = await serve();
  const before = residentMemory(server.pid);
  const sockets: Socket[] = [];
  const count = 10_000;
  while (sockets.length < count) {
    const batch = await Promise.all(Array.from({ length: 250 }, () => open(server.url)));
    await Promise.all(batch.map((socket) => ask(socket, '/pump?id=eq.1')));
    sockets.push(...batch);
  }
  expect(descriptorCount(server.pid)).toBeGreaterThan(count);
  const held = residentMemory(server.pid);
  const started = performance.now();
  expect(await statusOf(`${server.url}/pump`)).toBe(200);
  const answeredAfter = Math.round(performance.now() - started);
  for (const socket of sockets) socket.destroy();
  await until(() => descriptorCount(server.pid) < 100);
  report('10,000 idle', { before, held, after: residentMemory(server.pid), answeredAfter });
  expect(held - before).toBeLessThan(400);
});

test('workers: a signal reaches all of them; their end fails no request', async () => {
  const server = await serve({ PGRST_SERVER_WORKERS: '2' });
  const load = startLoad(`${server.url}/pump`, 4);
  await until(() => load.answers > 100);
  server.signal('SIGUSR1');
  await server.logged('Schema cache loaded in', 2);
  server.signal('SIGTERM');
  expect(await server.exit).toBe(0);
  const seen = await load.end();
  expect(Object.keys(seen).filter((status) => status !== '200' && status !== '0')).toEqual([]);
});

test.skipIf(!canShareThePort())(
  'rolling restart of two instances on one port under load: every answer is 200 (needs Node.js 22.12)',
  async () => {
    const environment = { PGRST_SERVER_REUSEPORT: 'true', PGRST_SERVER_PORT: String(await freePort()) };
    const first = await serve(environment);
    const url = `http://127.0.0.1:${environment.PGRST_SERVER_PORT}/pump`;
    const load = startFreshLoad(url);
    for (let round = 0; round < 3; round++) {
      await serve(environment);
      const retired = servers.shift()!;
      retired.signal('SIGTERM');
      expect(await retired.exit).toBe(0);
    }
    const seen = await load.end();
    expect(first.pid).not.toBe(servers[0]!.pid);
    report('rolling restart', { seen });
    // Linux resets connections that the closing socket has not accepted yet, unless it may hand them to the other one.
    const migrates = readFileSync('/proc/sys/net/ipv4/tcp_migrate_req', 'utf8').trim() === '1';
    expect(Object.keys(seen).filter((status) => migrates || status !== '0')).toEqual(['200']);
  },
);

/** Load whose every request may be sent again when its kept connection was closed meanwhile, as HTTP clients do. */
function startFreshLoad(url: string): { end(): Promise<Readonly<Record<number, number>>> } {
  const seen: Record<number, number> = {};
  let ending = false;
  const client = async () => {
    while (!ending) {
      const status = await new Promise<number>((resolve) => {
        const sent = request(url, { agent: false }, (response) => {
          response.resume();
          response.on('end', () => resolve(response.statusCode ?? 0));
        });
        sent.on('error', () => resolve(0));
        sent.end();
      });
      seen[status] = (seen[status] ?? 0) + 1;
    }
  };
  const done = Promise.all(Array.from({ length: 4 }, client));
  return {
    end: async () => {
      ending = true;
      await done;
      return seen;
    },
  };
}
