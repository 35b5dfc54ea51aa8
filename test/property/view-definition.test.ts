import { expect, test } from 'vitest';
import { columnOrigins } from '../../src/schema-cache/view-definition.ts';
import fc from './fast-check.ts';

const piece = fc.constantFrom(
  '({QUERY',
  ' :targetList ',
  '({TARGETENTRY',
  ' :resno 1',
  ' :resorigtbl 7',
  ' :resorigcol',
  ' 3',
  '(',
  ')',
  '{',
  '}',
  '\\',
  '\\(',
  ' ',
  ':',
  '<>',
  'é',
);

test('any text is read to its end without an error', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      for (const origin of columnOrigins(Buffer.from(pieces.join('')))) {
        expect(origin.originTable).toBeGreaterThan(0);
      }
    }),
  );
});
