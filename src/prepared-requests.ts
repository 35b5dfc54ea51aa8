import type { Config } from './config/config.ts';
import { ApiError } from './errors/api-error.ts';
import { allHeaders, firstHeader, type HttpRequest } from './http/message.ts';
import { type PreparedRequest, prepareParsed, prepareRequest } from './prepare.ts';
import type { ApiRequest, Payload } from './request/api-request.ts';
import { parseRequestHead, type RequestHead, withPayload } from './request/index.ts';
import { decodeUtf8 } from './request/query/query-string.ts';
import { canonicalPieces, fillCanonical, placeholder, placeholderIndex, templateOf } from './request/query/template.ts';
import { splitTarget } from './request/resource.ts';
import type { SchemaCache } from './schema-cache/model.ts';
import { SieveCache } from './sieve-cache.ts';
import { cutAtNul } from './sql/fragment.ts';
import type { Statement } from './sql/statement.ts';

/** The headers, besides method and target, that decide how a request is prepared. */
const decidingHeaders = ['accept', 'prefer', 'range', 'accept-profile', 'content-profile', 'content-type'] as const;

const longestKey = 2048;
const mostHeads = 2000;
const mostFailures = 400;
const mostPayloadsPerHead = 16;
/** Characters of SQL: nested spreads can make a short request long. */
const longestStatement = 32 * 1024;

/** What is known of the requests with one method, target template and set of deciding headers. */
interface KnownHead {
  readonly head: ApiRequest;
  /** The canonical form of the query, to be filled with the values. */
  readonly canonicalPieces: readonly string[];
  /** By the keys and the kind of the payload; its content is no part of what is prepared. */
  readonly byPayload: Map<string, PreparedRequest>;
}

/**
 * Remembers prepared requests: preparing is a pure function of request, configuration and schema cache, so a reload of
 * either starts afresh. Requests that differ in the values of plain filters only are prepared once, and of a body only
 * the keys matter; values and body are put into the remembered statements. What cannot be prepared is remembered too.
 */
export class PreparedRequests {
  #config: Config | null = null;
  #cache: SchemaCache | null = null;
  readonly #heads = new Map<string, KnownHead>();
  /** Kept apart, so that the garbage that strangers ask for displaces nothing but itself. */
  #failures = new SieveCache<string, ApiError>(mostFailures);

  /** @throws ApiError of parsing and planning */
  prepare(http: HttpRequest, config: Config, cache: SchemaCache): PreparedRequest {
    if (config !== this.#config || cache !== this.#cache) {
      this.#heads.clear();
      this.#failures = new SieveCache(mostFailures);
      this.#config = config;
      this.#cache = cache;
    }
    if (http.target.length > longestKey) return prepareRequest(http, config, cache);
    const { target, values } = targetTemplate(http.target);
    const key = requestKey(http, target);
    if (key === null) return prepareRequest(http, config, cache);
    if (values.length === 0) {
      return http.body.length === 0
        ? this.#prepareOrRefuse(key, http, config, cache)
        : this.#prepareTemplate(key, http, http, values, config, cache);
    }
    try {
      const head = { method: http.method, target, headers: http.headers };
      return this.#prepareTemplate(key, head, http, values, config, cache);
    } catch {
      // The error has to be told in the words of the request.
      return prepareRequest(http, config, cache);
    }
  }

  /** A request with neither filter values nor body: all that it can fail of is in the key. */
  #prepareOrRefuse(key: string, http: HttpRequest, config: Config, cache: SchemaCache): PreparedRequest {
    const failure = this.#failures.get(key);
    if (failure !== undefined) throw failure;
    try {
      return this.#prepareTemplate(key, http, http, noValues, config, cache);
    } catch (error) {
      if (error instanceof ApiError) this.#failures.insert(key, error);
      throw error;
    }
  }

  #prepareTemplate(
    key: string,
    head: RequestHead,
    { body }: HttpRequest,
    values: readonly string[],
    config: Config,
    cache: SchemaCache,
  ): PreparedRequest {
    const known = this.#heads.get(key) ?? knowHead(parseRequestHead(head, config));
    const request = withPayload(known.head, body);
    const prepared = prepareForAny(known, request, values.length, config, cache);
    // A head is only worth keeping once something could be planned for it.
    if (known.byPayload.size > 0) this.#keep(key, known);
    return filled(prepared, known, values, request.payload);
  }

  #keep(key: string, known: KnownHead): void {
    if (this.#heads.has(key)) return;
    if (this.#heads.size >= mostHeads) this.#forgetOldest();
    this.#heads.set(key, known);
  }

  /** An eighth at a time: evicting one by one would cost every request of a workload that never repeats. */
  #forgetOldest(): void {
    let left = mostHeads / 8;
    for (const key of this.#heads.keys()) {
      this.#heads.delete(key);
      if (--left === 0) return;
    }
  }
}

