/** The reading position in a query's text, and the lexical parts that selectors and conditions share. */
export interface Cursor {
  readonly text: string;
  offset: number;
  /** How many conditions are being read inside each other. */
  depth: number;
}

/** Ends the parsing. */
export function fail(cursor: Cursor): never {
  throw new SyntaxError(`Unexpected JSONPath text at offset ${cursor.offset}`);
}

/** Whether `token` comes next; if so it is consumed. */
export function accept(cursor: Cursor, token: string): boolean {
  if (!cursor.text.startsWith(token, cursor.offset)) return false;
  cursor.offset += token.length;
  return true;
}

export function skipBlanks(cursor: Cursor): void {
  for (;;) {
    const character = cursor.text[cursor.offset];
    if (character !== ' ' && character !== '\n' && character !== '\r' && character !== '\t') return;
    cursor.offset += 1;
  }
}

const integer = /0|-?[1-9][0-9]*/y;

/** An integer within ±(2^53 - 1) without leading zeros; null when none comes next. */
export function readInteger(cursor: Cursor): number | null {
  integer.lastIndex = cursor.offset;
  const digits = integer.exec(cursor.text)?.[0];
  if (digits === undefined) return null;
  const value = Number(digits);
  if (!Number.isSafeInteger(value)) return fail(cursor);
  cursor.offset += digits.length;
  return value;
}

const doubleQuoted = /"((?:[^"\\\p{Cc}\p{Cs}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*)"/uy;
const singleQuoted = /'((?:[^'\\\p{Cc}\p{Cs}]|[\u007f-\u009f]|\\(?:['\\/bfnrt]|u[0-9a-fA-F]{4}))*)'/uy;

/** A quoted string with its escapes resolved; null when none comes next. */
export function readStringLiteral(cursor: Cursor): string | null {
  const quote = cursor.text[cursor.offset];
  if (quote !== "'" && quote !== '"') return null;
  const syntax = quote === '"' ? doubleQuoted : singleQuoted;
  syntax.lastIndex = cursor.offset;
  const match = syntax.exec(cursor.text);
  if (match === null) return fail(cursor);
  const value = (match[1] ?? '').replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gu, resolveEscape);
  if (/\p{Cs}/u.test(value)) return fail(cursor);
  cursor.offset = syntax.lastIndex;
  return value;
}

const controlCharacters: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

function resolveEscape(_escape: string, codeUnit: string | undefined, character: string | undefined): string {
  if (codeUnit !== undefined) return String.fromCharCode(Number.parseInt(codeUnit, 16));
  return controlCharacters[character ?? ''] ?? character ?? '';
}
