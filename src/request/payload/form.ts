import { sortedSet } from '../../text/code-point-order.ts';
import type { Payload } from '../api-request.ts';
import { decodeQueryString } from '../query/query-string.ts';

/**
 * A form body for a relation: one JSON object of texts, the last of repeated keys wins (spec writing-functions-openapi
 * 2.5).
 * @throws UnhandledRequestError when it is not UTF-8
 */
export function formPayload(body: Uint8Array): Payload {
  const object = new Map(parseForm(body));
  const members = Array.from(object, ([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return { kind: 'json', body: Buffer.from(`{${members.join(',')}}`), keys: sortedSet(object.keys()), shape: 'object' };
}

/**
 * A form body for a routine: its pairs in order, repetitions kept.
 * @throws UnhandledRequestError when it is not UTF-8
 */
export function formPairs(body: Uint8Array): Payload {
  const pairs = parseForm(body);
  return { kind: 'form', keys: sortedSet(pairs.map(([key]) => key)), pairs };
}

/** Forms are written like query strings; a key without `=` has the empty value. */
function parseForm(body: Uint8Array): readonly (readonly [string, string])[] {
  const source = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1');
  const { parameters } = decodeQueryString(source.startsWith('?') ? source.slice(1) : source);
  return parameters.map(({ name, value }) => [name, value ?? '']);
}
