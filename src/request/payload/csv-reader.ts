import { type ApiError, apiError } from '../../errors/api-error.ts';
import { decodeUtf8 } from '../../http/byte-string.ts';
import { showCharacter } from '../query/messages.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const LF = 0x0a;
const CR = 0x0d;

/**
 * Reads comma separated records (spec writing-functions-openapi 2.4). A parser of our own, because what clients see of
 * malformed input (which byte it stops at, how an unterminated quote ends) is the protocol's, not that of any CSV
 * library. Every method raises ApiError PGRST102 on malformed input.
 */
export class CsvReader {
  private readonly bytes: Buffer;
  private at = 0;
  private ended = false;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** The first record, which must have a line end. */
  header(): readonly string[] {
    const names = this.fields();
    if (this.at === this.bytes.length) throw this.parseError('not enough input');
    this.endOfLine();
    return names;
  }

  /** The next record, null after the last one; a blank line is a record of one empty field. */
  record(): readonly string[] | null {
    if (this.ended) return null;
    const fields = this.fields();
    if (this.at === this.bytes.length) this.ended = true;
    else this.endOfLine();
    return fields;
  }

  private fields(): readonly string[] {
    const fields = [this.field()];
    while (this.bytes[this.at] === COMMA) {
      this.at++;
      fields.push(this.field());
    }
    return fields;
  }

  private field(): string {
    return this.bytes[this.at] === QUOTE ? this.quotedField() : this.plainField();
  }

  private plainField(): string {
    const start = this.at;
    while (this.at < this.bytes.length && !endsPlainField(this.bytes[this.at])) this.at++;
    return this.bytes.toString('utf8', start, this.at);
  }

  private quotedField(): string {
    const start = this.at + 1;
    let hasQuotes = false;
    let quote = this.bytes.indexOf(QUOTE, start);
    while (quote >= 0 && this.bytes[quote + 1] === QUOTE) {
      hasQuotes = true;
      quote = this.bytes.indexOf(QUOTE, quote + 2);
    }
    const end = quote < 0 ? this.endOfUnterminated(start) : quote;
    this.at = quote < 0 ? this.bytes.length : quote + 1;
    const text = this.bytes.toString('utf8', start, end);
    return hasQuotes ? text.replaceAll('""', '"') : text;
  }

  /** An unterminated field loses its last byte, taken for the closing quote; it must not be half of a doubled one. */
  private endOfUnterminated(start: number): number {
    const end = this.bytes.length - 1;
    this.at = this.bytes.length;
    if (end < start) throw this.parseError('Failed reading: trailing double quote');
    if (this.bytes[end] === QUOTE) throw this.parseError('Failed reading: insufficient input');
    return end;
  }

  private endOfLine(): void {
    const byte = this.bytes[this.at];
    if (byte !== LF && byte !== CR) throw this.parseError('Failed reading: satisfy');
    this.at += byte === CR && this.bytes[this.at + 1] === LF ? 2 : 1;
  }

  private parseError(reason: string): ApiError {
    const rest = this.bytes.subarray(this.at);
    const shown = rest.length > 100 ? `${decodeUtf8(rest.toString('latin1', 0, 100))} (truncated)` : showBytes(rest);
    return apiError('PGRST102', { message: `parse error (${reason}) at ${shown}` });
  }
}

function endsPlainField(byte: number | undefined): boolean {
  return byte === QUOTE || byte === COMMA || byte === LF || byte === CR;
}

/** Bytes as a literal in the notation of the original's language: `"b\n"`, `"\226\130\172"`. */
function showBytes(bytes: Uint8Array): string {
  let literal = '"';
  let previous = '';
  for (const byte of bytes) {
    const shown = showCharacter(byte, '"').slice(1, -1);
    if (isAmbiguousAfter(previous, shown)) literal += '\\&';
    literal += shown;
    previous = shown;
  }
  return `${literal}"`;
}

/** A digit would lengthen a decimal escape, an `H` would turn `\SO` into `\SOH`. */
function isAmbiguousAfter(previous: string, shown: string): boolean {
  return (/^\\\d+$/.test(previous) && /^\d$/.test(shown)) || (previous === '\\SO' && shown === 'H');
}
