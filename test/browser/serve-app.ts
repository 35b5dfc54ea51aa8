import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build } from 'esbuild';
import { repositoryRoot } from '../repository-root.ts';

export interface ServedApp {
  /** `http://127.0.0.1:PORT`: another origin than the API's. */
  readonly url: string;
  close(): Promise<void>;
}

/** Bundles the application and serves it from memory. */
export async function serveApp(): Promise<ServedApp> {
  const directory = path.join(repositoryRoot, 'test/browser/app');
  const { outputFiles } = await build({
    entryPoints: [path.join(directory, 'main.tsx')],
    bundle: true,
    format: 'esm',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    write: false,
    logLevel: 'error',
  });
  const script = outputFiles[0]!.contents;
  const html = readFileSync(path.join(directory, 'index.html'));
  const server = createServer((request, response) => {
    const isScript = request.url === '/main.js';
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? script : html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
