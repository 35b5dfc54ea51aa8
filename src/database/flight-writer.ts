import type { Writable } from 'node:stream';
import type { BindValue, Statement } from '../sql/statement.ts';
import { PostgresError } from './transaction.ts';

const INITIAL_SIZE = 16 * 1024;
/** A scratch buffer above this size is handed over instead of copied, so that one big upload does not pin its memory. */
const MAX_KEPT_SIZE = 64 * 1024;
/** Up to this length a string is written without measuring it first: three bytes per UTF-16 unit are reserved. */
const UNMEASURED_LENGTH = 4096;
/** Bytes from this length on are not copied but sent from where they are. */
const LARGE_VALUE = 64 * 1024;
/** Below this length a loop over ASCII characters beats the call into native code. */
const SHORT_LENGTH = 24;

const messageType = {
  bind: 0x42, // B
  close: 0x43, // C
  execute: 0x45, // E
  parse: 0x50, // P
  sync: 0x53, // S
  terminate: 0x58, // X
} as const;

/**
 * Serialises the messages of one flight into one buffer, for one write to the socket; only large values stay apart. One writer serves all
 * connections, because a flight is always written from start to end without a pause.
 *
 * Not pg-protocol's serialiser: that allocates a buffer per message, which then must be joined or written as a list.
 */
export class FlightWriter {
  #bytes = Buffer.allocUnsafeSlow(INITIAL_SIZE);
  #length = 0;
  /** Large values, each with the position in `#bytes` before which it belongs. */
  #large: { readonly position: number; readonly value: Uint8Array }[] = [];
  #largeLength = 0;

  /**
   * Parse without declared parameter types; the empty name is the unnamed statement.
   * @throws PostgresError 22021 when the text holds a NUL character, which would end it early on the wire
   */
  parse(name: string, text: string): void {
    if (text.includes('\0')) throw nulCharacterError(text);
    const start = this.#open(messageType.parse);
    this.#cstring(name);
    this.#cstring(text);
    this.#reserve(2);
    this.#int16(0);
    this.#close(start);
  }

  /** Bind to the unnamed portal: strings in text format, bytes in binary format. */
  bind(statementName: string, values: readonly BindValue[], resultFormat: Statement['resultFormat']): void {
    const start = this.#open(messageType.bind);
    const largeBefore = this.#largeLength;
    this.#reserve(1);
    this.#bytes[this.#length++] = 0;
    this.#cstring(statementName);
    this.#reserve(8 + 2 * values.length);
    this.#formats(values);
    this.#int16(values.length);
    for (const value of values) this.#value(value);
    this.#reserve(4);
    if (resultFormat !== 'binary') {
      this.#int16(0);
    } else {
      this.#int16(1);
      this.#int16(1);
    }
    this.#close(start, this.#largeLength - largeBefore);
  }

  /** Execute the unnamed portal to its end. */
  execute(): void {
    this.#reserve(10);
    this.#bytes[this.#length++] = messageType.execute;
    this.#int32(9);
    this.#bytes[this.#length++] = 0;
    this.#int32(0);
  }

  /** Close a named statement; unknown names are no error. */
  close(statementName: string): void {
    const start = this.#open(messageType.close);
    this.#reserve(1);
    this.#bytes[this.#length++] = 0x53; // S: a statement, not a portal
    this.#cstring(statementName);
    this.#close(start);
  }

  sync(): void {
    this.#open(messageType.sync);
    this.#bytes.writeInt32BE(4, this.#length - 4);
  }

  terminate(): void {
    this.#open(messageType.terminate);
    this.#bytes.writeInt32BE(4, this.#length - 4);
  }

  /** Writes the flight to the stream, in one piece unless it has large values; the writer is empty afterwards. */
  send(stream: Writable): void {
    const large = this.#large;
    const bytes = this.#take();
    if (large.length === 0) {
      stream.write(bytes);
      return;
    }
    stream.cork();
    let start = 0;
    for (const { position, value } of large) {
      stream.write(bytes.subarray(start, position));
      stream.write(value);
      start = position;
    }
    stream.write(bytes.subarray(start));
    stream.uncork();
  }

