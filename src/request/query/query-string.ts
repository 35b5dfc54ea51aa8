/** From the raw query string to decoded parameters (spec reading 2.2) and to the canonical form (2.4). */
import { UnhandledRequestError } from '../../errors/unhandled-request-error.ts';

/** A parameter as text. */
export interface Parameter {
  readonly name: string;
  /** Null when there is no `=`. */
  readonly value: string | null;
}

/** A parameter as bytes, one char each. */
interface BytePair {
  readonly name: string;
  readonly value: string | null;
}

export interface QueryString {
  /** In the order of the URL. */
  readonly parameters: readonly Parameter[];
  /** For `Content-Location`, without `?`. */
  readonly canonical: string;
}

/**
 * Splits and decodes a raw query string: no leading `?`, one char per byte.
 * @throws UnhandledRequestError when a name or value is not UTF-8
 */
export function decodeQueryString(rawQuery: string): QueryString {
  const pairs = splitPairs(rawQuery);
  return {
    parameters: pairs.map(({ name, value }) => ({
      name: decodeUtf8(name),
      value: value === null ? null : decodeUtf8(value),
    })),
    canonical: canonicalise(pairs),
  };
}

function splitPairs(rawQuery: string): readonly BytePair[] {
  const pairs: BytePair[] = [];
  let start = 0;
  // A separator at the very end opens no further piece.
  while (start < rawQuery.length) {
    let stop = start;
    let equals = -1;
    for (; stop < rawQuery.length; stop++) {
      const code = rawQuery.charCodeAt(stop);
      if (code === ampersand || code === semicolon) break;
      if (code === equalsSign && equals < 0) equals = stop;
    }
    pairs.push({
      name: decodeBytes(rawQuery.slice(start, equals < 0 ? stop : equals)),
      value: equals < 0 ? null : decodeBytes(rawQuery.slice(equals + 1, stop)),
    });
    start = stop + 1;
  }
  return pairs;
}

const ampersand = 0x26;
const semicolon = 0x3b;
const equalsSign = 0x3d;

const escapeSequence = /\+|%[0-9A-Fa-f]{2}/g;

/** Percent-decoding, of `+` too: one char per byte. */
export function decodeBytes(text: string): string {
  if (!text.includes('%') && !text.includes('+')) return text;
  return text.replace(escapeSequence, (found) =>
    found === '+' ? ' ' : String.fromCharCode(Number.parseInt(found.slice(1), 16)),
  );
}

const beyondAscii = /[\x80-\xff]/;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @throws UnhandledRequestError when the bytes (one char each) are not UTF-8 */
export function decodeUtf8(bytes: string): string {
  if (!beyondAscii.test(bytes)) return bytes;
  try {
    return utf8.decode(Buffer.from(bytes, 'latin1'));
  } catch {
    throw new UnhandledRequestError('The query string is not valid UTF-8');
  }
}

function canonicalise(pairs: readonly BytePair[]): string {
  let canonical = '';
  let previous: string | null = null;
  for (const { name, value } of [...pairs].sort(byName)) {
    if (name === previous) canonical += ',';
    else canonical += previous === null ? `${percentEncode(name)}=` : `&${percentEncode(name)}=`;
    if (value !== null) canonical += percentEncode(value);
    previous = name;
  }
  return canonical;
}

function byName(a: BytePair, b: BytePair): number {
  if (a.name === b.name) return 0;
  return a.name < b.name ? -1 : 1;
}

/** Bytes, one char each, in canonical form. */
export function percentEncode(bytes: string): string {
  let encoded = '';
  for (let i = 0; i < bytes.length; i++) encoded += encodedBytes[bytes.charCodeAt(i)];
  return encoded;
}

/** Bytes beyond ASCII are taken for Latin-1 characters and encoded as their UTF-8: twice, that is. */
const encodedBytes: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  if (/[A-Za-z0-9\-_.~]/.test(character)) return character;
  return byte < 0x80 ? hexEscape(byte) : encodeURIComponent(character);
});

function hexEscape(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}
