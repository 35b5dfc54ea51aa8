import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestDatabase } from '../../postgres/database.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';
import { openDatabase, targetOf, texts, transaction } from './database-fixture.ts';
import { certificateFile, startTlsProxy } from './tls-proxy.ts';

let server: TestDatabase;
let proxy: { port: number; close(): void };
beforeAll(async () => {
  server = await createTestDatabase([]);
  const uri = new URL(server.uri());
  proxy = await startTlsProxy({ host: uri.hostname, port: Number(uri.port) });
});
afterAll(async () => {
  proxy.close();
  await server.drop();
});

async function read(host: string, parameters: Readonly<Record<string, string>>): Promise<unknown> {
  const uri = new URL(server.uri());
  uri.hostname = host;
  uri.port = String(proxy.port);
  for (const [name, value] of Object.entries(parameters)) uri.searchParams.set(name, value);
  const database = openDatabase(targetOf(uri.href));
  try {
    return texts(await database.run(transaction([`SELECT repeat('x', 300000)`])))[0]?.[0]?.[0]?.length;
  } finally {
    await database.close();
  }
}

const rootFile = { sslrootcert: certificateFile };

describe('accepts', () => {
  test.each([
    ['prefer', 'localhost', {}],
    ['require', '127.0.0.1', {}],
    ['require', '127.0.0.1', rootFile],
    ['verify-ca', '127.0.0.1', rootFile],
    ['verify-full', 'localhost', rootFile],
  ])('sslmode=%s on %s with %o', async (sslmode, host, parameters) => {
    expect(await read(host, { sslmode, ...parameters })).toBe(300_000);
  });
});

describe('refuses', () => {
  test('a name that is not in the certificate', async () => {
    await expect(read('127.0.0.1', { sslmode: 'verify-full', ...rootFile })).rejects.toMatchObject({
      code: 'PGRST000',
      detail: expect.stringContaining('SSL error'),
    });
  });

  test('a certificate of an unknown authority', async () => {
    await expect(read('localhost', { sslmode: 'verify-full', sslrootcert: 'system' })).rejects.toMatchObject({
      code: 'PGRST000',
    });
  });

  test('verification without root certificates', async () => {
    await expect(read('localhost', { sslmode: 'verify-ca', sslrootcert: '/nowhere/root.crt' })).rejects.toMatchObject({
      code: 'PGRST000',
      detail: expect.stringMatching(/root certificate file "\/nowhere\/root\.crt" does not exist\n/),
    });
  });

  test('a server that cannot bind the channel when that is required', async () => {
    await expect(read('localhost', { sslmode: 'require', channel_binding: 'require' })).rejects.toMatchObject({
      detail: expect.stringContaining('channel binding required'),
    });
  });
});