  /** What stands in the scratch buffer, as bytes of its own. */
  #take(): Buffer {
    const used = this.#bytes.subarray(0, this.#length);
    this.discard();
    if (this.#bytes.length > MAX_KEPT_SIZE) {
      this.#bytes = Buffer.allocUnsafeSlow(INITIAL_SIZE);
      return used;
    }
    return Buffer.from(used);
  }

  /** Forgets what was written since `send`. */
  discard(): void {
    this.#length = 0;
    if (this.#large.length > 0) {
      this.#large = [];
      this.#largeLength = 0;
    }
  }

  /** Writes the type and leaves room for the length; returns where the length goes. */
  #open(type: number): number {
    this.#reserve(5);
    this.#bytes[this.#length] = type;
    this.#length += 5;
    return this.#length - 4;
  }

  /** @param apart bytes of the message that are not in the scratch buffer */
  #close(start: number, apart = 0): void {
    this.#bytes.writeInt32BE(this.#length - start + apart, start);
  }

  /** No format codes mean that all values are text. */
  #formats(values: readonly BindValue[]): void {
    const allText = values.every(isText);
    this.#int16(allText ? 0 : values.length);
    if (allText) return;
    for (const value of values) this.#int16(isText(value) ? 0 : 1);
  }

  #value(value: BindValue): void {
    this.#reserve(4);
    if (value === null) {
      this.#int32(-1);
      return;
    }
    if (typeof value !== 'string' && value.length >= LARGE_VALUE) {
      this.#int32(value.length);
      this.#large.push({ position: this.#length, value });
      this.#largeLength += value.length;
      return;
    }
    const start = this.#length;
    this.#length += 4;
    if (typeof value === 'string') {
      this.#string(value);
    } else {
      this.#reserve(value.length);
      this.#bytes.set(value, this.#length);
      this.#length += value.length;
    }
    this.#bytes.writeInt32BE(this.#length - start - 4, start);
  }

  #cstring(value: string): void {
    this.#string(value);
    this.#reserve(1);
    this.#bytes[this.#length++] = 0;
  }

  #string(value: string): void {
    const { length } = value;
    this.#reserve(length <= UNMEASURED_LENGTH ? 3 * length : Buffer.byteLength(value));
    if (length > SHORT_LENGTH || !this.#shortAscii(value)) this.#length += this.#bytes.write(value, this.#length);
  }

  /** False, with nothing written, when the text is not plain ASCII. */
  #shortAscii(value: string): boolean {
    const bytes = this.#bytes;
    const start = this.#length;
    for (let index = 0; index < value.length; index++) {
      const unit = value.charCodeAt(index);
      if (unit > 0x7f) return false;
      bytes[start + index] = unit;
    }
    this.#length = start + value.length;
    return true;
  }

  #int16(value: number): void {
    this.#bytes[this.#length++] = (value >>> 8) & 0xff;
    this.#bytes[this.#length++] = value & 0xff;
  }

  #int32(value: number): void {
    this.#bytes[this.#length++] = (value >>> 24) & 0xff;
    this.#bytes[this.#length++] = (value >>> 16) & 0xff;
    this.#bytes[this.#length++] = (value >>> 8) & 0xff;
    this.#bytes[this.#length++] = value & 0xff;
  }

  #reserve(size: number): void {
    const needed = this.#length + size;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#bytes.length));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}

function isText(value: BindValue): boolean {
  return value === null || typeof value === 'string';
}

/** What the server answers to a NUL character inside a bound value. */
function nulCharacterError(text: string): PostgresError {
  return new PostgresError({
    sqlstate: '22021',
    message: 'invalid byte sequence for encoding "UTF8": 0x00',
    detail: null,
    hint: null,
    severity: 'ERROR',
    statementText: text,
  });
}
