import type { Authentication } from './auth/authentication.ts';
import type { Config } from './config/config.ts';
import type { PooledDatabase } from './database/index.ts';
import { AbandonedRequestError } from './database/transaction.ts';
import { apiError } from './errors/api-error.ts';
import { decodeUtf8 } from './http/byte-string.ts';
import { firstHeader, type Header, type HttpRequest, type HttpResponse } from './http/message.ts';
import type { ServerState } from './lifecycle/state.ts';
import type { Observer } from './observe/observation.ts';
import { StageClock } from './observe/stage-clock.ts';
import type { RequestTracer } from './observe/tracing.ts';
import type { PreparedDataRequest, PreparedDescription } from './prepare.ts';
import { PreparedRequests } from './prepared-requests.ts';
import { dataResponse, explainResponse } from './response/data-response.ts';
import { endpointResponse } from './response/endpoint-response.ts';
import { errorResponse } from './response/error.ts';
import { apiErrorOf, loggedBody } from './response/failure.ts';
import { infoResponse } from './response/info-response.ts';
import { openApiResponse } from './response/openapi-response.ts';
import { decodeCountEstimate, decodeMainResult } from './response/result.ts';
import { checkResult, needsJudgement } from './response/row-count-checks.ts';
import type { SchemaCache } from './schema-cache/model.ts';
import { corsHeaders, preflightResponse } from './server/cors.ts';
import type { RequestHandler } from './server/handler.ts';
import type { Statement } from './sql/statement.ts';
import { dataTransaction, isolationLevel, openingStatements } from './transaction.ts';

export interface AppParts {
  readonly state: ServerState;
  readonly database: PooledDatabase;
  /** @throws ApiError PGRST300-303 */
  readonly authenticate: (authorization: string | null) => Authentication | Promise<Authentication>;
  readonly observe: Observer;
  /** Told of every request and its stages; null = nothing is measured for it. */
  readonly traceRequest: RequestTracer | null;
  /** A response was 503 although a schema cache exists: the connection may need re-establishing. */
  readonly onUnavailable: () => void;
}

/**
 * The server as a function from request to response:
 *
 *   request → authentication → parse → plan → SQL → database → response
 *
 * Everything a request needs is read once at its start (configuration, schema cache), so that a reload in between
 * cannot mix old and new. It never rejects but for requests that cannot be answered in the API's own format.
 *
 * @throws UnhandledRequestError
 */
export function createApp(parts: AppParts): RequestHandler {
  const prepared = new PreparedRequests();
  return async (http) => {
    const { config } = parts.state;
    const preflight = preflightResponse(http, config.serverCorsAllowedOrigins);
    if (preflight !== null) return framed(preflight, http, config, []);
    const exchange = new Exchange(parts, prepared, http, config);
    const response = await exchange.respond();
    if (response.status === 503 && parts.state.schemaCache !== null) parts.onUnavailable();
    return framed(response, http, config, corsHeaders(http, config.serverCorsAllowedOrigins));
  };
}

/** Adds what surrounds every response: trace header and Retry-After in front, CORS headers at the end. */
function framed(response: HttpResponse, http: HttpRequest, config: Config, cors: readonly Header[]): HttpResponse {
  const trace = config.serverTraceHeader;
  if (trace === null && response.status !== 503 && cors.length === 0) return response;
  const headers: Header[] = [];
  if (trace !== null) headers.push([trace, decodeUtf8(firstHeader(http.headers, trace.toLowerCase()) ?? '')]);
  if (response.status === 503) headers.push(['Retry-After', '0']);
  return { ...response, headers: [...headers, ...response.headers, ...cors] };
}

/** One request on its way through the stages. */
class Exchange {
  readonly #parts: AppParts;
  readonly #prepared: PreparedRequests;
  readonly #http: HttpRequest;
  readonly #config: Config;
  readonly #clock: StageClock;
  #authentication: Authentication | null = null;
  /** What ran in the database, for the query log. */
  #statements: readonly Statement[] = [];

  constructor(parts: AppParts, prepared: PreparedRequests, http: HttpRequest, config: Config) {
    this.#parts = parts;
    this.#prepared = prepared;
    this.#http = http;
    this.#config = config;
    this.#clock = new StageClock(config.serverTimingEnabled, parts.traceRequest !== null);
  }

