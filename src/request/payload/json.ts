import { apiError } from '../../errors/api-error.ts';
import type { Payload } from '../api-request.ts';
import { scanJson } from './json-scanner.ts';

/**
 * A JSON body, which stays the bytes received; only its shape and keys are looked at (spec writing-functions-openapi
 * 2.3). A scalar means no rows.
 * @throws ApiError PGRST102 when it is not JSON or the elements of an array differ in their keys
 */
export function jsonPayload(body: Uint8Array): Payload {
  const outline = scanJson(body);
  switch (outline.kind) {
    case 'invalid':
      throw apiError('PGRST102');
    case 'mixed-array':
      throw apiError('PGRST102', { message: 'All object keys must match' });
    case 'scalar':
      return noRows;
    case 'object':
    case 'array':
      return { kind: 'json', body, keys: outline.keys, shape: outline.kind };
  }
}

/** A JSON body that only the database will look at, with keys known otherwise. */
export function uncheckedJsonPayload(body: Uint8Array, keys: readonly string[]): Payload {
  return { kind: 'json', body, keys, shape: firstByteIsBrace(body) ? 'object' : 'array' };
}

const noRows: Payload = { kind: 'json', body: Buffer.from('[]'), keys: [], shape: 'array' };

function firstByteIsBrace(body: Uint8Array): boolean {
  for (const byte of body) {
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return byte === 0x7b;
  }
  return false;
}
