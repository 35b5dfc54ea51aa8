import { parseJsonBytes } from '../json/parse.ts';
import { isJsonObject } from '../json/value.ts';
import { type KeySet, parseJsonWebKeySet } from './key-set.ts';

/** Verification keys that an issuer publishes. Beyond PostgREST. */
export interface RemoteKeys {
  /** What the tokens' `iss` must be; null = anything. */
  readonly issuer: string | null;
  /** The latest keys, empty before the first arrival. The same array as long as the published document is the same. */
  current(): KeySet;
  /** Resolves when the first fetch has ended, well or not. Never rejects. */
  ready(): Promise<void>;
  /** Fetches again, unless the latest fetch is younger than the cool-down. Never rejects. */
  refetch(): Promise<void>;
  /** Ends the background refresh. */
  close(): void;
}

export type RemoteKeySource =
  | { readonly kind: 'jwks'; readonly url: string }
  /** An OpenID Connect issuer; its discovery document names the key set. */
  | { readonly kind: 'issuer'; readonly issuer: string };

export interface RemoteKeysOptions {
  readonly source: RemoteKeySource;
  readonly fetch?: typeof fetch;
  /** Milliseconds since the epoch; default `Date.now`. */
  readonly now?: () => number;
  /** Told about every failed fetch; the previous keys stay in force. */
  readonly onFailure?: (message: string) => void;
  /** For tests: also accept `http://` to this machine. */
  readonly allowLoopbackHttp?: boolean;
  /** Time between fetches in the background, in milliseconds. */
  readonly refreshInterval?: number;
  /** Shortest time between two fetches for the sake of an unknown key, in milliseconds. */
  readonly coolDown?: number;
  /** Longest time that one document may take, in milliseconds. */
  readonly timeout?: number;
  /** Largest document, in bytes. */
  readonly maximumSize?: number;
}

/** Starts fetching the keys of an issuer, at once and then periodically. */
export function createRemoteKeys(options: RemoteKeysOptions): RemoteKeys {
  const { source, now = Date.now, onFailure = () => {}, refreshInterval = 600_000, coolDown = 30_000 } = options;
  let keys: KeySet = [];
  let published: Uint8Array | null = null;
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let underway: Promise<void> | null = null;

  async function load(): Promise<void> {
    fetchedAt = now();
    try {
      const document = await fetchKeySet(source, options);
      if (published !== null && Buffer.compare(document, published) === 0) return;
      keys = readPublicKeys(document);
      published = document;
    } catch (error) {
      onFailure(`Could not fetch the keys of ${sourceName(source)}: ${reason(error)}`);
    } finally {
      underway = null;
    }
  }

  function fetchNow(): Promise<void> {
    underway ??= load();
    return underway;
  }

  const first = fetchNow();
  const timer = setInterval(fetchNow, refreshInterval);
  timer.unref();

  return {
    issuer: source.kind === 'issuer' ? source.issuer : null,
    current: () => keys,
    ready: () => first,
    refetch: async () => {
      if (underway !== null || now() - fetchedAt >= coolDown) await fetchNow();
    },
    close: () => clearInterval(timer),
  };
}

async function fetchKeySet(source: RemoteKeySource, options: RemoteKeysOptions): Promise<Uint8Array> {
  if (source.kind === 'jwks') return fetchDocument(source.url, options);
  const discovery = `${source.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const document = parseJsonBytes(await fetchDocument(discovery, options));
  if (!isJsonObject(document)) throw new Error('the discovery document is not a JSON object');
  if (document.get('issuer') !== source.issuer) throw new Error('the discovery document names another issuer');
  const url = document.get('jwks_uri');
  if (typeof url !== 'string') throw new Error('the discovery document names no key set');
  return fetchDocument(url, options);
}

async function fetchDocument(address: string, options: RemoteKeysOptions): Promise<Uint8Array> {
  const { fetch: send = fetch, timeout = 5_000, maximumSize = 1_048_576 } = options;
  const url = new URL(address);
  if (!isTrusted(url, options.allowLoopbackHttp ?? false)) throw new Error(`${url.origin} is not an https address`);
  const response = await send(url, {
    redirect: 'error',
    signal: AbortSignal.timeout(timeout),
    headers: { accept: 'application/json' },
  });
  if (!response.ok || response.body === null) throw new Error(`${url.origin} answered with status ${response.status}`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    if (size > maximumSize) throw new Error(`the document is larger than ${maximumSize} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function isTrusted(url: URL, allowLoopbackHttp: boolean): boolean {
  if (url.protocol === 'https:') return true;
  return allowLoopbackHttp && url.protocol === 'http:' && (url.hostname === '127.0.0.1' || url.hostname === '[::1]');
}

function readPublicKeys(document: Uint8Array): KeySet {
  // One unreadable key must not lock out the holders of all others.
  const keys = parseJsonWebKeySet(parseJsonBytes(document), 'skip');
  if (keys === null) throw new Error('the document is not a JSON Web Key set');
  // What anyone can download is no shared secret.
  return keys.filter((key) => key.type !== 'oct');
}

function sourceName(source: RemoteKeySource): string {
  return source.kind === 'jwks' ? source.url : source.issuer;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
