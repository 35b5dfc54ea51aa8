import { ApiError, apiError } from '../errors/api-error.ts';
import type { Header } from '../http/message.ts';
import { JsonNumber } from '../json/number.ts';
import { parseJson } from '../json/parse.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json/value.ts';
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
  const code = members.get('code');
  const message = members.get('message');
  const details = members.get('details') ?? null;
  const hint = members.get('hint') ?? null;
  if (typeof code !== 'string' || typeof message !== 'string' || !isTextOrNull(details) || !isTextOrNull(hint)) {
    return null;
  }
  return { code, message, details, hint };
}

function readHead(text: string): { status: number; statusText: string | null; headers: readonly Header[] } | null {
  const members = readObject(text);
  if (members === null) return null;
  const status = readStatus(members.get('status'));
  const headers = members.get('headers');
  const statusText = members.get('status_text') ?? null;
  if (status === null || !isJsonObject(headers) || !isTextOrNull(statusText)) return null;
  const pairs: [string, string][] = [];
  // The members of an object are in ascending order.
  for (const [name, value] of headers) {
    if (typeof value !== 'string') return null;
    // A second length or encoding would make the response unreadable.
    if (isHeaderName(name) && !isFraming(name)) pairs.push([name, value]);
  }
  return { status, statusText, headers: pairs };
}

/** What cannot stand on a status line is refused, unlike in the original, which sends it. */
function readStatus(value: JsonValue | undefined): number | null {
  if (!(value instanceof JsonNumber)) return null;
  const status = value.int64;
  return status >= 100 && status <= 999 ? status : null;
}

function isTextOrNull(value: JsonValue): value is string | null {
  return value === null || typeof value === 'string';
}

function readObject(text: string): JsonObject | null {
  try {
    const value = parseJson(text);
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}
