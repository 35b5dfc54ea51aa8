/** Starts the server under test. */
import { freePort } from './free-port.ts';
import { ownCommand, startServerProcess } from './server-process.ts';

export interface TestServer {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts a server with the text of a configuration file, and waits until it answers. `{{PORT}}` in it is replaced by a
 * free port. Rejects with the server's output when it does not start.
 */
export async function startServer(configuration: string): Promise<TestServer> {
  const port = await freePort();
  return startServerProcess(ownCommand, configuration.replaceAll('{{PORT}}', String(port)), port);
}
