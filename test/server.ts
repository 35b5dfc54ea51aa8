/** Starts the server under test, in this process. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createPostgrest, type PostgrestOptions } from '../src/index.ts';

export interface TestServer {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts a server on a free port and waits until its schema cache is loaded. `configuration` is the text of a
 * configuration file, over which the options win. Rejects when the configuration is invalid.
 */
export async function startServer(options: PostgrestOptions, configuration = ''): Promise<TestServer> {
  const directory = mkdtempSync(path.join(tmpdir(), 'postgrest-ts-server-'));
  try {
    const configFile = path.join(directory, 'server.conf');
    writeFileSync(configFile, configuration);
    return await listen({ ...options, configFile });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function listen(options: PostgrestOptions): Promise<TestServer> {
  const postgrest = await createPostgrest({ ...options, serverHost: '127.0.0.1', serverPort: 0 });
  const { url } = await postgrest.listen();
  await postgrest.ready();
  return { url: url!, close: () => postgrest.close() };
}
