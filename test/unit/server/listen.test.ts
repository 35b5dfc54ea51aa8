import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BindError, bind } from '../../../src/server/listen.ts';
import { exchange } from './raw-client.ts';

const servers: Server[] = [];
let directory = '';

function server(): Server {
  const created = createServer((_, response) => response.end('ok'));
  servers.push(created);
  return created;
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'listen-'));
});

afterEach(async () => {
  for (const opened of servers.splice(0)) {
    opened.close();
    opened.closeAllConnections();
  }
  await rm(directory, { recursive: true });
});

const tcp = { kind: 'tcp', reusePort: false } as const;
const request = 'GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n';

describe('TCP', () => {
  it.each([
    ['*', /^0\.0\.0\.0:\d+$/],
    ['*4', /^0\.0\.0\.0:\d+$/],
    ['!4', /^0\.0\.0\.0:\d+$/],
    ['127.0.0.1', /^127\.0\.0\.1:[1-9]\d*$/],
    ['localhost', /^(127\.0\.0\.1|\[::1\]):\d+$/],
  ])('host %s', async (host, address) => {
    const binding = await bind(server(), { ...tcp, host, port: 0 });
    expect(binding.address).toMatch(address);
    expect(binding.isOpen()).toBe(true);
  });

  it('is no longer open once closed', async () => {
    const one = server();
    const binding = await bind(one, { ...tcp, host: '127.0.0.1', port: 0 });
    one.close();
    expect(binding.isOpen()).toBe(false);
  });

  it('reports an address in use in one line', async () => {
    const { address } = await bind(server(), { ...tcp, host: '127.0.0.1', port: 0 });
    const port = Number(address.split(':')[1]);
    const failure = await bind(server(), { ...tcp, host: '127.0.0.1', port }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(BindError);
    expect((failure as BindError).message).toBe('Network.Socket.bind: resource busy (Address already in use)');
  });

  it('falls back to the next candidate address', async () => {
    const { address } = await bind(server(), { ...tcp, host: '0.0.0.0', port: 0 });
    const port = Number(address.split(':')[1]);
    const outcome = await bind(server(), { ...tcp, host: '*', port }).then(
      (binding) => binding.address,
      (error: BindError) => error.message,
    );
    // Whether :: can be bound beside 0.0.0.0 is the system's choice; the first candidate cannot.
    expect(outcome).not.toContain('0.0.0.0');
  });

  it('fails for a name that does not resolve', async () => {
    const failure = await bind(server(), { ...tcp, host: 'no.such.host.invalid', port: 0 }).catch((error) => error);
    expect(failure).toBeInstanceOf(BindError);
    expect(failure.message).toMatch(
      /^Network\.Socket\.getAddrInfo: does not exist \(Name or service not known\)$|EAI_AGAIN/,
    );
  });
});

describe('unix sockets', () => {
  it.each([0o600, 0o660, 0o777])('have mode %o', async (mode) => {
    const path = join(directory, 'api.sock');
    const binding = await bind(server(), { kind: 'unix', path, mode });
    expect(binding.address).toBe(path);
    expect((await stat(path)).mode & 0o777).toBe(mode);
    expect(await exchange(path, request)).toMatch(/ok$/);
  });

  it('replace a stale file', async () => {
    const path = join(directory, 'api.sock');
    await writeFile(path, 'stale');
    await bind(server(), { kind: 'unix', path, mode: 0o660 });
    expect((await stat(path)).isSocket()).toBe(true);
  });

  it('do not replace what cannot be removed', async () => {
    const path = join(directory, 'api.sock');
    await mkdir(path);
    await writeFile(join(path, 'kept'), 'kept');
    await expect(bind(server(), { kind: 'unix', path, mode: 0o660 })).rejects.toThrow(BindError);
    expect(await readFile(join(path, 'kept'), 'utf8')).toBe('kept');
  });

  it('need their directory', async () => {
    const path = join(directory, 'absent', 'api.sock');
    await expect(bind(server(), { kind: 'unix', path, mode: 0o660 })).rejects.toThrow(
      'Network.Socket.bind: does not exist (No such file or directory)',
    );
  });

  it('can be bound at the same time in one directory, and leave nothing else there', async () => {
    const shared = await mkdtemp(join(directory, 'shared-'));
    const paths = ['1', '2', '3', 'api.sock', 'api.socl'].map((name) => join(shared, name));
    await Promise.all(paths.map((path) => bind(server(), { kind: 'unix', path, mode: 0o660 })));
    expect((await readdir(shared)).sort()).toEqual(['1', '2', '3', 'api.sock', 'api.socl']);
  });

  it('leave their file behind', async () => {
    const path = join(directory, 'api.sock');
    const one = server();
    const binding = await bind(one, { kind: 'unix', path, mode: 0o660 });
    await new Promise((resolve) => one.close(resolve));
    expect((await stat(path)).isSocket()).toBe(true);
    expect(binding.isOpen()).toBe(false);
  });

  it('are not open without their file', async () => {
    const path = join(directory, 'api.sock');
    const binding = await bind(server(), { kind: 'unix', path, mode: 0o660 });
    expect(binding.isOpen()).toBe(true);
    await rm(path);
    expect(binding.isOpen()).toBe(false);
  });
});
