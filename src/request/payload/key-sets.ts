import { sortedSet } from '../../text/code-point-order.ts';

/**
 * The keys of the objects of a JSON document, fed in order of appearance: those of the first object, and whether every
 * other object has the same ones. Objects that repeat the first one's keys byte by byte, as nearly all do, are compared
 * without decoding or allocating anything.
 */
export class KeySets {
  private readonly bytes: Uint8Array;
  /** Key → number, for the distinct keys of the first object. */
  private readonly numbers = new Map<string, number>();
  /** Where the keys of the first object stand in `bytes`, quotes included, and their numbers; repetitions kept. */
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
  private readonly numberAt: number[] = [];
  /** By number of key: the last object that had it. */
  private readonly lastSeenIn: number[] = [];
  private objects = 0;
  private position = 0;
  private distinct = 0;
  private isUniform = true;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Whether all objects so far have the same keys. */
  get uniform(): boolean {
    return this.isUniform;
  }

  /** The distinct keys of the first object, ascending by code point. */
  keys(): readonly string[] {
    return sortedSet(this.numbers.keys());
  }

  beginObject(): void {
    this.objects++;
    this.position = 0;
    this.distinct = 0;
  }

  /** A key of the current object: `bytes` from `start` (the opening quote) to before `end`. */
  add(start: number, end: number): void {
    if (this.objects === 1) this.addToFirst(start, end);
    else if (this.isUniform) this.compare(start, end);
    this.position++;
  }

  endObject(): void {
    if (this.objects > 1 && this.distinct !== this.numbers.size) this.isUniform = false;
  }

  private addToFirst(start: number, end: number): void {
    const key = this.decode(start, end);
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.numbers.size;
      this.numbers.set(key, number);
      this.lastSeenIn.push(1);
    }
    this.starts.push(start);
    this.ends.push(end);
    this.numberAt.push(number);
  }

  private compare(start: number, end: number): void {
    const number = this.equalsFirstAtPosition(start, end)
      ? this.numberAt[this.position]
      : this.numbers.get(this.decode(start, end));
    if (number === undefined) {
      this.isUniform = false;
    } else if (this.lastSeenIn[number] !== this.objects) {
      this.lastSeenIn[number] = this.objects;
      this.distinct++;
    }
  }

  private equalsFirstAtPosition(start: number, end: number): boolean {
    const first = this.starts[this.position];
    if (first === undefined || (this.ends[this.position] ?? 0) - first !== end - start) return false;
    for (let i = end - start - 1; i >= 0; i--) {
      if (this.bytes[first + i] !== this.bytes[start + i]) return false;
    }
    return true;
  }

  private decode(start: number, end: number): string {
    const source = Buffer.from(this.bytes.buffer, this.bytes.byteOffset + start, end - start).toString('utf8');
    return source.includes('\\') ? JSON.parse(source) : source.slice(1, -1);
  }
}
