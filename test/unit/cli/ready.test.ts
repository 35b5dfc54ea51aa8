import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkReady } from '../../../src/cli/ready.ts';

let status = 200;
const server = createServer((request, response) => {
  response.writeHead(request.url === '/ready' ? status : 404).end();
});
let port: number;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

test.each([
  [200, true, 'OK: '],
  [204, true, 'OK: '],
  [503, false, 'ERROR: '],
  [404, false, 'ERROR: '],
])('status %d', async (answer, isReady, word) => {
  status = answer;
  expect(await checkReady({ adminServerHost: '127.0.0.1', adminServerPort: port })).toEqual({
    isReady,
    message: `${word}http://127.0.0.1:${port}/ready`,
  });
});

test.each([
  ['localhost', null, 'ERROR: Admin server is not running. Please check admin-server-port config.'],
  [
    '!4',
    1,
    'ERROR: The `--ready` flag cannot be used when server-host is configured as "!4". Please update your server-host config to "localhost".',
  ],
  ['127.0.0.1', 1, 'ERROR: connection refused to http://127.0.0.1:1/ready'],
  ['::1', 1, 'ERROR: connection refused to http://[::1]:1/ready'],
  ['a b', 1, 'ERROR: connection refused to http://a%20b:1/ready'],
  ['localhost', 99999, 'ERROR: invalid url - http://localhost:99999/ready'],
])('host %s, port %s', async (adminServerHost, adminServerPort, message) => {
  expect(await checkReady({ adminServerHost, adminServerPort })).toEqual({ isReady: false, message });
});
