import net from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { HttpConnection, headerValues } from '../http-client.ts';

let server: net.Server | undefined;
afterEach(() => server?.close());

/** A server that answers every chunk of bytes with `answer`; gives its URL and what it has received. */
async function serve(answer: string | readonly string[]): Promise<{ url: string; received: string[] }> {
  const received: string[] = [];
  server = net.createServer((socket) => {
    socket.on('data', (chunk) => {
      received.push(chunk.toString());
      for (const part of typeof answer === 'string' ? [answer] : answer) socket.write(part);
      if (/connection: close/i.test(String(answer))) socket.end();
    });
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  return { url: `http://127.0.0.1:${port}`, received };
}

test('sends the request line, the headers and the body as given, and nothing else', async () => {
  const { url, received } = await serve('HTTP/1.1 204 No Content\r\n\r\n');
  const connection = new HttpConnection(url);
  const headers = [
    ['X-A', '1'],
    ['x-a', 'é'],
  ] as const;
  const response = await connection.send({ method: 'foo', target: '/a%20b?c', headers, body: Buffer.from('ß') });
  connection.close();
  expect(received.join('')).toBe('foo /a%20b?c HTTP/1.1\r\nX-A: 1\r\nx-a: é\r\n\r\nß');
  expect(response).toMatchObject({ status: 204, reason: 'No Content', headers: [] });
});

test('reads chunked bodies, over several reads', async () => {
  const { url } = await serve([
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chu',
    'nked\r\n\r\n3\r\nab',
    'c\r\n1\r\nd\r\n0\r',
    '\n\r\n',
  ]);
  const connection = new HttpConnection(url);
  const response = await connection.send({ method: 'GET', target: '/', headers: [] });
  connection.close();
  expect(response.body.toString()).toBe('abcd');
});

test('keeps repeated headers in order', async () => {
  const { url } = await serve('HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\nContent-Length: 0\r\n\r\n');
  const connection = new HttpConnection(url);
  const response = await connection.send({ method: 'GET', target: '/', headers: [] });
  connection.close();
  expect(headerValues(response, 'set-cookie')).toEqual(['a=1', 'b=2']);
});

test('connects again when the server closed the connection', async () => {
  const { url, received } = await serve('HTTP/1.1 200 \r\nConnection: close\r\n\r\nhello');
  const connection = new HttpConnection(url);
  for (const target of ['/1', '/2']) {
    const response = await connection.send({ method: 'GET', target, headers: [] });
    expect(response).toMatchObject({ status: 200, reason: '' });
    expect(response.body.toString()).toBe('hello');
  }
  expect(received).toHaveLength(2);
});
