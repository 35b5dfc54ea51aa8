import { Writable } from 'node:stream';
import fc from 'fast-check';
import { serialize } from 'pg-protocol';
import { expect, test } from 'vitest';
import { FlightWriter } from '../../../src/database/flight-writer.ts';
import type { BindValue } from '../../../src/sql/statement.ts';

const name = fc.stringMatching(/^[a-z0-9]{0,10}$/);
const text = fc.string({ unit: 'grapheme', maxLength: 80 }).filter((value) => !value.includes('\0'));
const longText = fc.tuple(text, fc.integer({ min: 0, max: 300 })).map(([value, times]) => value.repeat(times));
const value: fc.Arbitrary<BindValue> = fc.oneof(fc.constant(null), text, longText, fc.uint8Array({ maxLength: 200 }));

const largeBytes = fc
  .tuple(fc.integer({ min: 65_535, max: 65_537 }), fc.integer({ min: 0, max: 255 }))
  .map(([length, byte]) => new Uint8Array(length).fill(byte));

const writer = new FlightWriter();

/** The flight, as a stream gets it. */
function sent(): Buffer {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  writer.send(stream);
  const [first = Buffer.alloc(0)] = chunks;
  return chunks.length === 1 ? first : Buffer.concat(chunks);
}

test('every message is what pg-protocol writes', () => {
  fc.assert(
    fc.property(
      name,
      longText,
      fc.array(fc.oneof({ weight: 9, arbitrary: value }, largeBytes), { maxLength: 8 }),
      (statement, sql, values) => {
        writer.close(statement);
        writer.parse(statement, sql);
        writer.bind(statement, values, 'binary');
        writer.execute();
        writer.sync();
        writer.terminate();
        const expected = Buffer.concat([
          serialize.close({ type: 'S', name: statement }),
          serialize.parse({ name: statement, text: sql }),
          bindWithSparseFormats(statement, values),
          serialize.execute(),
          serialize.sync(),
          serialize.end(),
        ]);
        expect(sent().toString('hex')).toBe(expected.toString('hex'));
      },
    ),
  );
});

/** pg-protocol always lists the format of each value; none at all means text just the same. */
function bindWithSparseFormats(statement: string, values: readonly BindValue[]): Buffer {
  const full = serialize.bind({
    statement,
    binary: true,
    values: values.map((entry) => (entry instanceof Uint8Array ? Buffer.from(entry) : entry)),
  });
  if (values.some((entry) => entry instanceof Uint8Array)) return full;
  const formatsAt = 1 + 4 + 1 + statement.length + 1;
  const sparse = Buffer.concat([full.subarray(0, formatsAt + 2), full.subarray(formatsAt + 2 + 2 * values.length)]);
  sparse.writeInt16BE(0, formatsAt);
  sparse.writeInt32BE(sparse.length - 1, 1);
  return sparse;
}

test('a flight taken is not changed by the next', () => {
  for (const size of [10, 100_000]) {
    writer.parse('', 'a'.repeat(size));
    const first = sent();
    const copy = Buffer.from(first);
    writer.parse('', 'b'.repeat(size));
    sent();
    expect(first.equals(copy)).toBe(true);
  }
});

test('what was discarded leaves no trace', () => {
  writer.parse('x', 'SELECT 1');
  writer.discard();
  writer.sync();
  expect(sent()).toEqual(Buffer.from('S\0\0\0\x04', 'latin1'));
});
