import { connect, type Socket } from 'node:net';

/** Everything the peer sends until it closes, as one char per byte. The socket stays open on our side until then. */
export function received(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
  });
}

export function connected(target: number | string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = typeof target === 'string' ? connect(target) : connect(target, '127.0.0.1');
    socket.once('connect', () => resolve(socket));
    socket.once('error', reject);
  });
}

/** Sends bytes (one char each) and returns all that comes back until the server closes. */
export async function exchange(target: number | string, bytes: string): Promise<string> {
  const socket = await connected(target);
  const answer = received(socket);
  socket.write(bytes, 'latin1');
  return answer;
}

/** Resolves when what has come in contains `text`. */
export function receivedUntil(socket: Socket, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let soFar = '';
    const look = (chunk: Buffer) => {
      soFar += chunk.toString('latin1');
      if (!soFar.includes(text)) return;
      socket.off('data', look);
      socket.off('close', fail);
      resolve(soFar);
    };
    const fail = () => reject(new Error(`closed after ${JSON.stringify(soFar)}`));
    socket.on('data', look);
    socket.once('close', fail);
  });
}

/** A response with the changing `Date` made constant. */
export function withoutDate(response: string): string {
  return response.replaceAll(/Date: [^\r]*/g, 'Date: *');
}
