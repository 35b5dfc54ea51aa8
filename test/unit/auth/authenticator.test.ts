import { describe, expect, it } from 'vitest';
import { type AuthenticationConfig, createAuthenticator } from '../../../src/auth/index.ts';
import { UnhandledRequestError } from '../../../src/errors/unhandled-request-error.ts';
import type { Observation } from '../../../src/observe/observation.ts';
import { type AuthenticationSettings, authenticationConfig, makeAuthenticator, rejection } from './authenticator.ts';
import { hmacToken } from './signed-token.ts';

const authorization = `Bearer ${hmacToken({ role: 'visitor', other: 'second', exp: 2_000 })}`;

function reloadable(settings: AuthenticationSettings) {
  let config: AuthenticationConfig = authenticationConfig(settings);
  let time = 1_000_000;
  const events: string[] = [];
  const observe = (observation: Observation) => {
    if (observation.kind === 'jwt-cache-lookup') events.push(observation.hit ? 'hit' : 'miss');
    if (observation.kind === 'jwt-cache-eviction') events.push('eviction');
  };
  const { authenticate } = createAuthenticator({ config: () => config, observe, now: () => time });
  return {
    authenticate,
    reload: (next: AuthenticationSettings) => {
      config = authenticationConfig(next);
    },
    setTime: (milliseconds: number) => {
      time = milliseconds;
    },
    events: () => events.splice(0),
  };
}

describe('the cache', () => {
  it('gives the same answer for the same token', () => {
    const { authenticate, events } = reloadable({});
    expect(authenticate(authorization)).toBe(authenticate(authorization));
    expect(events()).toEqual(['miss', 'hit']);
  });

  it('does not keep an expired token alive', () => {
    const { authenticate, setTime, events } = reloadable({});
    setTime(2_030_999);
    expect(rejection(() => authenticate(authorization))).toBe('accepted');
    setTime(2_031_000);
    expect(rejection(() => authenticate(authorization))).toBe('PGRST303 JWT expired');
    expect(events()).toEqual(['miss', 'hit']);
  });

  it('holds tokens that fail the claim checks, but none that fail before', () => {
    const { authenticate, setTime, events } = reloadable({});
    setTime(9_000_000);
    for (const header of [authorization, authorization, 'Bearer a.b.c', 'Bearer a.b.c', 'Bearer']) {
      expect(rejection(() => authenticate(header))).not.toBe('accepted');
    }
    expect(events()).toEqual(['miss', 'hit', 'miss', 'miss', 'miss']);
  });

  it('is not asked without a token', () => {
    const { authenticate, events } = reloadable({});
    authenticate(null);
    authenticate('Basic x');
    expect(events()).toEqual([]);
  });

  it('is off with a limit of 0 or less', () => {
    for (const cacheSize of [0, -1]) {
      const { authenticate, events } = reloadable({ cacheSize });
      authenticate(authorization);
      authenticate(authorization);
      expect(events()).toEqual([]);
    }
  });

  it('survives a reload with the same secret, not one with another', () => {
    const { authenticate, reload, events } = reloadable({});
    authenticate(authorization);
    reload({ cacheSize: 500 });
    authenticate(authorization);
    reload({ secret: 'another-secret-of-at-least-32-characters' });
    expect(rejection(() => authenticate(authorization))).not.toBe('accepted');
    reload({});
    authenticate(authorization);
    expect(events()).toEqual(['miss', 'hit', 'miss', 'miss']);
  });

  it('applies a changed limit, role claim, audience and anonymous role at once', () => {
    const { authenticate, reload, events } = reloadable({});
    authenticate(authorization);
    reload({ roleClaim: '$.other', cacheSize: 1 });
    expect(authenticate(authorization).role).toBe('second');
    reload({ roleClaim: '$.missing', anonymous: 'nobody' });
    expect(authenticate(authorization)).toMatchObject({ role: 'nobody', authenticated: false });
    reload({ anonymous: 'visitor' });
    expect(authenticate(authorization)).toMatchObject({ role: 'visitor', authenticated: false });
    expect(events()).toEqual(['miss', 'hit', 'hit', 'hit']);
    reload({ cacheSize: 1 });
    authenticate(`Bearer ${hmacToken({ role: 'third' })}`);
    expect(events()).toEqual(['miss', 'eviction']);
  });
});

describe('the role claim path', () => {
  it('is applied to no claims at all without a token', () => {
    expect(makeAuthenticator({ roleClaim: '$' }).authenticate(null).role).toBe('{}');
  });

  it('fails outside of the protocol for an invalid regular expression', () => {
    const { authenticate } = makeAuthenticator({ roleClaim: "$.roles[?search(@, '(')]" });
    expect(authenticate(null).role).toBe('anon');
    expect(() => authenticate(`Bearer ${hmacToken({ roles: ['x'] })}`)).toThrow(UnhandledRequestError);
  });
});
