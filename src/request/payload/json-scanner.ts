import { isUtf8 } from 'node:buffer';
import { KeySets } from './key-sets.ts';

/** What a JSON document looks like from outside. `keys`: distinct, ascending by code point. */
export type JsonOutline =
  | { readonly kind: 'invalid' }
  | { readonly kind: 'scalar' }
  | { readonly kind: 'object'; readonly keys: readonly string[] }
  /** Empty (no keys), or objects which all have the same keys. */
  | { readonly kind: 'array'; readonly keys: readonly string[] }
  /** An element that is no object, or objects with differing keys. */
  | { readonly kind: 'mixed-array' };

/**
 * Checks that the bytes are one strict JSON document (RFC 8259, UTF-8 without BOM, no lone surrogate escapes) and
 * gathers the keys of the object, or of the objects of the array, it consists of. Builds no values, and keeps the open
 * brackets in an array of its own: neither size nor depth of a document costs more than its bytes.
 */
export function scanJson(bytes: Uint8Array): JsonOutline {
  if (!isUtf8(bytes)) return invalid;
  const scanner = new JsonScanner(bytes);
  return scanner.scan() ? scanner.outline() : invalid;
}

const invalid: JsonOutline = { kind: 'invalid' };

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const ZERO = 0x30;
const LETTER_U = 0x75;

/** What may follow a backslash, besides `u`. */
const simpleEscapes = Buffer.from('"\\\\/bfnrt');
const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const NULL = Buffer.from('null');

class JsonScanner {
  private readonly bytes: Uint8Array;
  private readonly keySets: KeySets;
  /** Next byte to look at; past the end `bytes[at]` is undefined, which no test accepts. */
  private at = 0;
  /** The open brackets, outermost first. */
  private open = new Uint8Array(64);
  private depth = 0;
  private root: 'scalar' | 'object' | 'array' = 'scalar';
  private nonObjectElement = false;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.keySets = new KeySets(bytes);
  }

  outline(): JsonOutline {
    if (this.root === 'scalar') return { kind: 'scalar' };
    if (this.root === 'array' && (this.nonObjectElement || !this.keySets.uniform)) return { kind: 'mixed-array' };
    return { kind: this.root, keys: this.keySets.keys() };
  }

  /** Returns whether the whole input is one JSON document. */
  scan(): boolean {
    for (;;) {
      const byte = this.byteAfterBlanks();
      if (this.depth === 1 && this.root === 'array' && byte !== OPEN_BRACE) this.nonObjectElement = true;
      if (byte === OPEN_BRACE) {
        this.openBracket(OPEN_BRACE);
        if (this.byteAfterBlanks() !== CLOSE_BRACE) {
          if (!this.key()) return false;
          continue;
        }
        this.closeBracket();
      } else if (byte === OPEN_BRACKET) {
        this.openBracket(OPEN_BRACKET);
        if (this.byteAfterBlanks() !== CLOSE_BRACKET) continue;
        this.closeBracket();
      } else if (!this.scalar(byte)) {
        return false;
      }
      if (!this.endOfValue()) return false;
      if (this.depth === 0) return this.byteAfterBlanks() === undefined;
    }
  }

  /** After a value: closes what ends with it and moves to the next value, if there is one. */
  private endOfValue(): boolean {
    while (this.depth > 0) {
      const byte = this.byteAfterBlanks();
      const inObject = this.open[this.depth - 1] === OPEN_BRACE;
      if (byte === COMMA) {
        this.at++;
        return !inObject || this.key();
      }
      if (byte !== (inObject ? CLOSE_BRACE : CLOSE_BRACKET)) return false;
      this.closeBracket();
    }
    return true;
  }

  private openBracket(bracket: number): void {
    if (this.depth === 0) this.root = bracket === OPEN_BRACE ? 'object' : 'array';
    if (this.depth === this.open.length) {
      const larger = new Uint8Array(this.open.length * 2);
      larger.set(this.open);
      this.open = larger;
    }
    this.open[this.depth++] = bracket;
    this.at++;
    if (bracket === OPEN_BRACE && this.keysMatter()) this.keySets.beginObject();
  }

  private closeBracket(): void {
    if (this.open[this.depth - 1] === OPEN_BRACE && this.keysMatter()) this.keySets.endObject();
    this.depth--;
    this.at++;
  }

  /** Whether the innermost open bracket is the root object or an element of the root array. */
  private keysMatter(): boolean {
    return this.depth === (this.root === 'object' ? 1 : 2);
  }

  /** A key and its colon. */
  private key(): boolean {
    if (this.byteAfterBlanks() !== QUOTE) return false;
    const start = this.at;
    if (!this.string()) return false;
    if (this.keysMatter()) this.keySets.add(start, this.at);
    if (this.byteAfterBlanks() !== COLON) return false;
    this.at++;
    return true;
  }

  private scalar(byte: number | undefined): boolean {
    switch (byte) {
      case QUOTE:
        return this.string();
      case 0x74:
        return this.word(TRUE);
      case 0x66:
        return this.word(FALSE);
      case 0x6e:
        return this.word(NULL);
      default:
        return this.number();
    }
  }

  private word(word: Uint8Array): boolean {
    for (const byte of word) {
      if (this.bytes[this.at++] !== byte) return false;
    }
    return true;
  }

  private number(): boolean {
    if (this.bytes[this.at] === MINUS) this.at++;
    if (this.bytes[this.at] === ZERO) this.at++;
    else if (!this.digits()) return false;
    if (this.bytes[this.at] === POINT) {
      this.at++;
      if (!this.digits()) return false;
    }
    if (((this.bytes[this.at] ?? 0) | 0x20) === 0x65) {
      this.at++;
      const sign = this.bytes[this.at];
      if (sign === PLUS || sign === MINUS) this.at++;
      if (!this.digits()) return false;
    }
    return true;
  }

  /** At least one digit. */
  private digits(): boolean {
    const start = this.at;
    while (isDigit(this.bytes[this.at])) this.at++;
    return this.at > start;
  }

  /** From the opening quote to behind the closing one. */
  private string(): boolean {
    const bytes = this.bytes;
    for (let at = this.at + 1; ; at++) {
      const byte = bytes[at];
      if (byte === QUOTE) {
        this.at = at + 1;
        return true;
      }
      if (byte === undefined || byte < 0x20) return false;
      if (byte === BACKSLASH) {
        this.at = at;
        if (!this.escape()) return false;
        at = this.at;
      }
    }
  }

  /** From the backslash to the last byte of the escape, or of the pair of escapes that make up one character. */
  private escape(): boolean {
    const letter = this.bytes[++this.at];
    if (letter !== LETTER_U) return letter !== undefined && simpleEscapes.includes(letter);
    const unit = this.hexDigits();
    if (unit < 0xd800 || unit > 0xdfff) return unit >= 0;
    if (unit > 0xdbff || this.bytes[++this.at] !== BACKSLASH || this.bytes[++this.at] !== LETTER_U) return false;
    const low = this.hexDigits();
    return low >= 0xdc00 && low <= 0xdfff;
  }

  /** Value of the four digits after `u`, negative when they are no hexadecimal digits. */
  private hexDigits(): number {
    let value = 0;
    for (let i = 0; i < 4; i++) {
      const digit = hexDigit(this.bytes[++this.at]);
      if (digit < 0) return -1;
      value = value * 16 + digit;
    }
    return value;
  }

  private byteAfterBlanks(): number | undefined {
    for (;;) {
      const byte = this.bytes[this.at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return byte;
      this.at++;
    }
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= 0x39;
}

function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (isDigit(byte)) return byte - ZERO;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
