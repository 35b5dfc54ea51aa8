/** An HTTP/1.1 client that sends exactly what it is told: no header of its own, any method, any target. */
import net from 'node:net';

export interface RawRequest {
  readonly method: string;
  readonly target: string;
  /** In wire order, repetitions allowed; sent as UTF-8. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Uint8Array;
}

export interface RawResponse {
  readonly status: number;
  /** The reason phrase, one character per byte. */
  readonly reason: string;
  /** In wire order, names in lower case, values read as UTF-8. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** All values of a response header, in order; `name` in lower case. */
export function headerValues(response: RawResponse, name: string): readonly string[] {
  return response.headers.filter(([key]) => key === name).map(([, value]) => value);
}

/**
 * One connection to a server, kept alive over requests that follow each other, and opened again when the server closed
 * it in between.
 */
export class HttpConnection {
  readonly #host: string;
  readonly #port: number;
  #socket: net.Socket | null = null;

  /** `url`: only its host and port count. */
  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.#host = hostname.replace(/^\[|\]$/g, '');
    this.#port = Number(port || 80);
  }

  /** Rejects when the connection fails or ends before the answer does. One request at a time. */
  async send(request: RawRequest): Promise<RawResponse> {
    const idle = this.#socket;
    const socket = idle === null || idle.destroyed ? await connect(this.#host, this.#port) : idle;
    this.#socket = null;
    const { response, reusable } = await exchange(socket, request);
    if (reusable) this.#socket = socket;
    else socket.destroy();
    return response;
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = null;
  }
}

function connect(host: string, port: number): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port, noDelay: true });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      socket.on('error', () => {});
      resolve(socket);
    });
  });
}

interface Exchange {
  readonly response: RawResponse;
  readonly reusable: boolean;
}

function exchange(socket: net.Socket, request: RawRequest): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0);
    const settle = (result: Exchange | Error) => {
      socket.off('data', onData);
      socket.off('close', onClose);
      if (result instanceof Error) {
        socket.destroy();
        reject(result);
      } else resolve(result);
    };
    const attempt = (ended: boolean) => {
      try {
        const result = parseResponse(received, request.method, ended);
        if (result !== null) settle(result);
        else if (ended) settle(new Error(`connection closed after ${received.length} bytes of the answer`));
      } catch (error) {
        settle(error as Error);
      }
    };
    const onData = (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      attempt(false);
    };
    const onClose = () => attempt(true);
    socket.on('data', onData);
    socket.once('close', onClose);
    const lines = [
      `${request.method} ${request.target} HTTP/1.1`,
      ...request.headers.map(([name, value]) => `${name}: ${value}`),
    ];
    socket.write(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), request.body ?? Buffer.alloc(0)]));
  });
}

/** null = more bytes are needed. */
function parseResponse(bytes: Buffer, method: string, ended: boolean): Exchange | null {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd === -1) return null;
  const statusEnd = bytes.indexOf('\r\n');
  const statusLine = /^HTTP\/1\.[01] (\d{3})(?: (.*))?$/.exec(bytes.toString('latin1', 0, statusEnd));
  if (statusLine === null) throw new Error(`no status line: ${bytes.toString('latin1', 0, 80)}`);
  const status = Number(statusLine[1]);
  const headers = (statusEnd === headEnd ? '' : bytes.toString('utf8', statusEnd + 2, headEnd))
    .split('\r\n')
    .filter((line) => line !== '')
    .map((line): readonly [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    });
  const first = (name: string) => headers.find(([key]) => key === name)?.[1];

  const rest = bytes.subarray(headEnd + 4);
  const chunked = first('transfer-encoding')?.toLowerCase() === 'chunked';
  const length = first('content-length');
  const bodyless = method === 'HEAD' || status === 204 || status === 304;
  let body: Buffer | null;
  if (bodyless) body = Buffer.alloc(0);
  else if (chunked) body = parseChunks(rest);
  else if (length !== undefined) body = rest.length < Number(length) ? null : rest.subarray(0, Number(length));
  else body = ended ? rest : null;
  if (body === null) return null;

  const delimited = bodyless || chunked || length !== undefined;
  return {
    response: { status, reason: statusLine[2] ?? '', headers, body },
    reusable: delimited && first('connection')?.toLowerCase() !== 'close',
  };
}

function parseChunks(bytes: Buffer): Buffer | null {
  const chunks: Buffer[] = [];
  let position = 0;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', position);
    if (lineEnd === -1) return null;
    const size = Number.parseInt(bytes.toString('latin1', position, lineEnd), 16);
    if (Number.isNaN(size)) throw new Error('bad chunk size');
    const start = lineEnd + 2;
    if (bytes.length < start + size + 2) return null;
    if (size === 0) return Buffer.concat(chunks);
    chunks.push(bytes.subarray(start, start + size));
    position = start + size + 2;
  }
}
