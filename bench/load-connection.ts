import net from 'node:net';
import { type BenchRequest, serialise } from './request.ts';

/**
 * A kept-alive HTTP/1.1 connection that reads no more of an answer than its status and its end, so that the load
 * takes as little as possible of the processor that the server needs.
 */
export class LoadConnection {
  readonly #socket: net.Socket;
  #request: BenchRequest | null = null;
  #bytes: Buffer | null = null;
  #settle: { resolve(): void; reject(error: Error): void } | null = null;
  #status = 0;
  /** Body bytes that are still to come; null while the head is incomplete, 'chunks' until the last chunk. */
  #missing: number | 'chunks' | null = null;
  #received: Buffer = Buffer.alloc(0);

  /** `url`: only its host and port count. */
  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.#socket = net.connect({ host: hostname, port: Number(port), noDelay: true });
    this.#socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    this.#socket.on('error', (error) => this.#finish(error));
    this.#socket.on('close', () => this.#finish(new Error('the server closed the connection')));
  }

  /** Resolves when the answer is complete. Rejects when its status is not the request's or the connection ends. */
  send(request: BenchRequest): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      if (request !== this.#request || this.#bytes === null) {
        this.#request = request;
        this.#bytes = serialise(request);
      }
      this.#missing = null;
      this.#socket.write(this.#bytes);
    });
  }

  close(): void {
    this.#settle = null;
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    if (this.#missing === null) {
      this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
      this.#receiveHead();
    } else {
      this.#receiveBody(chunk);
    }
  }

  #receiveHead(): void {
    const received = this.#received;
    const end = received.indexOf('\r\n\r\n');
    if (end === -1) return;
    this.#received = Buffer.alloc(0);
    const head = received.toString('latin1', 0, end);
    this.#status = Number(head.slice(9, 12));
    if (this.#status !== this.#request?.status) {
      const { method, target } = this.#request ?? {};
      this.#finish(new Error(`${method} ${target}: ${received.toString('utf8')}`));
      return;
    }
    this.#missing = this.#status === 204 ? 0 : bodyLength(head);
    this.#receiveBody(received.subarray(end + 4));
  }

  #receiveBody(chunk: Buffer): void {
    if (this.#missing === 'chunks') {
      if (chunk.length >= 5 && chunk.toString('latin1', chunk.length - 5) === '0\r\n\r\n') this.#finish(null);
    } else {
      this.#missing = (this.#missing ?? 0) - chunk.length;
      if (this.#missing <= 0) this.#finish(null);
    }
  }

  #finish(error: Error | null): void {
    const settle = this.#settle;
    this.#settle = null;
    if (error === null) settle?.resolve();
    else settle?.reject(error);
  }
}

function bodyLength(head: string): number | 'chunks' {
  const length = /\r\ncontent-length: *(\d+)/i.exec(head);
  if (length !== null) return Number(length[1]);
  return /\r\ntransfer-encoding: *chunked/i.test(head) ? 'chunks' : 0;
}
