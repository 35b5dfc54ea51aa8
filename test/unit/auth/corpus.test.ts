import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Authenticator, createAuthenticator } from '../../../src/auth/index.ts';
import { parseKeySet } from '../../../src/auth/key-set.ts';
import { parseRoleClaimPath } from '../../../src/auth/role-claim.ts';
import { ApiError } from '../../../src/errors/api-error.ts';
import { type CorpusCase, corpusDirectory, readCases } from '../../corpus/case.ts';

/** One option of a group's configuration file. */
function setting(group: string, name: string): string | null {
  const text = readFileSync(join(corpusDirectory, 'config', `${group}.conf`), 'utf8');
  const value = new RegExp(`^${name} = (.*)$`, 'm').exec(text)?.[1];
  return value === undefined ? null : String(JSON.parse(value)).replaceAll('$$', '$');
}

const authenticators = new Map<string, Authenticator>();

function authenticatorOf(group: string): Authenticator {
  const known = authenticators.get(group);
  if (known !== undefined) return known;
  const secret = setting(group, 'jwt-secret');
  const encoding = setting(group, 'jwt-secret-is-base64') === 'true' ? 'base64' : 'utf8';
  const jwtSecret = secret === null ? null : Buffer.from(secret, encoding);
  const config = {
    dbAnonRole: setting(group, 'db-anon-role'),
    jwtAud: setting(group, 'jwt-aud'),
    jwtCacheMaxEntries: 1000,
    jwtSecret,
    jwtKeySet: jwtSecret === null ? null : parseKeySet(jwtSecret),
    jwtRoleClaimKey: parseRoleClaimPath(setting(group, 'jwt-role-claim-key') ?? '$.role'),
  };
  const authenticator = createAuthenticator({ config: () => config, observe: () => {} });
  authenticators.set(group, authenticator);
  return authenticator;
}

function authorizationOf({ headers }: CorpusCase): string | null {
  const value = headers['Authorization'] ?? headers['authorization'];
  return (typeof value === 'string' ? value : value?.[0]) ?? null;
}

/** The status, the challenge and, as far as the answer tells, the error or the role and claims. */
function observed(recorded: CorpusCase) {
  try {
    const { role, claims, authenticated } = authenticatorOf(recorded.group).authenticate(authorizationOf(recorded));
    return { role, claims, authenticated };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const challenge = error.headers.find(([name]) => name === 'WWW-Authenticate')?.[1];
    return { status: error.status, challenge, body: error.body };
  }
}

function answeredBody({ expect: { body } }: CorpusCase): Record<string, unknown> {
  const parsed: unknown = body === undefined || !body.startsWith('{') ? null : JSON.parse(body);
  return (parsed ?? {}) as Record<string, unknown>;
}

const cases = readCases().filter(({ id }) => id.startsWith('auth/') && !id.startsWith('auth/pre-request'));

describe('corpus', () => {
  const rejected = cases.filter(({ expect: { headers } }) => /PGRST30/.test(String(headers['proxy-status'])));

  it.each(rejected.map((recorded) => [recorded.id, recorded] as const))('%s is rejected', (_id, recorded) => {
    const answer = observed(recorded);
    expect(answer).toMatchObject({ status: recorded.expect.status });
    expect(answer.challenge).toBe(recorded.expect.headers['www-authenticate']);
    if (recorded.method !== 'HEAD') expect(answer.body).toEqual(answeredBody(recorded));
  });

  const accepted = cases.filter(({ id, method }) => method !== 'OPTIONS' && !rejected.some((other) => other.id === id));

  it.each(accepted.map((recorded) => [recorded.id, recorded] as const))('%s gets its role', (_id, recorded) => {
    const answer = observed(recorded);
    const body = answeredBody(recorded);
    expect(answer.status).toBeUndefined();
    if (recorded.target === '/rpc/claims') expect(answer.claims).toBe(recorded.expect.body);
    else if (typeof body['user'] === 'string') expect(answer.role).toBe(body['user']);
    else if (body['code'] === '22023') expect(body['message']).toBe(`role "${answer.role}" does not exist`);
    else if (body['code'] === '42501') expect(answer.authenticated).toBe(recorded.expect.status === 403);
  });
});
