import { apiError } from '../errors/api-error.ts';
import type { Header, HttpResponse } from '../http/message.ts';
import { parseJson } from '../json/parse.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '../json/value.ts';
import { isHeaderName } from './custom-header.ts';
import type { MainResult } from './result.ts';

/**
 * Applies what the database chose with `response.status` and `response.headers` (spec auth-transactions-errors 2.8).
 * The status is decoded first; server headers that a custom one names go, the custom ones follow in order, repetitions
 * kept. Body and length stay. Null or empty text = not set.
 *
 * @throws ApiError PGRST112 for a malformed status, PGRST111 for malformed headers
 */
export function applyResponseSettings(
  response: HttpResponse,
  { responseStatus, responseHeaders }: Pick<MainResult, 'responseStatus' | 'responseHeaders'>,
): HttpResponse {
  if (!responseStatus && !responseHeaders) return response;
  const status = responseStatus ? readStatus(responseStatus) : response.status;
  const headers = responseHeaders ? mergeHeaders(response.headers, readHeaders(responseHeaders)) : response.headers;
  return { ...response, status, headers };
}

/** The leading digits; what cannot stand on a status line is refused, unlike in the original, which sends it. */
function readStatus(text: string): number {
  const status = Number(/^[0-9]+/.exec(text)?.[0]);
  if (!(status >= 100 && status <= 999)) throw apiError('PGRST112');
  return status;
}

function mergeHeaders(headers: readonly Header[], custom: readonly Header[]): readonly Header[] {
  const replaced = new Set(custom.map(([name]) => name.toLowerCase()));
  return [...headers.filter(([name]) => !replaced.has(name.toLowerCase())), ...custom];
}

function readHeaders(text: string): readonly Header[] {
  const headers: Header[] = [];
  for (const element of readArray(text)) {
    const [member, ...others] = isJsonObject(element) ? element : [];
    if (member === undefined || others.length > 0) throw apiError('PGRST111');
    const [name, value] = member;
    if (typeof value !== 'string') throw apiError('PGRST111');
    if (isSendable(name)) headers.push([name, value]);
  }
  return headers;
}

/** Names that are none are left out, and so is the one that would contradict how the body is sent. */
function isSendable(name: string): boolean {
  return isHeaderName(name) && name.toLowerCase() !== 'transfer-encoding';
}

function readArray(text: string): readonly JsonValue[] {
  try {
    const value = parseJson(text);
    if (isJsonArray(value)) return value;
  } catch {
    // Malformed like any other value that is no array.
  }
  throw apiError('PGRST111');
}
