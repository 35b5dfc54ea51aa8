import type { LogLevel } from '../config/config.ts';
import { decodeUtf8 } from '../http/byte-string.ts';
import { firstHeader, type HttpResponse } from '../http/message.ts';
import type { Observation } from './observation.ts';

/** What the access log prints of a response (spec operations 12.5). */
export interface AccessLine {
  readonly remoteAddress: string | null;
  /** Null when authentication failed. */
  readonly role: string | null;
  readonly method: string;
  readonly target: string;
  readonly httpVersion: string;
  readonly status: number;
  /** Content-Length of the response, null when it has none. */
  readonly contentLength: string | null;
  readonly referer: string;
  readonly userAgent: string;
}

export function accessLine({ request, response, role }: Observation & { kind: 'response' }): AccessLine {
  const { headers, httpVersion, method, remoteAddress, target } = request;
  return {
    remoteAddress,
    role,
    method,
    target,
    httpVersion,
    status: response.status,
    contentLength: contentLength(response),
    referer: decodeUtf8(firstHeader(headers, 'referer') ?? ''),
    userAgent: decodeUtf8(firstHeader(headers, 'user-agent') ?? ''),
  };
}

function contentLength({ headers }: HttpResponse): string | null {
  return headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1] ?? null;
}

/** One response in Apache's combined format (spec operations 12.5), without line feed. */
export function formatAccessLine(access: AccessLine, timestamp: string): string {
  return (
    `${access.remoteAddress ?? '-'} - ${access.role ?? '-'} [${timestamp}] ` +
    `"${access.method} ${access.target} HTTP/${access.httpVersion}" ${access.status} ${access.contentLength ?? '-'} ` +
    `"${access.referer}" "${access.userAgent}"`
  );
}

/** Whether responses of a status are logged at a level (spec operations 11). Lets callers skip composing the line. */
export function logsResponse(level: LogLevel, status: number): boolean {
  switch (level) {
    case 'crit':
      return false;
    case 'error':
      return status >= 500;
    case 'warn':
      return status >= 400;
    case 'info':
    case 'debug':
      return true;
  }
}
