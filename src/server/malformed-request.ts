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
  let received = packet.subarray(startOfMessage(packet, stoppedAt));
  let answered = false;
  const proceed = () => {
    const progress = parseRequest(received, socket);
    if (progress === 'incomplete') return;
    answered = true;
    if (progress === 'unreadable') socket.destroy();
    else if (progress === 'too-large') sendAndClose(socket, badRequest, 'GET', '1.0');
    else void answer(socket, progress, handle, onUncaught);
  };
  socket.on('data', (chunk: Buffer) => {
    if (answered) return;
    received = Buffer.concat([received, chunk]);
    proceed();
  });
  if ('setTimeout' in socket) (socket as Socket).setTimeout(30_000, () => answered || socket.destroy());
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

/** Largest head and largest body read here; the regular path has no limit on bodies. */
const headLimit = 50 * 1024;
const bodyLimit = 16 * 1024 * 1024;

type Progress = HttpRequest | 'incomplete' | 'unreadable' | 'too-large';

/** An error in the request line or in a header line: the message begins where the lines before it do. */
function startOfMessage(packet: Buffer, stoppedAt: number): number {
  const headEnd = packet.subarray(0, stoppedAt).lastIndexOf('\r\n\r\n');
  return headEnd < 0 ? 0 : headEnd + 4;
}

/** Reads a request leniently. Linear in its length, except that each further packet starts over. */
function parseRequest(bytes: Buffer, socket: Duplex): Progress {
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
  const length = Number(firstHeader(headers, 'content-length') ?? 0);
  if (!Number.isInteger(length) || length < 0) return 'unreadable';
  if (length > bodyLimit) return 'too-large';
  if (bytes.length < end + length) return 'incomplete';
  return {
    method,
    target: requestTarget(target),
    headers,
    body: bytes.subarray(end, end + length),
    remoteAddress: peerAddress((socket as Partial<Socket>).remoteAddress),
    httpVersion: version === 'HTTP/1.1' ? '1.1' : '1.0',
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
