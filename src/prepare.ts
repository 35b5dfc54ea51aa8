import type { Config } from './config/config.ts';
import { apiError } from './errors/api-error.ts';
import { firstHeader, type HttpRequest } from './http/message.ts';
import { planRequest } from './plan/index.ts';
import type { Plan } from './plan/plan.ts';
import type { ApiRequest } from './request/api-request.ts';
import { parseRequest } from './request/index.ts';
import type { SchemaCache } from './schema-cache/model.ts';
import { type MainStatements, mainStatements } from './sql/main.ts';

/** A request parsed, planned and compiled: everything that does not depend on who asks. */
export interface PreparedRequest {
  readonly request: ApiRequest;
  readonly plan: Plan;
  /** Null for plans without a main statement. */
  readonly statements: MainStatements | null;
  readonly parsedAt: number;
}

/** @throws ApiError of parsing and planning */
export function prepareRequest(http: HttpRequest, config: Config, cache: SchemaCache): PreparedRequest {
  const request = parseRequest(http, config);
  const parsedAt = performance.now();
  const plan = planRequest(request, cache, config);
  return { request, plan, statements: compile(request, plan, config), parsedAt };
}

function compile(request: ApiRequest, plan: Plan, config: Config): MainStatements | null {
  if (plan.kind === 'describe' || plan.kind === 'describe-endpoint' || plan.kind === 'info') return null;
  const statements = mainStatements(plan, {
    count: request.preferences.count,
    return: request.preferences.return,
    range: request.range,
    maxRows: plan.kind === 'mutation' ? null : config.dbMaxRows,
  });
  if (statements.main.values.length > mostValues) throw tooManyValues(statements.main.values.length);
  return statements;
}

/** The wire protocol counts a statement's parameters in 16 bits. */
const mostValues = 65_535;

function tooManyValues(count: number): Error {
  return apiError('PGRST100', {
    message: 'The request has more values than one statement can take',
    details: `${count} values were found, ${mostValues} are possible.`,
  });
}

/** The headers, besides method and target, that decide how a request without a body is prepared. */
const decidingHeaders = ['accept', 'prefer', 'range', 'accept-profile', 'content-profile', 'content-type'] as const;

const longestKey = 2048;
const mostEntries = 2000;

/**
 * Remembers prepared requests: preparing is a pure function of request, configuration and schema cache, so a reload of
 * either starts afresh. Only requests without a body are remembered.
 */
export class PreparedRequests {
  #config: Config | null = null;
  #cache: SchemaCache | null = null;
  readonly #entries = new Map<string, PreparedRequest>();

  /** @throws ApiError of parsing and planning; failures are not remembered */
  prepare(http: HttpRequest, config: Config, cache: SchemaCache): PreparedRequest {
    if (config !== this.#config || cache !== this.#cache) {
      this.#entries.clear();
      this.#config = config;
      this.#cache = cache;
    }
    const key = requestKey(http);
    if (key === null) return prepareRequest(http, config, cache);
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const prepared = prepareRequest(http, config, cache);
    if (this.#entries.size >= mostEntries) this.#forgetOldest();
    this.#entries.set(key, prepared);
    return prepared;
  }

  /** An eighth at a time: evicting one by one would cost every request of a workload that never repeats. */
  #forgetOldest(): void {
    let left = mostEntries / 8;
    for (const key of this.#entries.keys()) {
      this.#entries.delete(key);
      if (--left === 0) return;
    }
  }
}

function requestKey({ method, target, headers, body }: HttpRequest): string | null {
  if (body.length > 0 || (method !== 'GET' && method !== 'HEAD' && method !== 'DELETE')) return null;
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
