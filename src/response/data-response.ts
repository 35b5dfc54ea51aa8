import type { Config } from '../config/config.ts';
import type { QueryResult } from '../database/transaction.ts';
import type { Header, HttpResponse } from '../http/message.ts';
import type { StageClock } from '../observe/stage-clock.ts';
import type { CallPlan, DataPlan, MutationPlan, ReadPlan } from '../plan/plan.ts';
import type { ApiRequest } from '../request/api-request.ts';
import { appliedPreferences } from '../request/preferences.ts';
import { compatibleVersion } from '../version.ts';
import { contentRange, offsetBeyondTotal, pageStatus } from './content-range.ts';
import { locationOf } from './location.ts';
import { applyResponseSettings } from './response-settings.ts';
import type { MainResult } from './result.ts';

/**
 * The successful answer to a read, write or call (spec reading 10, 16; writing-functions-openapi 3.10, 4.10).
 * `estimate` is the planner's row count, null unless a planned or estimated count was asked for.
 *
 * @throws ApiError PGRST111, PGRST112 when the database set malformed response settings; the transaction has ended
 */
export function dataResponse(
  plan: DataPlan,
  request: ApiRequest,
  result: MainResult,
  estimate: number | null,
  config: Config,
  clock: StageClock,
): HttpResponse {
  const draft = draftResponse(plan, request, result, estimate, config);
  return finished(applyResponseSettings(draft, result), plan, clock);
}

/** The answer to `application/vnd.pgrst.plan`: the lines of EXPLAIN (spec reading 14.3). */
export function explainResponse(
  plan: DataPlan,
  request: ApiRequest,
  result: QueryResult | undefined,
  clock: StageClock,
): HttpResponse {
  const lines = result?.rows.map((row) => `${row[0]?.toString('utf8') ?? ''}\n`) ?? [];
  const body = Buffer.from(lines.join(''), 'utf8');
  const headers = [contentLength(body), ...contentHeaders(plan, request)];
  return finished({ status: 200, statusText: null, headers, body }, plan, clock);
}

function draftResponse(
  plan: DataPlan,
  request: ApiRequest,
  result: MainResult,
  estimate: number | null,
  config: Config,
): HttpResponse {
  switch (plan.kind) {
    case 'read':
      return readResponse(plan, request, result, readTotal(request, result, estimate, config), config);
    case 'mutation':
      return mutationResponse(plan, request, result);
    case 'call':
      return callResponse(plan, request, result, config);
  }
}

/** Spec reading 10.2: where counting stopped at `db-max-rows`, the planner's estimate may know of more. */
function readTotal(
  { preferences }: ApiRequest,
  { total }: MainResult,
  estimate: number | null,
  { dbMaxRows }: Config,
): number | null {
  if (preferences.count === 'planned') return estimate;
  if (preferences.count !== 'estimated' || total === null || estimate === null) return total;
  return dbMaxRows !== null && total <= dbMaxRows ? total : Math.max(total, estimate);
}

function readResponse(
  plan: ReadPlan,
  request: ApiRequest,
  result: MainResult,
  total: number | null,
  config: Config,
): HttpResponse {
  const { status, body } = page(request, result, total, config);
  const headers: Header[] = [
    ['Content-Range', contentRange(request.range.lower, result.pageTotal, total)],
    ['Content-Location', contentLocation(plan.table.name, request.query.canonical)],
  ];
  if (!plan.headersOnly) headers.push(contentLength(body));
  headers.push(...contentHeaders(plan, request), ...preferenceHeaders(plan, request));
  return { status, statusText: null, headers, body: plan.headersOnly ? null : body };
}

function contentLocation(relation: string, canonical: string): string {
  return canonical === '' ? `/${relation}` : `/${relation}?${canonical}`;
}

function callResponse(plan: CallPlan, request: ApiRequest, result: MainResult, config: Config): HttpResponse {
  const { status, body } = page(request, result, result.total, config);
  const headers: Header[] = [
    ['Content-Range', contentRange(request.range.lower, result.pageTotal, result.total)],
    ...preferenceHeaders(plan, request),
  ];
  if (isVoid(plan)) return { status: 204, statusText: null, headers, body: null };
  if (!plan.headersOnly) headers.push(contentLength(body));
  headers.push(...contentHeaders(plan, request));
  return { status, statusText: null, headers, body: plan.headersOnly ? null : body };
}

function isVoid({ routine: { returns } }: CallPlan): boolean {
  return (
    !returns.set && returns.kind === 'scalar' && returns.type.schema === 'pg_catalog' && returns.type.name === 'void'
  );
}

