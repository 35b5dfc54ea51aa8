import { describe, expect, it } from 'vitest';
import type { HttpRequest, HttpResponse } from '../../../src/http/message.ts';
import { createFetch } from '../../../src/server/fetch.ts';

function answering(response: Partial<HttpResponse>): (request: Request) => Promise<Response> {
  return createFetch(async () => ({ status: 200, statusText: null, headers: [], body: null, ...response }));
}

async function requestOf(request: Request): Promise<HttpRequest> {
  let seen: HttpRequest | null = null;
  await createFetch(async (message) => {
    seen = message;
    return { status: 200, statusText: null, headers: [], body: null };
  })(request);
  return seen!;
}

describe('fetch adapter', () => {
  it('passes method, target and headers', async () => {
    const request = new Request('http://user.example:1/a%20b?c=d:/e&%C3%A9#f', {
      headers: { Prefer: 'x', 'X-L': '\xe9' },
    });
    expect(await requestOf(request)).toMatchObject({
      method: 'GET',
      target: '/a%20b?c=d:/e&%C3%A9',
      headers: ['prefer', 'x', 'x-l', '\xe9'],
      remoteAddress: null,
      httpVersion: '1.1',
    });
  });

  it('reads streamed bodies', async () => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('[1,'));
        controller.enqueue(new TextEncoder().encode('2]'));
        controller.close();
      },
    });
    const request = new Request('http://h/', { method: 'POST', body, duplex: 'half' } as RequestInit);
    expect(Buffer.from((await requestOf(request)).body).toString()).toBe('[1,2]');
  });

  it('keeps repeated cookies, reason phrase and text as UTF-8', async () => {
    const response = await answering({
      status: 418,
      statusText: 'é',
      headers: [
        ['Set-Cookie', 'a=1'],
        ['Set-Cookie', 'b=2'],
        ['X-Utf', 'é'],
        ['no token', 'x'],
      ],
      body: '{}',
    })(new Request('http://h/'));
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(response.headers.get('x-utf')).toBe('\xc3\xa9');
    expect(response.statusText).toBe('\xc3\xa9');
    expect(await response.text()).toBe('{}');
  });

  it.each([
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 304],
  ])('%s with status %i has no body', async (method, status) => {
    const response = await answering({ status, body: 'x', headers: [['Content-Length', '1']] })(
      new Request('http://h/', { method }),
    );
    expect(response.status).toBe(status);
    expect(response.body).toBeNull();
    expect(response.headers.get('content-length')).toBe('1');
  });

  it('has an empty body where there is none', async () => {
    expect(await (await answering({})(new Request('http://h/'))).text()).toBe('');
  });

  it.each([100, 999])('turns status %i, which Fetch cannot represent, into 500', async (status) => {
    const uncaught: unknown[] = [];
    const fetch = createFetch(
      async () => ({ status, statusText: null, headers: [], body: null }),
      (error) => uncaught.push(error),
    );
    expect((await fetch(new Request('http://h/'))).status).toBe(500);
    expect(uncaught.length).toBe(1);
  });

  it('answers 500 in plain text when the handler throws', async () => {
    const fetch = createFetch(async () => {
      throw new Error('bug');
    });
    const response = await fetch(new Request('http://h/'));
    expect([response.status, await response.text()]).toEqual([500, 'Something went wrong']);
  });

  it('tells whether the caller has given up', async () => {
    const controller = new AbortController();
    const request = await requestOf(new Request('http://h/', { signal: controller.signal }));
    expect(request.isAbandoned).toBe(false);
    controller.abort();
    expect(request.isAbandoned).toBe(true);
  });
});
