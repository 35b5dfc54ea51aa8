import { ApiError, apiError } from '../errors/api-error.ts';
import type { Header } from '../http/message.ts';
import { compareCodePoints } from '../text/code-point-order.ts';
import { isFraming, isHeaderName } from './custom-header.ts';

/**
 * The error that `RAISE SQLSTATE 'PGRST'` describes in its MESSAGE and DETAIL, or PGRST121 when those are malformed
 * (spec auth-transactions-errors 3.9).
 */
export function raisedResponse(message: string, detail: string | null): ApiError {
  const body = readBody(message);
  if (body === null) return malformed(`Invalid JSON value for MESSAGE: '${message}'`, messageHint);
  if (detail === null) return malformed('DETAIL is missing in the RAISE statement', detailHint);
  const head = readHead(detail);
  if (head === null) return malformed(`Invalid JSON value for DETAIL: '${detail}'`, detailHint);
  return new ApiError({ ...head, body });
}

const messageHint =
  "MESSAGE must be a JSON object with obligatory keys: 'code', 'message' and optional keys: 'details', 'hint'.";
const detailHint =
  "DETAIL must be a JSON object with obligatory keys: 'status', 'headers' and optional key: 'status_text'.";

function malformed(details: string, hint: string): ApiError {
  return apiError('PGRST121', { details, hint });
}

function readBody(text: string): ApiError['body'] | null {
  const members = readObject(text);
  if (members === null) return null;
  const { code, message, details = null, hint = null } = members;
  if (typeof code !== 'string' || typeof message !== 'string' || !isTextOrNull(details) || !isTextOrNull(hint)) {
    return null;
  }
  return { code, message, details, hint };
}

function readHead(text: string): { status: number; statusText: string | null; headers: readonly Header[] } | null {
  const members = readObject(text);
  if (members === null) return null;
  const { status, headers, status_text: statusText = null } = members;
  if (!isStatus(status) || !isObject(headers) || !isTextOrNull(statusText)) return null;
  const pairs: [string, string][] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value !== 'string') return null;
    // A second length or encoding would make the response unreadable.
    if (isHeaderName(name) && !isFraming(name)) pairs.push([name, value]);
  }
  pairs.sort(([left], [right]) => compareCodePoints(left, right));
  return { status, statusText, headers: pairs };
}

/** What cannot stand on a status line is refused, unlike in the original, which sends it. */
function isStatus(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 100 && value <= 999;
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
