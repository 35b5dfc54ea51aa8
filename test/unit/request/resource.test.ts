import { describe, expect, it } from 'vitest';
import type { ApiError } from '../../../src/errors/api-error.ts';
import { resourceOf, splitTarget } from '../../../src/request/resource.ts';

const open = { openapiMode: 'follow-privileges', dbRootSpec: null } as const;

function codeOf(path: string, config: Parameters<typeof resourceOf>[1] = open): string {
  try {
    return JSON.stringify(resourceOf(path, config));
  } catch (error) {
    return (error as ApiError).body.code;
  }
}

describe('resourceOf', () => {
  it.each([
    ['/films', 'films'],
    ['/rpc', 'rpc'],
    ['/Box%20Office', 'Box Office'],
    ['/a+b', 'a+b'],
    ['/%zz', '%zz'],
    ['/a%2Fb', 'a/b'],
    ['/%C3%A9', 'é'],
    ['/%FF', '\ufffd'],
    ['films', 'films'],
  ])('takes %s for a relation', (path, name) => {
    expect(resourceOf(path, open)).toEqual({ kind: 'relation', name });
  });

  it.each([
    ['/rpc/add', 'add'],
    ['/rpc/', ''],
    ['/%72pc/do%20it', 'do it'],
  ])('takes %s for a routine', (path, name) => {
    expect(resourceOf(path, open)).toEqual({ kind: 'routine', name });
  });

  it.each(['/films/', '//', '/a/b', '/RPC/add', '/rpc/add/', '/rpc/a/b'])('refuses %s', (path) => {
    expect(codeOf(path)).toBe('PGRST125');
  });

  it('has a root that may be a routine or disabled', () => {
    const rootSpec = { schema: 'private', name: 'welcome' };
    expect(resourceOf('/', open)).toEqual({ kind: 'root' });
    expect(resourceOf('', open)).toEqual({ kind: 'root' });
    expect(resourceOf('/', { ...open, dbRootSpec: rootSpec })).toEqual({ kind: 'routine', name: 'welcome' });
    expect(codeOf('/', { openapiMode: 'disabled', dbRootSpec: rootSpec })).toBe('PGRST126');
  });
});

describe('splitTarget', () => {
  it('cuts at the first question mark', () => {
    expect(splitTarget('/a?b=c?d')).toEqual({ path: '/a', rawQuery: 'b=c?d' });
    expect(splitTarget('/a')).toEqual({ path: '/a', rawQuery: '' });
  });
});