  async respond(): Promise<HttpResponse> {
    let response: HttpResponse;
    try {
      response = await this.#answer();
    } catch (error) {
      response = this.#refuse(error);
      // Nobody gets this response, so that it is no news to an operator either.
      if (error instanceof AbandonedRequestError) return response;
    }
    this.#logAccess(response);
    const { traceRequest } = this.#parts;
    if (traceRequest !== null) this.#trace(traceRequest, response.status);
    return response;
  }

  #trace(traceRequest: RequestTracer, status: number): void {
    const { method, target, headers } = this.#http;
    const { startedAt, stages } = this.#clock;
    const endedAt = performance.timeOrigin + performance.now();
    traceRequest({ method, target, headers, status, startedAt, endedAt, stages });
  }

  async #answer(): Promise<HttpResponse> {
    const { state, authenticate } = this.#parts;
    const authentication = authenticate(firstHeader(this.#http.headers, 'authorization'));
    this.#authentication = authentication instanceof Promise ? await authentication : authentication;
    this.#clock.end('jwt');
    const cache = state.schemaCache;
    if (cache === null) throw apiError('PGRST002');
    const prepared = this.#prepared.prepare(this.#http, this.#config, cache);
    this.#clock.end('parse', prepared.parsedAt);
    this.#clock.end('plan');
    return prepared.statements === null
      ? this.#describe(prepared, cache, this.#authentication)
      : this.#execute(prepared, this.#authentication);
  }

  async #execute(prepared: PreparedDataRequest, authentication: Authentication): Promise<HttpResponse> {
    const { plan, request, statements } = prepared;
    const config = this.#config;
    if (plan.legacyTargets.length > 0) this.#warnOfLegacyTargets(plan.legacyTargets);
    const opening = openingStatements(prepared, this.#http.headers, authentication, config);
    const { transaction, mainIndex } = dataTransaction(opening, prepared, authentication.role, config);
    this.#statements = transaction.statements;
    const results = await this.#parts.database.run(transaction, this.#http);
    this.#clock.end('transaction');
    if (plan.representation.explain !== null) {
      return explainResponse(plan, request, results[mainIndex], this.#clock);
    }
    const result = decodeMainResult(results[mainIndex]);
    if (!needsJudgement(plan, request, transaction.end)) checkResult(plan, request, result);
    const estimate = statements.countEstimate === null ? null : decodeCountEstimate(results[mainIndex + 1]);
    return dataResponse(plan, request, result, estimate, config, this.#clock);
  }

  #describe(
    prepared: PreparedDescription,
    cache: SchemaCache,
    authentication: Authentication,
  ): HttpResponse | Promise<HttpResponse> {
    const { plan, request } = prepared;
    if (plan.kind === 'info') return infoResponse(plan, request, cache, this.#clock);
    const config = this.#config;
    const description = {
      request,
      opening: openingStatements(prepared, this.#http.headers, authentication, config),
      isolation: isolationLevel(plan, authentication.role, config),
      cache,
      config,
      database: this.#parts.database,
      onStatements: (statements: readonly Statement[]) => {
        this.#statements = statements;
      },
      clock: this.#clock,
    };
    return plan.kind === 'describe'
      ? openApiResponse({ ...description, plan })
      : endpointResponse({ ...description, plan });
  }

  #refuse(error: unknown): HttpResponse {
    const answered = apiErrorOf(error, this.#authentication?.authenticated ?? false);
    const logged = loggedBody(error, answered);
    if (logged !== null) this.#parts.observe({ kind: 'request-error', error: logged });
    return errorResponse(answered, this.#config, this.#http.method === 'HEAD');
  }

  #warnOfLegacyTargets(targets: readonly (readonly [string, string])[]): void {
    const updates = targets.map(([target, alias]) => `\`${target}\` to \`${alias}\``).join(', ');
    this.#parts.observe({ kind: 'legacy-target-names', updates, request: `${this.#http.method} ${this.#http.target}` });
  }

  #logAccess(response: HttpResponse): void {
    this.#parts.observe({
      kind: 'response',
      request: this.#http,
      response,
      role: this.#authentication?.role ?? null,
      statements: this.#config.logQuery ? this.#statements.map(({ text }) => text) : noTexts,
    });
  }
}

const noTexts: readonly string[] = [];
