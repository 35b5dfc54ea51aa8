import { expect, test } from 'vitest';
import { parseAccept, parseMediaType, renderMediaType } from '../../../src/http/media-type-parsing.ts';

test.each([
  ['application/openapi+json', undefined],
  ['application/openapi+json;version=3.1', '3.1'],
  ['application/openapi+json ; charset=utf-8 ; VERSION = "3.1.0"', '3.1'],
  ['application/openapi+json;version=2.0', '2.0'],
  ['application/openapi+json;version=3.10', undefined],
  ['application/openapi+json;version=3', undefined],
  ['application/openapi+json;inversion=3.1', undefined],
])('%s', (text, version) => {
  const mediaType = parseMediaType(text);
  expect(mediaType).toEqual(version === undefined ? { kind: 'openapi' } : { kind: 'openapi', version });
  expect(renderMediaType(mediaType)).toBe('application/openapi+json');
});

test('in a list, by quality', () => {
  expect(parseAccept('text/html;q=0.1, application/openapi+json;version=3.1;q=0.5')[0]).toEqual({
    kind: 'openapi',
    version: '3.1',
  });
});
