import { isUtf8 } from 'node:buffer';
import { apiError } from '../../errors/api-error.ts';
import { UnhandledRequestError } from '../../errors/unhandled-request-error.ts';
import { sortedSet } from '../../text/code-point-order.ts';
import type { Payload } from '../api-request.ts';
import { CsvReader } from './csv-reader.ts';

/**
 * A CSV body as a JSON array of objects: the text `NULL` is null, every other field a string (spec
 * writing-functions-openapi 2.4). Fields beyond the header are dropped; a shorter record lacks the trailing keys.
 * @throws ApiError PGRST102 when it is malformed or its records differ in their keys
 * @throws UnhandledRequestError when it is not UTF-8
 */
export function csvPayload(body: Uint8Array): Payload {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const reader = new CsvReader(bytes);
  const header = new Header(reader.header());
  const elements: string[] = [];
  let firstWidth: number | null = null;
  let uniform = true;
  for (let record = reader.record(); record !== null; record = reader.record()) {
    if (record.length === 1 && record[0] === '') continue;
    const width = Math.min(record.length, header.names.length);
    firstWidth ??= width;
    if (header.keyCount(width) !== header.keyCount(firstWidth)) uniform = false;
    elements.push(header.element(record, width));
  }
  if (!uniform) throw apiError('PGRST102', { message: 'All lines must have same number of fields' });
  if (!isUtf8(bytes)) throw new UnhandledRequestError('A CSV body is not UTF-8');
  const keys = sortedSet(header.names.slice(0, firstWidth ?? 0));
  return { kind: 'json', body: Buffer.from(`[${elements.join(',')}]`), keys, shape: 'array' };
}

/** The names of the columns, prepared for records narrower than the header: their keys are those of a prefix. */
class Header {
  readonly names: readonly string[];
  private readonly members: readonly string[];
  /** By column: the next column of the same name, which takes precedence when a record reaches it. */
  private readonly nextOfSameName: number[] = [];
  /** By width: number of distinct names. Equal counts mean equal keys, since prefixes contain each other. */
  private readonly keyCounts: readonly number[];

  constructor(names: readonly string[]) {
    this.names = names;
    this.members = names.map((name) => `${JSON.stringify(name)}:`);
    const keyCounts = [0];
    const lastColumn = new Map<string, number>();
    names.forEach((name, column) => {
      const previous = lastColumn.get(name);
      if (previous !== undefined) this.nextOfSameName[previous] = column;
      this.nextOfSameName[column] = names.length;
      lastColumn.set(name, column);
      keyCounts.push(lastColumn.size);
    });
    this.keyCounts = keyCounts;
  }

  keyCount(width: number): number {
    return this.keyCounts[width] ?? 0;
  }

  /** The record's first `width` fields as a JSON object. */
  element(record: readonly string[], width: number): string {
    let object = '{';
    for (let column = 0; column < width; column++) {
      if ((this.nextOfSameName[column] ?? 0) < width) continue;
      const field = record[column] ?? '';
      if (object.length > 1) object += ',';
      object += (this.members[column] ?? '') + (field === 'NULL' ? 'null' : JSON.stringify(field));
    }
    return `${object}}`;
  }
}
