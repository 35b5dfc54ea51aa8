import { expect, test } from 'vitest';
import { MessageReader } from '../../src/database/message-reader.ts';
import fc from './fast-check.ts';

const message = fc.record({ type: fc.integer({ min: 1, max: 255 }), content: fc.uint8Array({ maxLength: 40 }) });

function encode(type: number, content: Uint8Array): Buffer {
  const header = Buffer.alloc(5);
  header.writeUInt8(type);
  header.writeUInt32BE(content.length + 4, 1);
  return Buffer.concat([header, content]);
}

test('messages come out whole and in order, however the stream is cut', () => {
  fc.assert(
    fc.property(
      fc.array(message, { maxLength: 12 }),
      fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 30 }),
      fc.boolean(),
      (messages, cuts, isLent) => {
        const stream = Buffer.concat(messages.map(({ type, content }) => encode(type, content)));
        const received: { type: number; content: Uint8Array }[] = [];
        const reader = new MessageReader((type, bytes, start, end) => {
          received.push({ type, content: Uint8Array.from(bytes.subarray(start, end)) });
        });
        let offset = 0;
        for (let turn = 0; offset < stream.length; turn++) {
          const size = Math.max(cuts[turn % cuts.length]!, turn < 500 ? 0 : 1);
          const chunk = Buffer.from(stream.subarray(offset, offset + size));
          reader.push(chunk, isLent);
          // A lender uses his bytes for something else.
          if (isLent) chunk.fill(0xff);
          offset += size;
        }
        expect(received).toEqual(messages.map(({ type, content }) => ({ type, content: Uint8Array.from(content) })));
      },
    ),
  );
});

test('an impossible length is an error', () => {
  for (const length of [0, 3, 0x7fffffff, 0xffffffff]) {
    const header = Buffer.from([0x44, 0, 0, 0, 0]);
    header.writeUInt32BE(length, 1);
    expect(() => new MessageReader(() => undefined).push(header, false)).toThrow('invalid message length');
  }
});
