import type { Config } from './config/config.ts';
import { firstHeader, type HttpRequest } from './http/message.ts';
import { type PreparedRequest, prepareParsed, prepareRequest } from './prepare.ts';
import type { ApiRequest, Payload } from './request/api-request.ts';
import { parseRequestHead, withPayload } from './request/index.ts';
import type { SchemaCache } from './schema-cache/model.ts';
import type { MainStatements } from './sql/main.ts';
import type { BindValue } from './sql/statement.ts';

/** The headers, besides method and target, that decide how a request is prepared. */
const decidingHeaders = ['accept', 'prefer', 'range', 'accept-profile', 'content-profile', 'content-type'] as const;

const longestKey = 2048;
const mostHeads = 2000;
const mostPayloadsPerHead = 16;
/** Characters of SQL: nested spreads can make a short request long. */
const longestStatement = 32 * 1024;

/** What is known of the requests with one method, target and set of deciding headers. */
interface KnownHead {
  readonly head: ApiRequest;
  /** By the keys and the kind of the payload; its content is no part of what is prepared. */
  readonly byPayload: Map<string, PreparedRequest>;
}

/**
 * Remembers prepared requests: preparing is a pure function of request, configuration and schema cache, so a reload of
 * either starts afresh. Of a body only its keys matter; the body itself is put into the remembered statements.
 */
export class PreparedRequests {
  #config: Config | null = null;
  #cache: SchemaCache | null = null;
  readonly #heads = new Map<string, KnownHead>();

  /** @throws ApiError of parsing and planning; failures are not remembered */
  prepare(http: HttpRequest, config: Config, cache: SchemaCache): PreparedRequest {
    if (config !== this.#config || cache !== this.#cache) {
      this.#heads.clear();
      this.#config = config;
      this.#cache = cache;
    }
    const key = requestKey(http);
    if (key === null) return prepareRequest(http, config, cache);
    const known = this.#heads.get(key) ?? { head: parseRequestHead(http, config), byPayload: new Map() };
    const prepared = preparePayload(known, http.body, config, cache);
    // A head is only worth keeping once something could be planned for it.
    if (known.byPayload.size > 0) this.#keep(key, known);
    return prepared;
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

function preparePayload(known: KnownHead, body: Uint8Array, config: Config, cache: SchemaCache): PreparedRequest {
  const request = withPayload(known.head, body);
  const { payload } = request;
  // The values of a form are bound one by one, so that there is nothing to put them into.
  if (payload?.kind === 'form') return prepareParsed(request, config, cache);
  const key = payloadKey(payload);
  let prepared = known.byPayload.get(key);
  if (prepared === undefined) {
    const template = payload === null ? request : { ...request, payload: { ...payload, body: anyBody } };
    prepared = prepareParsed(template, config, cache);
    if (known.byPayload.size < mostPayloadsPerHead && isWorthKeeping(key, prepared)) known.byPayload.set(key, prepared);
  }
  return payload === null || prepared.statements === null
    ? prepared
    : { ...prepared, statements: withBody(prepared.statements, payload.body) };
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

function withBody(statements: MainStatements, body: Uint8Array): MainStatements {
  const { main } = statements;
  const values = main.values.map((value: BindValue) => (value === anyBody ? body : value));
  return { ...statements, main: { ...main, values } };
}

function requestKey({ method, target, headers }: HttpRequest): string | null {
  if (target.length > longestKey) return null;
  let key = `${method} ${target}`;
  for (const name of decidingHeaders) {
    const value = name === 'prefer' ? joinedHeader(headers, name) : firstHeader(headers, name);
    // A header value cannot hold a line feed, so the parts of the key cannot run into each other.
    key += value === null ? '\n' : `\n:${value}`;
  }
  return key.length > 2 * longestKey ? null : key;
}

/** `Prefer` may come several times and all count. */
function joinedHeader(headers: readonly string[], name: string): string | null {
  let joined: string | null = null;
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (headers[i]?.toLowerCase() !== name) continue;
    joined = joined === null ? (headers[i + 1] ?? '') : `${joined},${headers[i + 1]}`;
  }
  return joined;
}
