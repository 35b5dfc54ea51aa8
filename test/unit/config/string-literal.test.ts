import { expect, test } from 'vitest';
import { stringLiteral } from '../../../src/config/string-literal.ts';

test.each([
  ['plain', '"plain"'],
  ['"\\\n\t\r', String.raw`"\"\\\n\t\r"`],
  ['é1', String.raw`"\233\&1"`],
  ['éa', String.raw`"\233a"`],
  ['😀', String.raw`"\128512"`],
  ['\x01\x7f', String.raw`"\1\DEL"`],
])('%j', (text, expected) => expect(stringLiteral(text)).toBe(expected));
