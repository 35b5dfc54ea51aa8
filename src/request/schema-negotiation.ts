import { apiError } from '../errors/api-error.ts';
import { decodeUtf8 } from '../http/byte-string.ts';
import { firstHeader } from '../http/message.ts';

/** The schema a request works in, and whether its responses name it in `Content-Profile`. */
export interface NegotiatedSchema {
  readonly schema: string;
  readonly schemaNegotiated: boolean;
}

/**
 * Reads the profile header of the method (spec reading 15.1). `exposed` is `db-schemas`, never empty.
 * @throws ApiError PGRST106 when the header names a schema that is not exposed
 */
export function negotiateSchema(
  method: string,
  headers: readonly string[],
  exposed: readonly string[],
): NegotiatedSchema {
  const profile = firstHeader(headers, writes(method) ? 'content-profile' : 'accept-profile');
  if (profile === null) return { schema: exposed[0] ?? '', schemaNegotiated: exposed.length > 1 };
  const schema = decodeUtf8(profile);
  if (!exposed.includes(schema)) {
    throw apiError('PGRST106', {
      message: `Invalid schema: ${schema}`,
      hint: `Only the following schemas are exposed: ${exposed.join(', ')}`,
    });
  }
  return { schema, schemaNegotiated: true };
}

function writes(method: string): boolean {
  return method === 'POST' || method === 'PATCH' || method === 'PUT' || method === 'DELETE';
}
