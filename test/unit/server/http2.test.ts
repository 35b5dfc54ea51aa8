import { connect, type IncomingHttpHeaders } from 'node:http2';
import { describe, expect, it } from 'vitest';
import { gate, serve, text } from './serving.ts';

/** One request over a cleartext HTTP/2 connection of its own. */
function ask(port: number, headers: Record<string, string>, body = '') {
  return new Promise<{ headers: IncomingHttpHeaders & { ':status'?: number }; body: string }>((resolve, reject) => {
    const session = connect(`http://127.0.0.1:${port}`);
    session.on('error', reject);
    const stream = session.request(headers, { endStream: body === '' });
    let received: IncomingHttpHeaders = {};
    let content = '';
    stream.on('response', (answer) => {
      received = answer;
    });
    stream.setEncoding('utf8');
    stream.on('data', (chunk) => {
      content += chunk;
    });
    stream.on('error', reject);
    stream.on('end', () => {
      session.close();
      resolve({ headers: received, body: content });
    });
    if (body !== '') stream.end(body);
  });
}

describe('cleartext HTTP/2', () => {
  it('reaches the same handler', async () => {
    const { port, requests } = await serve(async () => ({
      status: 201,
      statusText: 'ignored',
      headers: [
        ['Set-Cookie', 'a=1'],
        ['Set-Cookie', 'b=2'],
        ['Content-Type', 'application/json'],
      ],
      body: '[]',
    }));
    const { headers, body } = await ask(port, { ':method': 'POST', ':path': '/a?b=c', prefer: 'x' }, 'hello');
    expect(headers).toMatchObject({
      ':status': 201,
      server: 'postgrest/16.2',
      'set-cookie': ['a=1', 'b=2'],
      'content-type': 'application/json',
    });
    expect(body).toBe('[]');
    expect(requests[0]).toMatchObject({
      method: 'POST',
      target: '/a?b=c',
      headers: ['prefer', 'x'],
      httpVersion: '2.0',
    });
    expect(Buffer.from(requests[0]!.body).toString()).toBe('hello');
  });

  it.each([
    ['HEAD', 200],
    ['GET', 204],
  ])('%s with status %i has no body', async (method, status) => {
    const { port } = await serve(async () => ({ status, statusText: null, headers: [], body: 'x' }));
    const answer = await ask(port, { ':method': method, ':path': '/' });
    expect([answer.headers[':status'], answer.body]).toEqual([status, '']);
  });

  it('answers 500 when the handler throws', async () => {
    const { port, uncaught } = await serve(async () => {
      throw new Error('bug');
    });
    const answer = await ask(port, { ':path': '/' });
    expect([answer.headers[':status'], answer.body, uncaught.length]).toEqual([500, 'Something went wrong', 1]);
  });

  it('is answered during a graceful shutdown', async () => {
    const slow = gate();
    const reached = gate();
    const { port, shutdown } = await serve(async () => {
      reached.open();
      await slow.passed;
      return text('done');
    });
    const answer = ask(port, { ':path': '/' });
    await reached.passed;
    const end = shutdown.begin();
    slow.open();
    expect((await answer).body).toBe('done');
    await end;
  });
});
