import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createAuthenticator } from '../../../src/auth/index.ts';
import { createRemoteKeys, type RemoteKeys, type RemoteKeysOptions } from '../../../src/auth/remote-keys.ts';
import { authenticationConfig, rejection, testNow } from './authenticator.ts';
import { hmacToken, signedToken } from './signed-token.ts';

const first = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const second = generateKeyPairSync('ec', { namedCurve: 'P-256' });

const keySet = (...keys: object[]) => JSON.stringify({ keys });
const published = (key: KeyObject, kid: string) => ({ ...key.export({ format: 'jwk' }), kid });
const token = (key: KeyObject, kid: string, claims: object = { role: 'visitor' }) =>
  `Bearer ${signedToken(claims, { alg: 'ES256', kid }, key, 'sha256')}`;

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const resource of opened.splice(0)) resource.close();
  vi.useRealTimers();
});

async function serve(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push({ close: () => server.closeAllConnections() }, server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function open(options: RemoteKeysOptions): { keys: RemoteKeys; failures: string[] } {
  const failures: string[] = [];
  const onFailure = (message: string) => failures.push(message);
  const keys = createRemoteKeys({ allowLoopbackHttp: true, onFailure, ...options });
  opened.push(keys);
  return { keys, failures };
}

function authenticator(keys: RemoteKeys, secret: string | null = null) {
  const config = authenticationConfig({ secret });
  return createAuthenticator({
    config: () => config,
    observe: () => {},
    now: () => testNow * 1000,
    remoteKeys: () => keys,
  });
}

async function asyncRejection(action: Promise<unknown>): Promise<string> {
  return action.then(
    () => 'accepted',
    (error: unknown) =>
      rejection(() => {
        throw error;
      }),
  );
}

describe('a key set at an address', () => {
  it('verifies tokens once it has arrived', async () => {
    const url = await serve((_request, response) => response.end(keySet(published(first.publicKey, '1'))));
    const { keys } = open({ source: { kind: 'jwks', url } });
    const { authenticate, authenticateAsync } = authenticator(keys);
    expect(rejection(() => authenticate(token(first.privateKey, '1')))).toContain('No suitable key was found');
    expect(await authenticateAsync(token(first.privateKey, '1'))).toMatchObject({ role: 'visitor' });
    expect(authenticate(token(first.privateKey, '1'))).toMatchObject({ role: 'visitor' });
    expect(await authenticateAsync(null)).toMatchObject({ role: 'anon' });
  });

  it('stands beside a secret', async () => {
    const url = await serve((_request, response) => response.end(keySet(published(first.publicKey, '1'))));
    const { keys } = open({ source: { kind: 'jwks', url } });
    const secret = 'a-secret-beside-the-remote-keys-00000001';
    const { authenticateAsync } = authenticator(keys, secret);
    await authenticateAsync(token(first.privateKey, '1'));
    expect(await asyncRejection(authenticateAsync(`Bearer ${hmacToken({}, { alg: 'HS256' }, secret)}`))).toBe(
      'accepted',
    );
  });

  it('is fetched again for an unknown key, once per cool-down', async () => {
    let time = 0;
    let requests = 0;
    let document = keySet(published(first.publicKey, '1'));
    const url = await serve((_request, response) => {
      requests += 1;
      response.end(document);
    });
    const { keys } = open({ source: { kind: 'jwks', url }, now: () => time, coolDown: 1000 });
    const { authenticateAsync } = authenticator(keys);
    expect(await asyncRejection(authenticateAsync(token(first.privateKey, '1')))).toBe('accepted');
    document = keySet(published(second.publicKey, '2'));
    expect(await asyncRejection(authenticateAsync(token(second.privateKey, '2')))).toContain('No suitable key');
    expect(requests).toBe(1);
    time = 1000;
    expect(await asyncRejection(authenticateAsync(token(second.privateKey, '2')))).toBe('accepted');
    expect(await asyncRejection(authenticateAsync(token(first.privateKey, '1')))).toContain('No suitable key');
    expect(requests).toBe(2);
  });

  it('is not fetched again for a bad signature or claim', async () => {
    let requests = 0;
    const url = await serve((_request, response) => {
      requests += 1;
      response.end(keySet(published(first.publicKey, '1')));
    });
    const { keys } = open({ source: { kind: 'jwks', url }, coolDown: 0 });
    const { authenticateAsync } = authenticator(keys);
    expect(await asyncRejection(authenticateAsync(token(second.privateKey, '1')))).toContain('None of the keys');
    expect(await asyncRejection(authenticateAsync(token(first.privateKey, '1', { exp: 1 })))).toContain('expired');
    expect(requests).toBe(1);
  });

  it('is refreshed in the background, and unchanged keys keep their identity', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    let document = keySet(published(first.publicKey, '1'));
    const fetched = vi.fn(async () => new Response(document));
    const { keys } = open({
      source: { kind: 'jwks', url: 'https://keys.example.org/' },
      fetch: fetched,
      refreshInterval: 1000,
    });
    await keys.ready();
    const before = keys.current();
    vi.advanceTimersByTime(1000);
    await keys.refetch();
    expect(keys.current()).toBe(before);
    document = keySet(published(second.publicKey, '2'));
    vi.advanceTimersByTime(1000);
    await keys.refetch();
    expect(keys.current().map(({ kid }) => kid)).toEqual(['2']);
    expect(fetched).toHaveBeenCalledTimes(3);
    keys.close();
    vi.advanceTimersByTime(5000);
    expect(fetched).toHaveBeenCalledTimes(3);
  });

  it('yields asymmetric keys only, and skips what it cannot read', async () => {
    const document = keySet(
      { kty: 'oct', k: 'c2VjcmV0' },
      { kty: 'EC', crv: 'secp256k1' },
      published(first.publicKey, '1'),
    );
    const url = await serve((_request, response) => response.end(document));
    const { keys } = open({ source: { kind: 'jwks', url } });
    await keys.ready();
    expect(keys.current().map(({ type }) => type)).toEqual(['EC']);
  });

  it.each<[string, RequestListener, Partial<RemoteKeysOptions>, string]>([
    ['a redirect', (_request, response) => response.writeHead(302, { location: '/x' }).end(), {}, 'fetch failed'],
    ['an error status', (_request, response) => response.writeHead(500).end('{"keys":[]}'), {}, 'status 500'],
    ['no key set', (_request, response) => response.end('[]'), {}, 'not a JSON Web Key set'],
    ['no JSON', (_request, response) => response.end('<html>'), {}, 'not a JSON Web Key set'],
    [
      'a large document',
      (_request, response) => response.end('x'.repeat(200)),
      { maximumSize: 100 },
      'larger than 100',
    ],
    ['silence', () => {}, { timeout: 20 }, 'timeout'],
    ['a stalled document', (_request, response) => response.write('{'), { timeout: 20 }, 'timeout'],
  ])('reports %s', async (_name, listener, limits, expected) => {
    const url = await serve(listener);
    const { keys, failures } = open({ source: { kind: 'jwks', url }, ...limits });
    await keys.ready();
    expect(keys.current()).toEqual([]);
    expect(failures).toEqual([expect.stringContaining(expected)]);
  });

  it('keeps the previous keys after a failure', async () => {
    let status = 200;
    const url = await serve((_request, response) => {
      response.writeHead(status).end(keySet(published(first.publicKey, '1')));
    });
    const { keys, failures } = open({ source: { kind: 'jwks', url }, coolDown: 0 });
    await keys.ready();
    status = 503;
    await keys.refetch();
    expect(keys.current()).toHaveLength(1);
    expect(failures).toHaveLength(1);
  });

  it.each(['http://127.0.0.1:9/', 'http://keys.example.org/', 'file:///etc/passwd', 'nonsense'])(
    'is not fetched from %s',
    async (url) => {
      const fetched = vi.fn(async () => new Response('{"keys":[]}'));
      const { keys, failures } = open({ source: { kind: 'jwks', url }, fetch: fetched, allowLoopbackHttp: false });
      await keys.ready();
      expect(fetched).not.toHaveBeenCalled();
      expect(failures).toHaveLength(1);
    },
  );
});

describe('an OpenID Connect issuer', () => {
  async function openIssuer(discovery: (origin: string) => object) {
    let origin = '';
    origin = await serve((request, response) => {
      const isDiscovery = request.url === '/realm/.well-known/openid-configuration';
      response.end(isDiscovery ? JSON.stringify(discovery(origin)) : keySet(published(first.publicKey, '1')));
    });
    const issuer = `${origin}/realm`;
    return { issuer, ...open({ source: { kind: 'issuer', issuer } }) };
  }

  it('is discovered, and only its own tokens are accepted', async () => {
    const { keys, issuer, failures } = await openIssuer((origin) => ({
      issuer: `${origin}/realm`,
      jwks_uri: `${origin}/keys`,
    }));
    const { authenticateAsync } = authenticator(keys);
    const claims = (iss: unknown) => token(first.privateKey, '1', { role: 'visitor', iss });
    expect(await asyncRejection(authenticateAsync(claims(issuer)))).toBe('accepted');
    expect(await asyncRejection(authenticateAsync(claims(`${issuer}/`)))).toBe('PGRST303 JWT not from issuer');
    expect(await asyncRejection(authenticateAsync(claims(undefined)))).toBe('PGRST303 JWT not from issuer');
    expect(failures).toEqual([]);
  });

  it.each([
    [() => ({ issuer: 'https://other.example.org', jwks_uri: 'https://x.example.org/' }), 'names another issuer'],
    [(origin: string) => ({ issuer: `${origin}/realm` }), 'names no key set'],
    [(origin: string) => ({ issuer: `${origin}/realm`, jwks_uri: 'http://x.example.org/' }), 'not an https address'],
    [() => [], 'not a JSON object'],
  ])('must publish a proper document (%#)', async (discovery, expected) => {
    const { keys, failures } = await openIssuer(discovery);
    await keys.ready();
    expect(failures).toEqual([expect.stringContaining(expected)]);
  });
});
