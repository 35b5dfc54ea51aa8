import { decodeUtf8 } from '../http/byte-string.ts';
import { firstHeader, type Header, type HttpRequest, type HttpResponse } from '../http/message.ts';

/**
 * The answer to a CORS preflight, given before anything else looks at the request; null when it is none (spec
 * auth-transactions-errors 5.1).
 * @param allowedOrigins `server-cors-allowed-origins`; null = every origin
 */
export function preflightResponse(request: HttpRequest, allowedOrigins: readonly string[] | null): HttpResponse | null {
  if (request.method !== 'OPTIONS') return null;
  const originHeaders = allowOrigin(request, allowedOrigins);
  if (originHeaders === null) return null;
  const method = firstHeader(request.headers, 'access-control-request-method');
  if (method === null || !methods.includes(method)) return null;
  const requested = requestedHeaders(request);
  if (requested !== null && !requested.isAllowed) return null;
  const headers: Header[] = [...originHeaders, ['Access-Control-Allow-Methods', methods.join(', ')]];
  if (requested !== null) headers.push(['Access-Control-Allow-Headers', allowHeaders(requested.names)]);
  headers.push(['Access-Control-Max-Age', '86400']);
  return { status: 200, statusText: null, headers, body: '' };
}

/**
 * The headers that come last in the response to any request but OPTIONS, errors included (spec auth-transactions-errors
 * 5.1); none without an allowed `Origin`.
 */
export function corsHeaders(request: HttpRequest, allowedOrigins: readonly string[] | null): readonly Header[] {
  if (request.method === 'OPTIONS') return noHeaders;
  const originHeaders = allowOrigin(request, allowedOrigins);
  return originHeaders === null ? noHeaders : [...originHeaders, exposeHeaders];
}

const methods: readonly string[] = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS', 'HEAD'];

const noHeaders: readonly Header[] = [];

const anyOrigin: readonly Header[] = [['Access-Control-Allow-Origin', '*']];

const exposeHeaders: Header = [
  'Access-Control-Expose-Headers',
  'Content-Encoding, Content-Location, Content-Range, Content-Type, Date, Location, Server, Transfer-Encoding, Range-Unit',
];

/** Null when the layer has nothing to say: no origin, one that is not allowed, or a WebSocket. */
function allowOrigin(request: HttpRequest, allowedOrigins: readonly string[] | null): readonly Header[] | null {
  const raw = firstHeader(request.headers, 'origin');
  if (raw === null || firstHeader(request.headers, 'upgrade')?.toLowerCase() === 'websocket') return null;
  if (allowedOrigins === null) return anyOrigin;
  const origin = decodeUtf8(raw);
  if (!allowedOrigins.includes(origin)) return null;
  return [
    ['Access-Control-Allow-Origin', origin],
    ['Access-Control-Allow-Credentials', 'true'],
  ];
}

interface RequestedHeaders {
  /** In their spelling and order, empty ones included. */
  readonly names: readonly string[];
  /** False when the request means something else than it lists. */
  readonly isAllowed: boolean;
}

/**
 * Null when the header is absent. The list is read twice: for the answer it is split at commas; what is requested are its
 * names up to the first thing that is none, and each has to be one of the answer.
 */
function requestedHeaders(request: HttpRequest): RequestedHeaders | null {
  const value = firstHeader(request.headers, 'access-control-request-headers');
  if (value === null) return null;
  const names = splitNames(decodeUtf8(value));
  const [leading = ''] = leadingNames.exec(value) ?? [];
  const allowed = new Set(['Authorization', ...names, ...simpleHeaders].map((name) => name.toLowerCase()));
  return { names, isAllowed: splitNames(leading).every((name) => allowed.has(name.toLowerCase())) };
}

function splitNames(list: string): readonly string[] {
  return list.trim() === '' ? [] : list.split(',').map((name) => name.trim());
}

const leadingNames = /^\s*[!#$%&'*+.^_`|~\w-]+(?:\s*,\s*[!#$%&'*+.^_`|~\w-]+)*/;

/** Headers that browsers may always send. */
const simpleHeaders: readonly string[] = ['Accept', 'Accept-Language', 'Content-Language'];

function allowHeaders(requested: readonly string[]): string {
  const lowerCase = requested.map((name) => name.toLowerCase());
  const missing = simpleHeaders.filter((name) => !lowerCase.includes(name.toLowerCase()));
  return ['Authorization', ...requested, ...missing].join(', ');
}
