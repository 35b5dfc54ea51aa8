import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpServer } from '../../src/server/http-server.ts';
import { bind } from '../../src/server/listen.ts';
import { wireText } from '../../src/server/wire-response.ts';
import { connected, exchange, received } from '../unit/server/raw-client.ts';
import fc, { runs } from './fast-check.ts';

const uncaught: unknown[] = [];
const { server } = createHttpServer(
  async ({ body }) => ({ status: 200, statusText: null, headers: [], body: `<${body.length}>` }),
  { onUncaught: (error) => uncaught.push(error) },
);
let port = 0;

beforeAll(async () => {
  await bind(server, { kind: 'tcp', host: '127.0.0.1', port: 0, reusePort: false });
  port = (server.address() as AddressInfo).port;
});

afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const byte = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code));
/** Text that is nearly HTTP. */
const nearlyRequest = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'GET',
        'FOO',
        'get',
        'POST',
        ' ',
        '/',
        '/a?b=c',
        'http://h',
        '*',
        'HTTP/1.1',
        'HTTP/9.9',
        '\r\n',
        '\n',
      ),
      fc.constantFrom('Content-Length: 3', 'Transfer-Encoding: chunked', 'Connection: close', 'Expect: 100-continue'),
      fc.constantFrom('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '0\r\n\r\n', '3\r\nabc\r\n', ':', 'Upgrade: websocket'),
      byte,
    ),
    { maxLength: 20 },
  )
  .map((parts) => parts.join(''));

describe('whatever is sent', () => {
  it('ends, and the server goes on serving', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(nearlyRequest, fc.string({ unit: byte, maxLength: 200 })), async (bytes) => {
        const socket = await connected(port);
        const answer = received(socket);
        socket.end(Buffer.from(bytes, 'latin1'));
        await answer;
        expect(await exchange(port, 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n')).toContain('<0>');
        expect(uncaught).toEqual([]);
      }),
      { numRuns: runs / 10, timeout: 5_000 },
    );
  });

  it('is read the same however it is cut into packets', async () => {
    const body = fc.string({ unit: byte, maxLength: 40 });
    const method = fc.constantFrom('POST', 'FOO', 'patch');
    await fc.assert(
      fc.asyncProperty(method, body, fc.array(fc.nat(200), { maxLength: 4 }), async (name, content, cuts) => {
        const bytes = `${name} /a HTTP/1.1\r\nConnection: close\r\nContent-Length: ${content.length}\r\n\r\n${content}`;
        const socket = await connected(port);
        socket.setNoDelay();
        const answer = received(socket);
        const ends = [...cuts.map((cut) => cut % bytes.length), bytes.length].sort((a, b) => a - b);
        let start = 0;
        for (const end of ends) {
          const piece = bytes.slice(start, end);
          await new Promise((resolve) => socket.write(piece, 'latin1', resolve));
          start = end;
        }
        expect(await answer).toContain(`<${content.length}>`);
      }),
      { numRuns: runs / 20 },
    );
  });
});

describe('header text', () => {
  it('never breaks the head and keeps printable text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const wire = wireText(text);
        expect(wire).toMatch(/^[\t\x20-\x7e\x80-\xff]*$/);
        const printable = [...text].filter((char) => char === '\t' || (char >= ' ' && char !== '\x7f')).join('');
        expect(Buffer.from(wire, 'latin1').toString('utf8')).toBe(Buffer.from(printable, 'utf8').toString('utf8'));
      }),
    );
  });
});
