import { type ApiError, apiError } from '../../errors/api-error.ts';
import type { MediaType } from '../../http/media-type.ts';
import { renderMediaType } from '../../http/media-type-parsing.ts';
import type { Action, Payload } from '../api-request.ts';
import { csvPayload } from './csv.ts';
import { formPairs, formPayload } from './form.ts';
import { jsonPayload, uncheckedJsonPayload } from './json.ts';

/**
 * Reads the body of an action that takes one, null for the others, whose body and type are ignored (spec
 * writing-functions-openapi 2). `columns` is the parsed query parameter; with it JSON goes to the database unread.
 * @throws ApiError PGRST102 when the body is malformed or of a type the action does not take
 * @throws UnhandledRequestError when a form or CSV is not UTF-8
 */
export function parsePayload(
  body: Uint8Array,
  contentType: MediaType,
  action: Action,
  columns: readonly string[] | null,
): Payload | null {
  switch (action.kind) {
    case 'insert':
    case 'update':
      return relationPayload(body, contentType, columns);
    case 'upsert':
      return relationPayload(body, contentType, null);
    case 'call':
      return action.method === 'POST' ? routinePayload(body, contentType, columns) : null;
    case 'read':
    case 'delete':
    case 'describe':
    case 'info':
      return null;
  }
}

function relationPayload(body: Uint8Array, contentType: MediaType, columns: readonly string[] | null): Payload {
  switch (contentType.kind) {
    case 'json':
      return columns === null ? jsonPayload(body) : uncheckedJsonPayload(body, columns);
    case 'csv':
      return csvPayload(body);
    case 'form':
      return formPayload(body);
    default:
      throw unacceptable(contentType);
  }
}

function routinePayload(body: Uint8Array, contentType: MediaType, columns: readonly string[] | null): Payload {
  switch (contentType.kind) {
    case 'json':
      if (columns !== null) return uncheckedJsonPayload(body, columns);
      // No body calls without arguments, yet a routine with one unnamed parameter is handed the empty text.
      return body.length === 0 ? uncheckedJsonPayload(body, []) : jsonPayload(body);
    case 'csv':
      return csvPayload(body);
    case 'form':
      return formPairs(body);
    case 'text':
    case 'xml':
      return { kind: 'raw', body: upToNul(body), type: contentType.kind };
    case 'octet-stream':
      return { kind: 'raw', body, type: 'bytea' };
    default:
      throw unacceptable(contentType);
  }
}

/** A NUL ends a text, as it does one in the query string: PostgreSQL has no such character. */
function upToNul(body: Uint8Array): Uint8Array {
  const end = body.indexOf(0);
  return end === -1 ? body : body.subarray(0, end);
}

function unacceptable(contentType: MediaType): ApiError {
  return apiError('PGRST102', { message: `Content-Type not acceptable: ${renderMediaType(contentType)}` });
}
