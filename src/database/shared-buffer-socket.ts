import { Socket } from 'node:net';

/** Node's own size of a read. */
const buffer = Buffer.allocUnsafeSlow(64 * 1024);

/**
 * A socket that reads into one buffer, which all of them share: by default Node allocates 64 KiB for every read, most
 * of it for a few bytes. Bytes are only valid until the receiver returns.
 *
 * Until there is a receiver, they are emitted as `data`, copied, as of any other socket.
 */
export class SharedBufferSocket extends Socket {
  receiver: ((chunk: Buffer) => void) | null = null;

  constructor() {
    super({
      onread: {
        buffer,
        callback: (length: number) => {
          const chunk = buffer.subarray(0, length);
          if (this.receiver === null) this.emit('data', Buffer.from(chunk));
          else this.receiver(chunk);
          return true;
        },
      },
    } as ConstructorParameters<typeof Socket>[0]);
  }
}