/** Status and body of a page of a result; an offset past the known total replaces the rows by an error (spec 10.1). */
function page(
  request: ApiRequest,
  { pageTotal, body }: MainResult,
  total: number | null,
  config: Config,
): { readonly status: number; readonly body: Buffer } {
  const status = pageStatus(request.range.lower, pageTotal, total);
  if (status !== 416 || total === null) return { status, body };
  return { status, body: Buffer.from(offsetBeyondTotal(request.range.lower, total, config), 'utf8') };
}

function mutationResponse(plan: MutationPlan, request: ApiRequest, result: MainResult): HttpResponse {
  const isRepresented = request.preferences.return === 'representation';
  const body = isRepresented ? result.body : null;
  const range: Header = ['Content-Range', mutationRange(request, result)];
  const content = body === null ? [] : contentHeaders(plan, request);
  const preferences = preferenceHeaders(plan, request);
  const length = body === null ? [] : [contentLength(body)];
  switch (request.action.kind) {
    case 'insert': {
      const headers = [
        contentLength(body ?? ''),
        ...locationHeaders(plan, request, result),
        range,
        ...preferences,
        ...content,
      ];
      return { status: insertStatus(request, result), statusText: null, headers, body };
    }
    case 'upsert': {
      const created = (result.inserted ?? 0) > 0;
      const headers = [...length, ...content, ...preferences];
      return { status: body === null ? 204 : created ? 201 : 200, statusText: null, headers, body };
    }
    default: {
      const headers = [range, ...preferences, ...length, ...content];
      return { status: body === null ? 204 : 200, statusText: null, headers, body };
    }
  }
}

function insertStatus({ preferences }: ApiRequest, { inserted }: MainResult): number {
  if (preferences.resolution !== 'merge-duplicates') return 201;
  return (inserted ?? 0) > 0 ? 201 : 200;
}

/** Only PATCH tells which rows; the total is the number of rows when an exact count was asked for. */
function mutationRange({ action, preferences }: ApiRequest, { pageTotal }: MainResult): string {
  const counts = preferences.count === 'exact' || preferences.count === 'estimated';
  return contentRange(0n, action.kind === 'update' ? pageTotal : 0, counts ? pageTotal : null);
}

function locationHeaders(plan: MutationPlan, request: ApiRequest, result: MainResult): readonly Header[] {
  if (request.preferences.return !== 'headers-only' || result.pageTotal !== 1 || result.location === null) return [];
  return [['Location', locationOf(plan.table.name, result.location)]];
}

function preferenceHeaders(plan: DataPlan, request: ApiRequest): readonly Header[] {
  const hasConflictTarget =
    plan.kind === 'mutation' && (plan.table.primaryKey.length > 0 || request.query.onConflict !== null);
  const applied = appliedPreferences(request.preferences, request.action.kind, hasConflictTarget);
  return applied === null ? [] : [['Preference-Applied', applied]];
}

/** Content-Type and, when a schema was negotiated, Content-Profile. */
function contentHeaders(plan: DataPlan, request: ApiRequest): readonly Header[] {
  const type: Header = ['Content-Type', plan.representation.contentType];
  return request.schemaNegotiated ? [type, ['Content-Profile', request.schema]] : [type];
}

function contentLength(body: Buffer | ''): Header {
  return ['Content-Length', String(body.length)];
}

/** Server-Timing, Warning and Vary end the application's headers (spec operations 13). */
function finished(response: HttpResponse, plan: DataPlan, clock: StageClock): HttpResponse {
  const headers = [...response.headers];
  const timing = clock.serverTiming();
  if (timing !== null) headers.push(timing);
  if (plan.legacyTargets.length > 0) headers.push(legacyTargetWarning(plan.legacyTargets));
  if (!headers.some(([name]) => name.toLowerCase() === 'vary')) headers.push(varyHeader);
  return { ...response, headers };
}

/** What successful answers depend on (spec auth-transactions-errors 5.4). */
export const varyHeader: Header = ['Vary', 'Accept, Prefer, Range'];

function legacyTargetWarning(targets: readonly (readonly [string, string])[]): Header {
  const updates = targets.map(([target, alias]) => `\`${target}\` to \`${alias}\``).join(', ');
  return [
    'Warning',
    `299 PostgRESTv${compatibleVersion} "Embedded resource was referenced by relation name even though it has an alias. This is deprecated and will stop working in a future release. Update ${updates} in query string filters, orders or limits."`,
  ];
}
