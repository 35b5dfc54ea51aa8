import type { AddressInfo } from 'node:net';
import { createHttpServer } from '../../../src/server/http-server.ts';
import { bind, type ListenTarget } from '../../../src/server/listen.ts';
import { runWorkers } from '../../../src/server/workers.ts';

/**
 * A small server with workers, run by workers.test.ts as a process of its own: `/pid` tells who answers, `/crash` ends
 * that worker; SIGUSR1 makes a worker write `reload`. Arguments: count, socket path or `-`, `fail` to fail at start.
 */
const [count = '1', path = '-', failure] = process.argv.slice(2);
const target: ListenTarget =
  path === '-' ? { kind: 'tcp', host: '127.0.0.1', port: 0, reusePort: false } : { kind: 'unix', path, mode: 0o600 };

async function start(): Promise<void> {
  if (failure === 'fail') process.exit(3);
  const { server, shutdown } = createHttpServer(async (request) => {
    if (request.target === '/crash') process.exit(1);
    return { status: 200, statusText: null, headers: [], body: `pid=${process.pid};` };
  });
  await bind(server, target);
  process.on('SIGUSR1', () => console.log('reload'));
  process.on('SIGTERM', () => void shutdown.begin().then(() => process.exit(0)));
  const address = server.address();
  console.log(`serving ${typeof address === 'string' ? address : (address as AddressInfo).port}`);
}

void runWorkers({ count: Number(count), start, targets: [target] });
