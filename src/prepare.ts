import type { Config } from './config/config.ts';
import { apiError } from './errors/api-error.ts';
import type { HttpRequest } from './http/message.ts';
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
  /** When parsing ended, by `performance.now()`. */
  readonly parsedAt: number;
}

/** @throws ApiError of parsing and planning */
export function prepareRequest(http: HttpRequest, config: Config, cache: SchemaCache): PreparedRequest {
  return prepareParsed(parseRequest(http, config), config, cache);
}

/** @throws ApiError of planning */
export function prepareParsed(request: ApiRequest, config: Config, cache: SchemaCache): PreparedRequest {
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