function targetTemplate(target: string): { readonly target: string; readonly values: readonly string[] } {
  const { path, rawQuery } = splitTarget(target);
  if (rawQuery === '') return { target, values: noValues };
  const template = templateOf(rawQuery);
  return template.values.length === 0
    ? { target, values: noValues }
    : { target: `${path}?${template.rawQuery}`, values: template.values };
}

const noValues: readonly string[] = [];

function knowHead(head: ApiRequest): KnownHead {
  return { head, canonicalPieces: canonicalPieces(head.query.canonical), byPayload: new Map() };
}

/** Prepares for any body with the keys of this one, and for any values. */
function prepareForAny(
  known: KnownHead,
  request: ApiRequest,
  valueCount: number,
  config: Config,
  cache: SchemaCache,
): PreparedRequest {
  const { payload } = request;
  // The values of a form are bound one by one, so that there is nothing to put them into.
  if (payload?.kind === 'form') return prepareParsed(request, config, cache);
  const key = payloadKey(payload);
  const remembered = known.byPayload.get(key);
  if (remembered !== undefined) return remembered;
  const template = payload === null ? request : { ...request, payload: { ...payload, body: anyBody } };
  const prepared = prepareParsed(template, config, cache);
  if (!takesAll(prepared, valueCount)) throw new Error('a filter whose value is not bound');
  if (known.byPayload.size < mostPayloadsPerHead && isWorthKeeping(key, prepared)) known.byPayload.set(key, prepared);
  return prepared;
}

/** Whether each value has its place in the statements. */
function takesAll({ statements }: PreparedRequest, valueCount: number): boolean {
  if (statements === null) return valueCount === 0;
  const { main, countEstimate } = statements;
  for (let index = 0; index < valueCount; index++) {
    const value = placeholder(index);
    if (!main.values.includes(value) && countEstimate?.values.includes(value) !== true) return false;
  }
  return true;
}

/** The prepared request for these values and this body. */
function filled(
  prepared: PreparedRequest,
  { canonicalPieces }: KnownHead,
  values: readonly string[],
  payload: Payload | null,
): PreparedRequest {
  if (prepared.statements === null || (values.length === 0 && payload === null)) return prepared;
  const texts = values.map((value) => cutAtNul(decodeUtf8(value)));
  const body = payload === null || payload.kind === 'form' ? anyBody : payload.body;
  const { request, plan, searchPath, parsedAt } = prepared;
  const { main, countEstimate } = prepared.statements;
  return {
    request: values.length === 0 ? request : withCanonical(request, fillCanonical(canonicalPieces, values)),
    plan,
    statements: {
      main: filledStatement(main, texts, body),
      countEstimate: countEstimate === null ? null : filledStatement(countEstimate, texts, body),
    },
    searchPath,
    parsedAt,
  };
}

function filledStatement(statement: Statement, texts: readonly string[], body: Uint8Array): Statement {
  const { text, resultFormat } = statement;
  const values = statement.values.map((value) => {
    if (value === anyBody) return body;
    const index = typeof value === 'string' ? placeholderIndex(value) : -1;
    return index === -1 ? value : (texts[index] ?? value);
  });
  return resultFormat === undefined ? { text, values } : { text, values, resultFormat };
}

function withCanonical(request: ApiRequest, canonical: string): ApiRequest {
  return { ...request, query: { ...request.query, canonical } };
}

/** What is remembered stays small, whatever comes: keys of a body have no limit of their own. */
function isWorthKeeping(payloadKey: string, { statements }: PreparedRequest): boolean {
  return payloadKey.length <= longestKey && (statements === null || statements.main.text.length <= longestStatement);
}

/** Stands for the body in remembered statements, so that they do not hold on to one. */
const anyBody = new Uint8Array(0);

function payloadKey(payload: Exclude<Payload, { kind: 'form' }> | null): string {
  if (payload === null) return '';
  return payload.kind === 'raw' ? payload.type : `${payload.shape} ${JSON.stringify(payload.keys)}`;
}

function requestKey({ method, headers }: HttpRequest, target: string): string | null {
  let key = `${method} ${target}`;
  for (const name of decidingHeaders) {
    const value = name === 'prefer' ? joinedHeader(headers, name) : firstHeader(headers, name);
    // A header value cannot hold a line feed, so the parts of the key cannot run into each other.
    key += value === null ? '\n' : `\n:${value}`;
  }
  return key.length > 2 * longestKey ? null : key;
}

/**
 * `Prefer` may come several times and all count. Joined by another character that no header value can hold: two headers
 * are not one with a comma.
 */
function joinedHeader(headers: readonly string[], name: string): string | null {
  const values = allHeaders(headers, name);
  return values.length === 0 ? null : values.join('\r');
}
