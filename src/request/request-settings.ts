import { decodeUtf8 } from '../http/byte-string.ts';
import { firstHeader } from '../http/message.ts';

/**
 * JSON text of `request.headers`: names in lower case, of repeated headers the last value, no cookies (spec
 * auth-transactions-errors 2.3).
 */
export function headersSetting(headers: readonly string[]): string {
  // The first of equal names keeps its place.
  const values = new Map<string, string>();
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = (headers[i] ?? '').toLowerCase();
    if (name !== 'cookie') values.set(name, headers[i + 1] ?? '');
  }
  let members = '';
  for (const [name, value] of values) members += `${members === '' ? '' : ','}${jsonText(name)}:${jsonText(value)}`;
  return `{${members}}`;
}

/** A byte string as a JSON string. */
function jsonText(byteString: string): string {
  return plainText.test(byteString) ? `"${byteString}"` : JSON.stringify(decodeUtf8(byteString));
}

/** What JSON shows as it is. */
const plainText = /^[ !#-[\]-~]*$/;

/** JSON text of `request.cookies`, from the first Cookie header (spec auth-transactions-errors 2.3). */
export function cookiesSetting(headers: readonly string[]): string {
  const header = firstHeader(headers, 'cookie');
  if (header === null || header === '') return '{}';
  const values: Record<string, string> = Object.create(null);
  const pieces = decodeUtf8(header).split(';');
  if (pieces.at(-1) === '') pieces.pop();
  for (const piece of pieces) {
    const equals = piece.indexOf('=');
    const name = equals === -1 ? piece : piece.slice(0, equals);
    values[name.replace(/^ +/, '')] = equals === -1 ? '' : unquoted(piece.slice(equals + 1));
  }
  return JSON.stringify(values);
}

function unquoted(value: string): string {
  return value.length >= 2 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
}
