import { type AuthenticationConfig, type Authenticator, createAuthenticator } from '../../../src/auth/index.ts';
import { parseKeySet } from '../../../src/auth/key-set.ts';
import { parseRoleClaimPath } from '../../../src/auth/role-claim.ts';
import { ApiError } from '../../../src/errors/api-error.ts';
import type { Observation } from '../../../src/observe/observation.ts';
import { testSecret } from './signed-token.ts';

/** Unix time of all tests, in seconds. */
export const testNow = 1_700_000_000;

export interface AuthenticationSettings {
  readonly secret?: string | null;
  readonly roleClaim?: string;
  readonly anonymous?: string | null;
  readonly audience?: string | null;
  readonly cacheSize?: number;
}

export function authenticationConfig(settings: AuthenticationSettings = {}): AuthenticationConfig {
  const secret = settings.secret === undefined ? testSecret : settings.secret;
  const jwtSecret = secret === null ? null : Buffer.from(secret);
  return {
    dbAnonRole: settings.anonymous === undefined ? 'anon' : settings.anonymous,
    jwtAud: settings.audience ?? null,
    jwtCacheMaxEntries: settings.cacheSize ?? 1000,
    jwtSecret,
    jwtKeySet: jwtSecret === null ? null : parseKeySet(jwtSecret),
    jwtRoleClaimKey: parseRoleClaimPath(settings.roleClaim ?? '$.role'),
  };
}

export function makeAuthenticator(
  settings: AuthenticationSettings = {},
  observe: (observation: Observation) => void = () => {},
): Authenticator {
  const config = authenticationConfig(settings);
  return createAuthenticator({ config: () => config, observe, now: () => testNow * 1000 + 999 });
}

/** What the stage throws: `<code> <message>`, then the details if there are any. */
export function rejection(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { code, message, details } = error.body;
    return details === null ? `${code} ${message}` : `${code} ${message}: ${JSON.stringify(details)}`;
  }
  return 'accepted';
}
