import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import path from 'node:path';
import { TLSSocket } from 'node:tls';
import { repositoryRoot } from '../../repository-root.ts';

const directory = path.join(repositoryRoot, 'test/fixtures/tls');
/** Self-signed, for the name `localhost`. */
export const certificateFile = path.join(directory, 'server.pem');
const certificate = { cert: readFileSync(certificateFile), key: readFileSync(path.join(directory, 'server.key')) };

/** A PostgreSQL server's TLS side before a server without: answers SSLRequest, decrypts, passes on. */
export async function startTlsProxy(target: { host: string; port: number }): Promise<{ port: number; close(): void }> {
  const sockets: Socket[] = [];
  const server = createServer((client) => {
    sockets.push(client);
    client.once('data', () => {
      client.write('S');
      const decrypted = new TLSSocket(client, { isServer: true, ...certificate });
      const upstream = connect(target.port, target.host);
      sockets.push(upstream);
      decrypted.pipe(upstream).pipe(decrypted);
      decrypted.on('error', () => upstream.destroy());
      decrypted.on('close', () => upstream.destroy());
    });
    client.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
