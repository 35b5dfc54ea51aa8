import type { Config } from '../config/config.ts';
import { apiError } from '../errors/api-error.ts';
import { decodeUtf8 } from '../http/byte-string.ts';
import type { Resource } from './api-request.ts';

/** Cuts a request target (origin form) at its first `?`. */
export function splitTarget(target: string): { readonly path: string; readonly rawQuery: string } {
  const queryMark = target.indexOf('?');
  if (queryMark < 0) return { path: target, rawQuery: '' };
  return { path: target.slice(0, queryMark), rawQuery: target.slice(queryMark + 1) };
}

/**
 * What a raw path names (spec auth-transactions-errors 6.1, reading 2.1).
 * @throws ApiError PGRST126 when the root is disabled, PGRST125 when the path names nothing
 */
export function resourceOf(path: string, config: Pick<Config, 'openapiMode' | 'dbRootSpec'>): Resource {
  const relative = path.startsWith('/') ? path.slice(1) : path;
  if (relative === '') return rootResource(config);
  const segments = relative.split('/', 3).map(percentDecode);
  const [first, second] = segments;
  if (first !== undefined && segments.length === 1) return { kind: 'relation', name: first };
  if (first === 'rpc' && second !== undefined && segments.length === 2) return { kind: 'routine', name: second };
  throw apiError('PGRST125');
}

function rootResource(config: Pick<Config, 'openapiMode' | 'dbRootSpec'>): Resource {
  if (config.openapiMode === 'disabled') throw apiError('PGRST126');
  return config.dbRootSpec === null ? { kind: 'root' } : { kind: 'routine', name: config.dbRootSpec.name };
}

/** Decodes every `%XX`; malformed sequences and `+` stay, bytes that are not UTF-8 become U+FFFD. */
function percentDecode(segment: string): string {
  const bytes = segment.replace(/%([0-9a-fA-F]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  return decodeUtf8(bytes);
}
