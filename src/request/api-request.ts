import type { MediaType } from '../http/media-type.ts';
import type { Query } from './query/ast.ts';

/** What a path names (spec reading 2.1, auth-transactions-errors 6.1). */
export type Resource =
  | { readonly kind: 'root' }
  | { readonly kind: 'relation'; readonly name: string }
  /** `isRoot`: reached as `/` through `db-root-spec`. */
  | { readonly kind: 'routine'; readonly name: string };

/** What is to be done: method × resource. */
export type Action =
  | { readonly kind: 'read'; readonly relation: string; readonly headersOnly: boolean }
  | { readonly kind: 'insert'; readonly relation: string }
  | { readonly kind: 'update'; readonly relation: string }
  | { readonly kind: 'upsert'; readonly relation: string }
  | { readonly kind: 'delete'; readonly relation: string }
  | { readonly kind: 'call'; readonly routine: string; readonly method: 'GET' | 'HEAD' | 'POST' }
  /** The OpenAPI document at the root. */
  | { readonly kind: 'describe'; readonly headersOnly: boolean }
  /** OPTIONS. */
  | { readonly kind: 'info'; readonly resource: Resource };

/** Prefer header, each kind's first recognised item (spec auth-transactions-errors 4). */
export interface Preferences {
  readonly resolution: 'merge-duplicates' | 'ignore-duplicates' | null;
  readonly return: 'representation' | 'minimal' | 'headers-only' | null;
  readonly count: 'exact' | 'planned' | 'estimated' | null;
  /** Null also when `db-tx-end` allows no override. */
  readonly transaction: 'commit' | 'rollback' | null;
  readonly missing: 'default' | 'null' | null;
  readonly handling: 'strict' | 'lenient' | null;
  readonly timezone: string | null;
  readonly maxAffected: number | null;
  /** Unknown items in order, repetitions kept. */
  readonly invalid: readonly string[];
}

/**
 * A row interval `[lower, upper]`, upper null = unbounded (spec reading 9). Bigints: there is no size limit at this
 * layer. Empty when upper < lower; the zero range is `[0, -1]`.
 */
export interface Interval {
  readonly lower: bigint;
  readonly upper: bigint | null;
}

/** A parsed request body (spec writing-functions-openapi 2). `keys`: distinct, ascending by code point. */
export type Payload =
  /** JSON as received (or converted from CSV/form) and bound as one parameter. */
  | {
      readonly kind: 'json';
      readonly body: Uint8Array;
      readonly keys: readonly string[];
      readonly shape: 'object' | 'array';
    }
  /** Form body of a routine call: repeated keys matter for variadic parameters. */
  | { readonly kind: 'form'; readonly keys: readonly string[]; readonly pairs: readonly (readonly [string, string])[] }
  /** Raw body for a single unnamed parameter. */
  | { readonly kind: 'raw'; readonly body: Uint8Array; readonly type: 'text' | 'xml' | 'bytea' };

/** Everything the later stages need to know of a request; knows nothing of the catalog. */
export interface ApiRequest {
  readonly method: string;
  /** Raw path, still percent-encoded, without the query. */
  readonly path: string;
  readonly action: Action;
  /** Request schema: negotiated by profile header or the first of `db-schemas`. */
  readonly schema: string;
  /** Whether responses carry `Content-Profile`: a profile header was sent or several schemas are configured. */
  readonly schemaNegotiated: boolean;
  readonly query: Query;
  /** Root interval: limit/offset parameters cut with the Range header (spec reading 9.2). */
  readonly range: Interval;
  readonly preferences: Preferences;
  /** Accepted media types, best first. */
  readonly accept: readonly MediaType[];
  readonly contentType: MediaType;
  /** Null for methods that read no body. */
  readonly payload: Payload | null;
}
