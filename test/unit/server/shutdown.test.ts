import { get } from 'node:http';
import { describe, expect, it } from 'vitest';
import { connected, received, receivedUntil } from './raw-client.ts';
import { gate, serve, text } from './serving.ts';

describe('graceful shutdown', () => {
  it('ends at once with only idle connections, used or fresh', async () => {
    const { port, shutdown } = await serve();
    const used = await connected(port);
    used.write('GET / HTTP/1.1\r\n\r\n');
    await receivedUntil(used, 'ok');
    const fresh = await connected(port);
    const ends = [received(used), received(fresh)];
    await shutdown.begin();
    expect(await Promise.all(ends)).toEqual(['', '']);
  });

  it('refuses new connections', async () => {
    const { port, shutdown } = await serve();
    await shutdown.begin();
    await expect(connected(port)).rejects.toThrow('ECONNREFUSED');
  });

  it('waits for requests in flight, which are the last of their connections', async () => {
    const slow = gate();
    const reached = gate();
    const { port, shutdown } = await serve(async () => {
      reached.open();
      await slow.passed;
      return text('done');
    });
    const socket = await connected(port);
    const answer = received(socket);
    socket.write('GET / HTTP/1.1\r\n\r\n');
    await reached.passed;
    let ended = false;
    const end = shutdown.begin().then(() => {
      ended = true;
    });
    await expect(connected(port)).rejects.toThrow('ECONNREFUSED');
    expect(ended).toBe(false);
    slow.open();
    expect(await answer).toMatch(/^HTTP\/1\.1 200 OK\r\nConnection: close\r\n.*done$/s);
    await end;
  });

  it('lets a slow reader have all of its response', async () => {
    const body = Buffer.alloc(20_000_000, 'x');
    const sent = gate();
    const { port, shutdown, server } = await serve(async () => {
      setImmediate(() => setImmediate(sent.open));
      return { status: 200, statusText: null, headers: [['Content-Length', String(body.length)]], body };
    });
    const socket = await connected(port);
    socket.pause();
    socket.write('GET / HTTP/1.1\r\n\r\n');
    await sent.passed;
    const end = shutdown.begin();
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(server.listening).toBe(false);
    const answer = received(socket);
    socket.resume();
    expect((await answer).length).toBeGreaterThan(body.length);
    await end;
  });

  it('lets a request with an unknown method finish', async () => {
    const slow = gate();
    const reached = gate();
    const { port, shutdown } = await serve(async () => {
      reached.open();
      await slow.passed;
      return text('done');
    });
    const socket = await connected(port);
    const answer = received(socket);
    socket.write('FOO / HTTP/1.1\r\n\r\n');
    await reached.passed;
    const end = shutdown.begin();
    slow.open();
    expect(await answer).toMatch(/done$/);
    await end;
  });

  it('lets a body that is still arriving finish', async () => {
    const { port, shutdown, server } = await serve();
    const socket = await connected(port);
    const begun = new Promise<void>((resolve) => server.once('request', () => resolve()));
    const answer = received(socket);
    socket.write('POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhe');
    await begun;
    const end = shutdown.begin();
    await expect(connected(port)).rejects.toThrow('ECONNREFUSED');
    socket.write('llo');
    expect(await answer).toMatch(/ok$/);
    await end;
  });

  it('fails no request under load', async () => {
    let answered = 0;
    const warm = gate();
    const { port, shutdown } = await serve(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      if (++answered === 200) warm.open();
      return text('ok');
    });
    const outcomes: string[] = [];
    // Each client sends its next request as soon as it has an answer, until told that the connection ends.
    const client = async () => {
      const socket = await connected(port);
      for (;;) {
        socket.write('GET / HTTP/1.1\r\n\r\n');
        const answer = await receivedUntil(socket, '\r\n\r\nok').catch(() => 'failed');
        outcomes.push(answer);
        if (answer.includes('Connection: close') || answer === 'failed') return;
      }
    };
    const clients = Promise.all(Array.from({ length: 20 }, client));
    await warm.passed;
    await Promise.all([shutdown.begin(), clients]);
    expect(outcomes.filter((answer) => answer.includes('Connection: close')).length).toBe(20);
    expect(outcomes.filter((answer) => !answer.startsWith('HTTP/1.1 200 OK'))).toEqual([]);
  });

  it('is one shutdown however often it is begun', async () => {
    const { shutdown } = await serve();
    expect(shutdown.started).toBe(false);
    expect(shutdown.begin()).toBe(shutdown.begin());
    expect(shutdown.started).toBe(true);
    await shutdown.begin();
  });

  it('is understood by an HTTP client', async () => {
    const { port, shutdown } = await serve();
    const status = await new Promise((resolve, reject) => {
      get({ port, host: '127.0.0.1' }, (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode));
      }).on('error', reject);
    });
    expect(status).toBe(200);
    await shutdown.begin();
  });
});
