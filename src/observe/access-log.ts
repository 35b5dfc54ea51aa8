import type { LogLevel } from '../config/config.ts';
import type { AccessLine } from './observation.ts';

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
