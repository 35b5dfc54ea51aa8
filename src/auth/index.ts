import type { Config } from '../config/config.ts';
import { apiError } from '../errors/api-error.ts';
import type { JsonObject } from '../json/value.ts';
import type { Observation, Observer } from '../observe/observation.ts';
import { SieveCache } from '../sieve-cache.ts';
import type { Authentication } from './authentication.ts';
import { bearerToken } from './bearer-token.ts';
import { checkClaims, parseClaims, renderClaims } from './claims.ts';
import type { KeySet } from './key-set.ts';
import type { RemoteKeys } from './remote-keys.ts';
import type { RoleClaimPath } from './role-claim.ts';
import { isMissingKey, verifyToken } from './verification.ts';

/** The options that authentication depends on. */
export type AuthenticationConfig = Pick<
  Config,
  'dbAnonRole' | 'jwtAud' | 'jwtCacheMaxEntries' | 'jwtKeySet' | 'jwtRoleClaimKey' | 'jwtSecret'
>;

export interface AuthenticatorOptions {
  /** The configuration in force, read anew for every request. */
  readonly config: () => AuthenticationConfig;
  readonly observe: Observer;
  /** Milliseconds since the epoch; default `Date.now`. */
  readonly now?: () => number;
  /** Keys of an issuer, beside those of the configuration; null = none. */
  readonly remoteKeys?: () => RemoteKeys | null;
}

export interface Authenticator {
  /**
   * Who a request with this `Authorization` header (null = absent) runs as (spec auth-transactions-errors 1.3).
   * @throws ApiError PGRST300-303, UnhandledRequestError for an invalid `search()` in the role claim path
   */
  authenticate(authorization: string | null): Authentication;
  /** The same with remote keys: waits for their first arrival, and fetches them again for a key not yet known. */
  authenticateAsync(authorization: string | null): Promise<Authentication>;
}

/** Makes the authentication stage. Verified tokens are cached, claims are checked on every request. */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const { config: currentConfig, observe, now = Date.now, remoteKeys = () => null } = options;
  let keyRing: KeyRing | null = null;
  const anonymous = emptyToken();

  function authenticate(authorization: string | null): Authentication {
    const config = currentConfig();
    const token = authorization === null ? null : bearerToken(authorization);
    if (token === null) return resolveRole(anonymous, config);
    const remote = remoteKeys();
    if (config.jwtKeySet === null && remote === null) throw apiError('PGRST300');
    keyRing = updateKeyRing(keyRing, config, remote?.current() ?? null, observe);
    const verified = verifyCached(token, keyRing, observe);
    checkClaims(verified.claims, Math.floor(now() / 1000), config.jwtAud, remote?.issuer ?? null);
    return resolveRole(verified, config);
  }

  async function authenticateAsync(authorization: string | null): Promise<Authentication> {
    const remote = remoteKeys();
    if (remote === null) return authenticate(authorization);
    await remote.ready();
    try {
      return authenticate(authorization);
    } catch (error) {
      if (!isMissingKey(error)) throw error;
      const before = remote.current();
      await remote.refetch();
      if (remote.current() === before) throw error;
      return authenticate(authorization);
    }
  }

  return { authenticate, authenticateAsync };
}

/** The claims of a verified token, and what they came to with the latest configuration. */
interface CachedToken {
  readonly claims: JsonObject;
  resolution: Resolution | null;
}

interface Resolution {
  readonly path: RoleClaimPath;
  readonly anonymousRole: string | null;
  readonly authentication: Authentication;
}

function emptyToken(): CachedToken {
  return { claims: new Map(), resolution: null };
}

function resolveRole(token: CachedToken, config: AuthenticationConfig): Authentication {
  const { jwtRoleClaimKey: path, dbAnonRole: anonymousRole } = config;
  const known = token.resolution;
  if (known !== null && known.path === path && known.anonymousRole === anonymousRole) return known.authentication;
  const role = path.extract(token.claims) ?? anonymousRole;
  if (role === null) throw apiError('PGRST302', { headers: [['WWW-Authenticate', 'Bearer']] });
  const authentication = { role, claims: renderClaims(token.claims, role), authenticated: role !== anonymousRole };
  token.resolution = { path, anonymousRole, authentication };
  return authentication;
}

/** The keys in force and the tokens that they verified. */
interface KeyRing {
  readonly secret: Uint8Array | null;
  readonly configured: KeySet | null;
  readonly remote: KeySet | null;
  readonly keys: KeySet;
  /** Null when caching is off. */
  readonly tokens: SieveCache<string, CachedToken> | null;
}

/** Keeps the cached tokens unless the keys changed or caching was switched on or off. */
function updateKeyRing(
  present: KeyRing | null,
  config: AuthenticationConfig,
  remote: KeySet | null,
  observe: Observer,
): KeyRing {
  const { jwtSecret: secret, jwtKeySet: configured, jwtCacheMaxEntries: capacity } = config;
  const caching = capacity > 0;
  if (present !== null && hasKeys(present, config, remote) && (present.tokens !== null) === caching) {
    if (present.tokens !== null) present.tokens.capacity = capacity;
    return present;
  }
  const tokens = caching ? new SieveCache<string, CachedToken>(capacity, () => observe(eviction)) : null;
  return { secret, configured, remote, keys: [...(configured ?? []), ...(remote ?? [])], tokens };
}

function hasKeys(ring: KeyRing, config: AuthenticationConfig, remote: KeySet | null): boolean {
  if (ring.remote !== remote) return false;
  if (ring.configured === config.jwtKeySet) return true;
  // A reload parses the same secret into new key objects.
  return ring.secret !== null && config.jwtSecret !== null && Buffer.compare(ring.secret, config.jwtSecret) === 0;
}

function verifyCached(token: string, { keys, tokens }: KeyRing, observe: Observer): CachedToken {
  const cached = tokens?.get(token);
  if (tokens !== null) observe(cached === undefined ? miss : hit);
  if (cached !== undefined) return cached;
  const verified: CachedToken = { claims: parseClaims(verifyToken(token, keys)), resolution: null };
  tokens?.insert(token, verified);
  return verified;
}

const hit: Observation = { kind: 'jwt-cache-lookup', hit: true };
const miss: Observation = { kind: 'jwt-cache-lookup', hit: false };
const eviction: Observation = { kind: 'jwt-cache-eviction' };
