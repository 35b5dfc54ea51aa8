import type { Authentication } from './auth/authentication.ts';
import type { Config } from './config/config.ts';
import type { QueryResult, Transaction } from './database/transaction.ts';
import type { DataPlan, Plan } from './plan/plan.ts';
import type { PreparedDataRequest, PreparedRequest } from './prepare.ts';
import type { ApiRequest } from './request/api-request.ts';
import { cookiesSetting, headersSetting } from './request/request-settings.ts';
import { decodeMainResult } from './response/result.ts';
import { checkResult, needsJudgement } from './response/row-count-checks.ts';
import { preRequestStatement, settingsStatement } from './sql/settings.ts';
import type { Statement } from './sql/statement.ts';

/** A transaction with the places of its results. */
export interface RequestTransaction {
  readonly transaction: Transaction;
  /** Index of the main statement's result. */
  readonly mainIndex: number;
}

/** What each transaction starts with: the settings and, if configured, the pre-request (spec auth 2.1). */
export function openingStatements(
  { request, plan, searchPath }: PreparedRequest,
  headers: readonly string[],
  authentication: Authentication,
  config: Config,
): readonly Statement[] {
  const settings = settingsStatement({
    searchPath,
    roleSettings: config.roleSettings.get(authentication.role)?.settings ?? noSettings,
    role: authentication.role,
    claims: authentication.claims,
    method: request.method,
    path: request.path,
    headers: headersSetting(headers),
    cookies: cookiesSetting(headers),
    timezone: request.preferences.timezone,
    routineSettings: plan.kind === 'call' ? plan.routine.settings : noSettings,
    appSettings: config.appSettings,
  });
  return config.dbPreRequest === null ? [settings] : [settings, preRequestStatement(config.dbPreRequest)];
}

const noSettings: readonly (readonly [string, string])[] = [];

/** The one transaction of a data request (spec auth-transactions-errors 2). */
export function dataTransaction(
  opening: readonly Statement[],
  { request, plan, statements: { main, countEstimate } }: PreparedDataRequest,
  role: string,
  config: Config,
): RequestTransaction {
  const mainIndex = opening.length;
  const end = endsInRollback(request, config) ? 'rollback' : 'commit';
  return {
    mainIndex,
    transaction: {
      accessMode: accessMode(plan),
      isolation: isolationLevel(plan, role, config),
      statements: countEstimate === null ? [...opening, main] : [...opening, main, countEstimate],
      judge: needsJudgement(plan, request, end)
        ? (results: readonly QueryResult[]) => checkResult(plan, request, decodeMainResult(results[mainIndex]))
        : null,
      end,
    },
  };
}

function accessMode(plan: DataPlan): Transaction['accessMode'] {
  switch (plan.kind) {
    case 'read':
      return 'READ ONLY';
    case 'mutation':
      return 'READ WRITE';
    case 'call':
      return plan.accessMode;
  }
}

/** The function's own level, else the impersonated role's (spec auth-transactions-errors 2.2). */
export function isolationLevel(plan: Plan, role: string, config: Config): Transaction['isolation'] {
  const ofRoutine = plan.kind === 'call' ? plan.isolationLevel : null;
  return ofRoutine ?? config.roleSettings.get(role)?.isolationLevel ?? 'read committed';
}

/** Spec auth-transactions-errors 2.7; the preference is null where it may not override. */
function endsInRollback(request: ApiRequest, config: Config): boolean {
  const { transaction } = request.preferences;
  if (transaction !== null) return transaction === 'rollback';
  return config.dbTxEnd === 'rollback' || config.dbTxEnd === 'rollback-allow-override';
}
