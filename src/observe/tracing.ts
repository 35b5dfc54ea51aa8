import { allHeaders } from '../http/message.ts';

/** A request that has been answered, with the times its stages began and ended. */
export interface TracedRequest {
  readonly method: string;
  /** Raw request target. */
  readonly target: string;
  /** Flat request headers; `traceparent` and the like are taken from here. */
  readonly headers: readonly string[];
  readonly status: number;
  /** Milliseconds since the epoch, fractions welcome. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly stages: readonly TracedStage[];
}

export interface TracedStage {
  readonly name: string;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** Reports one request with its stages as spans, after the fact. */
export type RequestTracer = (request: TracedRequest) => void;

/**
 * A tracer on top of OpenTelemetry when the application that embeds or starts the server has installed
 * `@opentelemetry/api` and an SDK; null when it has not. Without a tracer nothing needs to be measured.
 */
export async function loadRequestTracer(): Promise<RequestTracer | null> {
  // Not a dependency: resolved at run time only, so the specifier must not be a literal.
  const specifier: string = '@opentelemetry/api';
  try {
    const api = (await import(specifier)) as OpenTelemetryApi;
    return records(api) ? createRequestTracer(api) : null;
  } catch {
    return null;
  }
}

/** A tracer that creates its spans with the given API. */
export function createRequestTracer({ context, propagation, trace }: OpenTelemetryApi): RequestTracer {
  const tracer = trace.getTracer('postgrest-ts');
  return (request) => {
    const parent = propagation.extract(context.active(), request.headers, requestHeaderGetter);
    const span = tracer.startSpan(
      `${request.method} ${pathOf(request.target)}`,
      {
        kind: serverSpan,
        startTime: request.startedAt,
        attributes: {
          'http.request.method': request.method,
          'url.path': pathOf(request.target),
          'http.response.status_code': request.status,
        },
      },
      parent,
    );
    const within = trace.setSpan(parent, span);
    for (const stage of request.stages) {
      tracer.startSpan(stage.name, { startTime: stage.startedAt }, within).end(stage.endedAt);
    }
    if (request.status >= 500) span.setStatus({ code: errorStatus });
    span.end(request.endedAt);
  };
}

/** Without an SDK behind it, the API hands out spans that belong to no trace. The span made to see is never ended. */
function records({ context, trace }: OpenTelemetryApi): boolean {
  const span = trace.getTracer('postgrest-ts').startSpan('probe', { startTime: Date.now() }, context.active());
  return /[^0]/.test(span.spanContext().traceId);
}

/** What is used of `@opentelemetry/api`, structurally. */
export interface OpenTelemetryApi {
  readonly context: { active(): unknown };
  readonly propagation: {
    extract(parent: unknown, headers: readonly string[], getter: typeof requestHeaderGetter): unknown;
  };
  readonly trace: {
    getTracer(name: string): {
      startSpan(name: string, options: SpanOptions, parent: unknown): Span;
    };
    setSpan(parent: unknown, span: Span): unknown;
  };
}

export interface SpanOptions {
  readonly kind?: number;
  readonly startTime: number;
  readonly attributes?: Readonly<Record<string, string | number>>;
}

export interface Span {
  spanContext(): { readonly traceId: string };
  setStatus(status: { readonly code: number }): unknown;
  end(endTime: number): void;
}

/** `SpanKind.SERVER` and `SpanStatusCode.ERROR` of the API. */
const serverSpan = 1;
const errorStatus = 2;

const requestHeaderGetter = {
  get(headers: readonly string[], name: string): string | undefined {
    const values = allHeaders(headers, name.toLowerCase());
    return values.length === 0 ? undefined : values.join(',');
  },
  keys(headers: readonly string[]): string[] {
    return headers.filter((_, index) => index % 2 === 0);
  },
};

function pathOf(target: string): string {
  const query = target.indexOf('?');
  return query < 0 ? target : target.slice(0, query);
}
