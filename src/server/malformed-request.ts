import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { firstHeader, type HttpRequest, type HttpResponse } from '../http/message.ts';
import { badRequest, type RequestHandler, uncaughtFailure } from './handler.ts';
import { peerAddress, requestTarget } from './node.ts';
import { toWire } from './wire-response.ts';

/**
 * Answers a request that Node's parser gave up on, then closes the connection. What PostgREST understands goes to
 * `handle` (unknown methods and versions, raw bytes in the target, header lines without colon), a header block that is
 * too large gets 400, a request line without three parts no answer at all (spec operations 6.3).
 *
 * @param packet what the parser was reading when it stopped
 * @param stoppedAt the parser's position in `packet`
 */
export function answerOutsideParser(
  socket: Duplex,
  errorCode: string,
  packet: Buffer,
  stoppedAt: number,
  handle: RequestHandler,
  onUncaught?: (error: unknown) => void,
): void {
  if (!recoverableErrors.has(errorCode)) {
    sendAndClose(socket, badRequest, 'GET', '1.0');
    return;
  }
  // From here on the bytes come to us instead of the parser.
  socket.removeAllListeners('data');
  socket.on('error', () => socket.destroy());
  const patience = setTimeout(() => socket.destroy(), receiveTimeout);
  socket.once('close', () => clearTimeout(patience));
  let head = packet.subarray(startOfMessage(packet, stoppedAt));
  let progress: Progress = 'incomplete';
  const body: Buffer[] = [];
  let missing = 0;

  const proceed = () => {
    if (progress === 'incomplete') {
      progress = parseHead(head);
      if (typeof progress === 'string') {
        if (progress === 'unreadable') socket.destroy();
        else if (progress === 'too-large') sendAndClose(socket, badRequest, 'GET', '1.0');
        return;
      }
      body.push(head.subarray(progress.length));
      missing = progress.bodyLength - (head.length - progress.length);
    }
    if (typeof progress === 'string' || missing > 0) return;
    clearTimeout(patience);
    void answer(socket, toRequest(progress, body, socket), handle, onUncaught);
  };
  socket.on('data', (chunk: Buffer) => {
    if (progress === 'incomplete') head = Buffer.concat([head, chunk]);
    else if (missing <= 0) return;
    else {
      body.push(chunk);
      missing -= chunk.length;
    }
    proceed();
  });
  proceed();
}

const recoverableErrors = new Set([
  'HPE_INVALID_METHOD',
  'HPE_INVALID_URL',
  'HPE_INVALID_CONSTANT',
  'HPE_INVALID_VERSION',
  'HPE_INVALID_HEADER_TOKEN',
  'HPE_CR_EXPECTED',
  'HPE_LF_EXPECTED',
  'HPE_STRICT',
]);

/** Milliseconds for the whole request to arrive. */
const receiveTimeout = 30_000;

/** Largest head and largest body read here, in bytes; the regular path has no limit on bodies. */
const headLimit = 50 * 1024;
const bodyLimit = 16 * 1024 * 1024;

interface Head {
  readonly method: string;
  readonly target: string;
  readonly httpVersion: string;
  readonly headers: readonly string[];
  /** Bytes of the head itself. */
  readonly length: number;
  readonly bodyLength: number;
}

type Progress = Head | 'incomplete' | 'unreadable' | 'too-large';

/** An error in the request line or in a header line: the message begins where the lines before it do. */
function startOfMessage(packet: Buffer, stoppedAt: number): number {
  const headEnd = packet.subarray(0, stoppedAt).lastIndexOf('\r\n\r\n');
  return headEnd < 0 ? 0 : headEnd + 4;
}

/** Reads a request's head leniently, in linear time. */
function parseHead(bytes: Buffer): Progress {
  const end = endOfHead(bytes);
  if (end === null) return bytes.length > headLimit ? 'too-large' : 'incomplete';
  if (end > headLimit) return 'too-large';
  const lines = bytes.toString('latin1', 0, end).split(/\r?\n/);
  const [method, target, version, ...rest] = (lines[0] ?? '').split(' ').filter((part) => part !== '');
  if (method === undefined || target === undefined || version === undefined || rest.length > 0) return 'unreadable';
  if (!version.startsWith('HTTP/')) return 'unreadable';

  const headers: string[] = [];
  for (const line of lines.slice(1)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.push(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
  }
  // Which bytes a chunked body has is the parser's business, and the parser is gone.
  if (firstHeader(headers, 'transfer-encoding') !== null) return 'unreadable';
  const bodyLength = Number(firstHeader(headers, 'content-length') ?? 0);
  if (!Number.isInteger(bodyLength) || bodyLength < 0) return 'unreadable';
  if (bodyLength > bodyLimit) return 'too-large';
  return { method, target, httpVersion: version === 'HTTP/1.1' ? '1.1' : '1.0', headers, length: end, bodyLength };
}

function toRequest(head: Head, body: readonly Buffer[], socket: Duplex): HttpRequest {
  return {
    method: head.method,
    target: requestTarget(head.target),
    headers: head.headers,
    body: Buffer.concat(body).subarray(0, head.bodyLength),
    remoteAddress: peerAddress((socket as Partial<Socket>).remoteAddress),
    httpVersion: head.httpVersion,
  };
}

function endOfHead(bytes: Buffer): number | null {
  const crlf = bytes.indexOf('\r\n\r\n');
  const lf = bytes.indexOf('\n\n');
  if (crlf < 0 && lf < 0) return null;
  if (crlf < 0 || (lf >= 0 && lf < crlf)) return lf + 2;
  return crlf + 4;
}

async function answer(
  socket: Duplex,
  request: HttpRequest,
  handle: RequestHandler,
  onUncaught?: (error: unknown) => void,
): Promise<void> {
  let response: HttpResponse;
  try {
    response = await handle(request);
  } catch (error) {
    onUncaught?.(error);
    response = uncaughtFailure;
  }
  sendAndClose(socket, response, request.method, request.httpVersion);
}

function sendAndClose(socket: Duplex, response: HttpResponse, method: string, httpVersion: string): void {
  if (!socket.writable) return;
  // Delimited by the end of the connection, so never chunked.
  const wire = toWire(response, { method, httpVersion: '1.0', close: true });
  let head = `HTTP/${httpVersion} ${wire.status} ${wire.reason}\r\n`;
  for (let i = 0; i + 1 < wire.headers.length; i += 2) head += `${wire.headers[i]}: ${wire.headers[i + 1]}\r\n`;
  socket.write(Buffer.from(`${head}\r\n`, 'latin1'));
  socket.end(wire.body ?? undefined);
}
