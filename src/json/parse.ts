import { compareCodePoints } from '../text/code-point-order.ts';
import { readNumber } from './number.ts';
import type { JsonObject, JsonValue } from './value.ts';

/** Deeper documents are refused: everything that walks a value may then recurse. */
export const maximumDepth = 512;

/**
 * Parses a JSON document (RFC 8259). Of a repeated member the first counts. Throws a SyntaxError, also for unpaired
 * surrogates and for documents nested deeper than `maximumDepth`.
 */
export function parseJson(text: string): JsonValue {
  const cursor: Cursor = { text, offset: 0, depth: 0 };
  const value = readValue(cursor);
  skipBlanks(cursor);
  if (cursor.offset < text.length) throw unexpected(cursor);
  return value;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** As `parseJson`, of UTF-8 bytes; undefined when they are not a JSON document. */
export function parseJsonBytes(bytes: Uint8Array): JsonValue | undefined {
  try {
    return parseJson(utf8.decode(bytes));
  } catch {
    return undefined;
  }
}

interface Cursor {
  readonly text: string;
  offset: number;
  depth: number;
}

function readValue(cursor: Cursor): JsonValue {
  skipBlanks(cursor);
  switch (cursor.text[cursor.offset]) {
    case '{':
      return nest(cursor, readObject);
    case '[':
      return nest(cursor, readArray);
    case '"':
      return readString(cursor);
    case 't':
      return readWord(cursor, 'true', true);
    case 'f':
      return readWord(cursor, 'false', false);
    case 'n':
      return readWord(cursor, 'null', null);
    default: {
      const found = readNumber(cursor.text, cursor.offset);
      if (found === null) throw unexpected(cursor);
      cursor.offset = found.end;
      return found.number;
    }
  }
}

function nest<T>(cursor: Cursor, read: (cursor: Cursor) => T): T {
  cursor.depth += 1;
  if (cursor.depth > maximumDepth) throw new SyntaxError(`JSON nested deeper than ${maximumDepth} levels`);
  cursor.offset += 1;
  const value = read(cursor);
  cursor.depth -= 1;
  return value;
}

function readObject(cursor: Cursor): JsonObject {
  const members = new Map<string, JsonValue>();
  if (accept(cursor, '}')) return members;
  do {
    skipBlanks(cursor);
    const key = readString(cursor);
    if (!accept(cursor, ':')) throw unexpected(cursor);
    const value = readValue(cursor);
    if (!members.has(key)) members.set(key, value);
  } while (accept(cursor, ','));
  if (!accept(cursor, '}')) throw unexpected(cursor);
  return new Map([...members].sort(([a], [b]) => compareCodePoints(a, b)));
}

function readArray(cursor: Cursor): readonly JsonValue[] {
  const elements: JsonValue[] = [];
  if (accept(cursor, ']')) return elements;
  do {
    elements.push(readValue(cursor));
  } while (accept(cursor, ','));
  if (!accept(cursor, ']')) throw unexpected(cursor);
  return elements;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON strings must not hold control characters
const stringSyntax = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;

function readString(cursor: Cursor): string {
  stringSyntax.lastIndex = cursor.offset;
  if (!stringSyntax.test(cursor.text)) throw unexpected(cursor);
  const end = stringSyntax.lastIndex;
  const value: unknown = JSON.parse(cursor.text.slice(cursor.offset, end));
  if (typeof value !== 'string' || unpairedSurrogate.test(value)) throw unexpected(cursor);
  cursor.offset = end;
  return value;
}

/** In the `u` mode a surrogate matches only if it is not part of a pair. */
const unpairedSurrogate = /\p{Surrogate}/u;

function readWord<T>(cursor: Cursor, word: string, value: T): T {
  if (!cursor.text.startsWith(word, cursor.offset)) throw unexpected(cursor);
  cursor.offset += word.length;
  return value;
}

function accept(cursor: Cursor, character: string): boolean {
  skipBlanks(cursor);
  if (cursor.text[cursor.offset] !== character) return false;
  cursor.offset += 1;
  return true;
}

function skipBlanks(cursor: Cursor): void {
  for (;;) {
    const character = cursor.text[cursor.offset];
    if (character !== ' ' && character !== '\n' && character !== '\r' && character !== '\t') return;
    cursor.offset += 1;
  }
}

function unexpected(cursor: Cursor): SyntaxError {
  return new SyntaxError(`Unexpected JSON text at offset ${cursor.offset}`);
}
