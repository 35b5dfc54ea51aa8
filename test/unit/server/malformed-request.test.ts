import { describe, expect, it } from 'vitest';
import { connected, exchange, received, receivedUntil, withoutDate } from './raw-client.ts';
import { gate, serve, text } from './serving.ts';

describe("requests beyond Node's parser", () => {
  it.each(['GETX', 'get', 'FOO', 'BREW'])('reach the handler with method %s', async (method) => {
    const { port, requests } = await serve();
    const answer = await exchange(port, `${method} /a HTTP/1.1\r\nAccept-Profile: nope\r\n\r\n`);
    expect(requests[0]).toMatchObject({ method, target: '/a', headers: ['Accept-Profile', 'nope'] });
    expect(withoutDate(answer)).toBe(
      'HTTP/1.1 200 OK\r\nConnection: close\r\nDate: *\r\nServer: postgrest/16.2\r\nContent-Length: 2\r\n\r\nok',
    );
  });

  it('reach the handler with a head and body in pieces', async () => {
    const { port, requests } = await serve();
    const socket = await connected(port);
    const answer = received(socket);
    for (const piece of ['FOO /a HT', 'TP/1.1\r\nContent-Le', 'ngth: 5\r\n', '\r\nhe', 'llo']) {
      await new Promise((resolve) => socket.write(piece, resolve));
    }
    expect(await answer).toMatch(/ok$/);
    expect(Buffer.from(requests[0]!.body).toString()).toBe('hello');
  });

  it('reach the handler after another request on the same connection', async () => {
    const { port, requests } = await serve();
    const socket = await connected(port);
    socket.write('GET /1 HTTP/1.1\r\n\r\n');
    await receivedUntil(socket, 'ok');
    const rest = received(socket);
    socket.write('FOO /2 HTTP/1.1\r\n\r\n');
    await rest;
    expect(requests.map(({ target }) => target)).toEqual(['/1', '/2']);
  });

  it.each([
    ['CONNECT', 'CONNECT h:1 HTTP/1.1\r\n\r\n', { method: 'CONNECT', target: 'h:1' }],
    [
      'raw UTF-8 in the target',
      'GET /\xc3\xa9t\xc3\xa9?a=\xc3\xa9 HTTP/1.1\r\n\r\n',
      { target: '/%C3%A9t%C3%A9?a=%C3%A9' },
    ],
    ['a target without slash', 'GET a HTTP/1.1\r\n\r\n', { target: 'a' }],
    ['an unknown version', 'GET /a HTTP/9.9\r\n\r\n', { target: '/a', httpVersion: '1.0' }],
    ['a header line without colon', 'GET /a HTTP/1.1\r\nnocolon\r\nA: b\r\n\r\n', { headers: ['A', 'b'] }],
    ['bare line feeds', 'GET /a HTTP/1.1\nA: b\n\n', { headers: ['A', 'b'] }],
  ])('are served: %s', async (_, bytes, expected) => {
    const { port, requests } = await serve();
    expect(await exchange(port, bytes)).toMatch(/ok$/);
    expect(requests[0]).toMatchObject(expected);
  });

  it.each([
    ['a request line of two parts', 'GET /a\r\n\r\n'],
    ['a request line of one part', 'GET\r\n\r\n'],
    ['a blank in the target', 'GET /a b HTTP/1.1\r\n\r\n'],
    ['no HTTP at all', '\x16\x03\x01\x00\r\n\r\n'],
  ])('end without an answer: %s', async (_, bytes) => {
    const { port, requests } = await serve();
    expect(await exchange(port, bytes)).toBe('');
    expect(requests).toEqual([]);
  });

  it.each([
    ['too large a head', `GET / HTTP/1.1\r\nA: ${'a'.repeat(60_000)}\r\n\r\n`],
    ['too large a head with an unknown method', `FOO / HTTP/1.1\r\nA: ${'a'.repeat(60_000)}\r\n\r\n`],
    ['contradicting lengths', 'POST / HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nab'],
    ['length and chunks', 'POST / HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ])('get 400: %s', async (_, bytes) => {
    const { port, requests } = await serve();
    expect(withoutDate(await exchange(port, bytes))).toBe(
      'HTTP/1.0 400 Bad Request\r\nConnection: close\r\nDate: *\r\nServer: postgrest/16.2\r\n' +
        'Content-Type: text/plain; charset=utf-8\r\n\r\nBad Request',
    );
    expect(requests).toEqual([]);
  });

  it('get 400 for chunks that are none, without reaching the handler', async () => {
    const { port, requests } = await serve();
    const answer = await exchange(port, 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n.*Connection: close/s);
    expect(requests).toEqual([]);
  });

  it('never take chunk data for a request', async () => {
    const { port, requests } = await serve();
    await exchange(port, 'POST /1 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nGET /2 HTTP/1.1\r\n\r\n');
    expect(requests).toEqual([]);
  });

  it('let the requests before them be answered', async () => {
    const slow = gate();
    const { port, server } = await serve(async () => {
      await slow.passed;
      return text('first');
    });
    server.once('clientError', () => slow.open());
    expect(await exchange(port, 'GET /1 HTTP/1.1\r\n\r\nrubbish\r\n\r\n')).toMatch(/Connection: close.*first$/s);
  });

  it('survive clients that vanish at any point', async () => {
    const { port } = await serve();
    const request = 'FOO /a HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello';
    for (let length = 0; length < request.length; length++) {
      const socket = await connected(port);
      await new Promise((resolve) => socket.write(request.slice(0, length), resolve));
      socket.resetAndDestroy();
    }
    expect(await exchange(port, 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n')).toMatch(/ok$/);
  });
});
