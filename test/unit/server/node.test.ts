import { describe, expect, it, vi } from 'vitest';
import { connected, exchange, received, receivedUntil, withoutDate } from './raw-client.ts';
import { gate, serve, text } from './serving.ts';

const close = 'Connection: close\r\n';

describe('responses on the wire', () => {
  it('answers a request that expects something else than to continue', async () => {
    const { port } = await serve();
    const answer = await exchange(port, `GET / HTTP/1.1\r\nExpect: wonders\r\n${close}\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n.*Server: postgrest\/16\.2\r\n.*ok$/s);
  });

  it('keeps order, spelling and repetitions of headers, after Date and Server', async () => {
    const { port } = await serve(async () => ({
      status: 201,
      statusText: null,
      headers: [
        ['x-LOWER', '1'],
        ['Set-Cookie', 'a=1'],
        ['Content-Length', '2'],
        ['Set-Cookie', 'b=2'],
      ],
      body: Buffer.from('hi'),
    }));
    expect(withoutDate(await exchange(port, `GET / HTTP/1.1\r\n${close}\r\n`))).toBe(
      'HTTP/1.1 201 Created\r\nConnection: close\r\nDate: *\r\nServer: postgrest/16.2\r\nx-LOWER: 1\r\n' +
        'Set-Cookie: a=1\r\nContent-Length: 2\r\nSet-Cookie: b=2\r\n\r\nhi',
    );
  });

  it('sends no Connection header on connections that persist', async () => {
    const { port } = await serve();
    const socket = await connected(port);
    socket.write('GET / HTTP/1.1\r\n\r\n');
    expect(withoutDate(await receivedUntil(socket, 'ok'))).toBe(
      'HTTP/1.1 200 OK\r\nDate: *\r\nServer: postgrest/16.2\r\nContent-Length: 2\r\n\r\nok',
    );
    socket.write('GET / HTTP/1.1\r\n\r\n');
    await receivedUntil(socket, 'ok');
    socket.destroy();
  });

  it('sends Transfer-Encoding first when there is no Content-Length', async () => {
    const { port } = await serve(async () => ({ status: 200, statusText: null, headers: [['A', 'b']], body: 'hey' }));
    expect(withoutDate(await exchange(port, `GET / HTTP/1.1\r\n${close}\r\n`))).toMatch(
      /^HTTP\/1\.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\nDate: \*\r\nServer: [^\r]*\r\nA: b\r\n\r\n3\r\nhey\r\n0\r\n\r\n$/s,
    );
  });

  it.each(['HEAD', 'GET'])('frames an empty body without length (%s)', async (method) => {
    const { port } = await serve(async () => ({ status: 200, statusText: null, headers: [], body: null }));
    const answer = await exchange(port, `${method} / HTTP/1.1\r\n${close}\r\n`);
    expect(answer.includes('Transfer-Encoding: chunked')).toBe(method === 'GET');
    expect(answer.endsWith('\r\n\r\n0\r\n\r\n')).toBe(method === 'GET');
  });

  it.each([101, 204, 304])('drops the body of %i and keeps its Content-Length', async (status) => {
    const { port } = await serve(async () => ({
      status,
      statusText: null,
      headers: [['Content-Length', '11']],
      body: 'hello world',
    }));
    const answer = await exchange(port, `GET / HTTP/1.1\r\n${close}\r\n`);
    expect(answer).toContain('Content-Length: 11\r\n');
    expect(answer.endsWith('\r\n\r\n')).toBe(true);
  });

  it('drops the body of HEAD and keeps its Content-Length', async () => {
    const { port } = await serve();
    const answer = await exchange(port, `HEAD / HTTP/1.1\r\n${close}\r\n`);
    expect(answer).toContain('Content-Length: 2\r\n');
    expect(answer.endsWith('\r\n\r\n')).toBe(true);
  });

  it.each([
    [402, 'Payment needed', 'HTTP/1.1 402 Payment needed\r\n'],
    [418, null, "HTTP/1.1 418 I'm a teapot\r\n"],
    [416, null, 'HTTP/1.1 416 Requested Range Not Satisfiable\r\n'],
    [999, null, 'HTTP/1.1 999 \r\n'],
    [418, 'é', 'HTTP/1.1 418 \xc3\xa9\r\n'],
    [400, 'two\r\nX-Injected: lines', 'HTTP/1.1 400 twoX-Injected: lines\r\n'],
  ])('status line of %i with phrase %j', async (status, statusText, line) => {
    const { port } = await serve(async () => ({ status, statusText, headers: [], body: null }));
    const answer = await exchange(port, `GET / HTTP/1.1\r\n${close}\r\n`);
    expect(answer.slice(0, line.length)).toBe(line);
  });

  it('sends header text as UTF-8 and never lets it break the head', async () => {
    const { port } = await serve(async () => ({
      status: 200,
      statusText: null,
      headers: [
        ['X-Utf', 'é猫'],
        ['X-Broken', 'a\r\nX-Injected: b'],
        ['not a token', 'c'],
        ['Content-Length', '0'],
      ],
      body: null,
    }));
    const answer = await exchange(port, `GET / HTTP/1.1\r\n${close}\r\n`);
    expect(answer).toContain('X-Utf: \xc3\xa9\xe7\x8c\xab\r\n');
    expect(answer).toContain('X-Broken: aX-Injected: b\r\n');
    expect(answer).not.toContain('not a token');
  });

  it('lets the application choose Server and Date', async () => {
    const { port } = await serve(async () => ({
      status: 200,
      statusText: null,
      headers: [
        ['server', 'mine'],
        ['DATE', 'today'],
        ['Content-Length', '0'],
      ],
      body: null,
    }));
    expect(await exchange(port, `GET / HTTP/1.1\r\n${close}\r\n`)).toBe(
      'HTTP/1.1 200 OK\r\nConnection: close\r\nserver: mine\r\nDATE: today\r\nContent-Length: 0\r\n\r\n',
    );
  });

  it('ends the connection after a response whose Content-Length is false', async () => {
    const { port } = await serve(async () => ({
      status: 200,
      statusText: null,
      headers: [['Content-Length', '3']],
      body: 'hello',
    }));
    expect(await exchange(port, 'GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 200 OK\r\nConnection: close\r\n.*hello$/s,
    );
  });

  it('answers 500 in plain text when the handler throws, and tells the server', async () => {
    const failure = new Error('bug');
    const { port, uncaught } = await serve(async () => {
      throw failure;
    });
    const answer = await exchange(port, `GET / HTTP/1.1\r\n${close}\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 500 Internal Server Error\r\nTransfer-Encoding: chunked\r\n/);
    expect(answer).toContain('Content-Type: text/plain; charset=utf-8\r\n');
    expect(answer).toContain('Something went wrong');
    expect(uncaught).toEqual([failure]);
  });

  it('answers 500 for a status that cannot be sent', async () => {
    const { port } = await serve(async () => ({ status: 12345, statusText: null, headers: [], body: null }));
    expect(await exchange(port, `GET / HTTP/1.1\r\n${close}\r\n`)).toMatch(/^HTTP\/1\.1 500 /);
  });

  it('ends HTTP/1.0 connections unless asked not to', async () => {
    const { port } = await serve();
    expect(await exchange(port, 'GET / HTTP/1.0\r\n\r\n')).toMatch(/\r\n\r\nok$/);
    const socket = await connected(port);
    socket.write('GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n');
    expect(await receivedUntil(socket, 'ok')).toContain('Connection: keep-alive\r\n');
    socket.destroy();
  });

  it('sends large bodies whole', async () => {
    const body = Buffer.alloc(3_000_000, 'x');
    const { port } = await serve(async () => ({
      status: 200,
      statusText: null,
      headers: [['Content-Length', String(body.length)]],
      body,
    }));
    const answer = await exchange(port, `GET / HTTP/1.1\r\n${close}\r\n`);
    expect(answer.length - answer.indexOf('\r\n\r\n') - 4).toBe(body.length);
  });
});

