import { apiError } from '../errors/api-error.ts';
import type { DataPlan } from '../plan/plan.ts';
import type { ApiRequest } from '../request/api-request.ts';
import type { MainResult } from './result.ts';

/**
 * Whether a failed check has something to undo, so that it has to run before COMMIT. A call that is rolled back anyway
 * reports deferred constraints before its checks (spec auth-transactions-errors 2.6), so it is checked afterwards.
 */
export function needsJudgement(plan: DataPlan, request: ApiRequest, end: 'commit' | 'rollback'): boolean {
  if (plan.kind === 'read' || !hasCheck(plan, request)) return false;
  return plan.kind === 'mutation' || (plan.accessMode === 'READ WRITE' && end === 'commit');
}

function hasCheck(plan: DataPlan, request: ApiRequest): boolean {
  if (plan.representation.explain !== null) return false;
  return request.action.kind === 'upsert' || isSingular(plan) || rowLimit(request) !== null;
}

/**
 * The checks on the number of rows (spec writing-functions-openapi 3.11, reading 14.1).
 *
 * @throws ApiError PGRST115, PGRST116, PGRST124
 */
export function checkResult(plan: DataPlan, request: ApiRequest, { pageTotal }: MainResult): void {
  if (request.action.kind === 'upsert') {
    if (pageTotal !== 1) throw apiError('PGRST115');
    return;
  }
  if (isSingular(plan) && pageTotal !== 1) {
    throw apiError('PGRST116', { details: `The result contains ${pageTotal} rows` });
  }
  const limit = rowLimit(request);
  if (limit !== null && pageTotal > limit) {
    throw apiError('PGRST124', { details: `The query affects ${pageTotal} rows` });
  }
}

function isSingular(plan: DataPlan): boolean {
  return plan.representation.mediaType.kind === 'singular';
}

/** `max-affected`, where it counts. */
function rowLimit({ action, preferences }: ApiRequest): number | null {
  const limits = action.kind === 'update' || action.kind === 'delete' || action.kind === 'call';
  return limits && preferences.handling === 'strict' ? preferences.maxAffected : null;
}
