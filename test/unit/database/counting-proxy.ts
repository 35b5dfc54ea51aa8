import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What went through the proxy since the last reset. */
export interface Traffic {
  /** Type letters of the client's messages, each write's in one string. */
  readonly writes: string[];
  /** Server's messages. */
  answers: string;
}

export interface CountingProxy {
  readonly port: number;
  readonly traffic: Traffic;
  reset(): void;
  close(): void;
}

/** A TCP proxy that records PostgreSQL messages by their type letters; the start-up is passed over. */
export async function startCountingProxy(target: { host: string; port: number }): Promise<CountingProxy> {
  const traffic = { writes: [] as string[], answers: '' };
  const sockets: Socket[] = [];
  const server = createServer((client) => {
    const upstream = connect(target.port, target.host);
    sockets.push(client, upstream);
    let isStartup = true;
    client.on('data', (chunk) => {
      if (isStartup) isStartup = false;
      else traffic.writes.push(messageTypes(chunk));
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      traffic.answers += messageTypes(chunk);
      client.write(chunk);
    });
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    client.on('error', () => undefined);
    upstream.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    traffic,
    reset: () => {
      traffic.writes.length = 0;
      traffic.answers = '';
    },
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Small flights arrive in one piece over loopback. */
function messageTypes(chunk: Buffer): string {
  let types = '';
  for (let offset = 0; offset + 5 <= chunk.length; offset += 1 + chunk.readUInt32BE(offset + 1)) {
    types += String.fromCharCode(chunk[offset]!);
  }
  return types;
}