describe('requests off the wire', () => {
  it('passes method, target and raw headers through', async () => {
    const { port, requests } = await serve();
    await exchange(port, `GET /a//b/../c%2F?x=%20+&y#f HTTP/1.1\r\nPrefer: a\r\nprefer: \xc3\xa9\r\n${close}\r\n`);
    expect(requests[0]).toMatchObject({
      method: 'GET',
      target: '/a//b/../c%2F?x=%20+&y#f',
      headers: ['Prefer', 'a', 'prefer', '\xc3\xa9', 'Connection', 'close'],
      httpVersion: '1.1',
    });
    expect(requests[0]!.body.length).toBe(0);
  });

  it('knows the peer', async () => {
    const { port } = await serve(async ({ remoteAddress }) => text(String(remoteAddress)));
    expect(await exchange(port, `GET / HTTP/1.1\r\n${close}\r\n`)).toMatch(/127\.0\.0\.1$/);
  });

  it('takes the path of an absolute target', async () => {
    const { port, requests } = await serve();
    await exchange(port, `GET http://h:1/a?b=http://c/d HTTP/1.1\r\n${close}\r\n`);
    expect(requests[0]!.target).toBe('/a?b=http://c/d');
  });

  it.each([
    ['one piece', `POST / HTTP/1.1\r\n${close}Content-Length: 5\r\n\r\nhello`],
    ['chunks', `POST / HTTP/1.1\r\n${close}Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n`],
    ['a body after GET', `GET / HTTP/1.1\r\n${close}Content-Length: 5\r\n\r\nhello`],
  ])('collects the body: %s', async (_, bytes) => {
    const { port, requests } = await serve();
    await exchange(port, bytes);
    expect(Buffer.from(requests[0]!.body).toString()).toBe('hello');
  });

  it('collects a body that trickles in', async () => {
    const { port, requests } = await serve();
    const socket = await connected(port);
    socket.setNoDelay();
    const answer = received(socket);
    socket.write(`POST / HTTP/1.1\r\n${close}Content-Length: 5\r\n\r\n`);
    for (const byte of 'hello') await new Promise((resolve) => socket.write(byte, resolve));
    await answer;
    expect(Buffer.from(requests[0]!.body).toString()).toBe('hello');
  });

  it('does not call the handler for a body that breaks off', async () => {
    const { port, server, requests } = await serve();
    const socket = await connected(port);
    const begun = new Promise<void>((resolve) => server.once('request', () => resolve()));
    socket.write('POST / HTTP/1.1\r\nContent-Length: 50\r\n\r\nhello');
    await begun;
    socket.destroy();
    await exchange(port, `GET /after HTTP/1.1\r\n${close}\r\n`);
    expect(requests.map(({ target }) => target)).toEqual(['/after']);
  });

  it('answers pipelined requests in order', async () => {
    const first = gate();
    const { port } = await serve(async ({ target }) => {
      if (target === '/1') await first.passed;
      if (target === '/3') first.open();
      return text(target);
    });
    const requests = ['/1', '/2', '/3'].map((target) => `GET ${target} HTTP/1.1\r\n\r\n`).join('');
    const answer = await exchange(port, `${requests}GET /4 HTTP/1.1\r\n${close}\r\n`);
    expect([...answer.matchAll(/\r\n\r\n(\/\d)/g)].map(([, target]) => target)).toEqual(['/1', '/2', '/3', '/4']);
  });

  it('passes thousands of headers', async () => {
    const { port, requests } = await serve();
    await exchange(port, `GET / HTTP/1.1\r\n${'a: b\r\n'.repeat(10_000)}${close}\r\n`);
    expect(requests[0]!.headers.length).toBe(20_002);
  });

  it('tells when the client has gone away, and only then', async () => {
    const reached = gate();
    const { port, requests } = await serve(async ({ target }) => {
      reached.open();
      if (target === '/gone') await new Promise(() => {});
      return text('ok');
    });
    const socket = await connected(port);
    socket.write('GET /gone HTTP/1.1\r\n\r\n');
    await reached.passed;
    expect(requests[0]!.isAbandoned).toBe(false);
    socket.destroy();
    await vi.waitUntil(() => requests[0]!.isAbandoned);
  });
});
