import type { Config } from './config/config.ts';
import { apiError } from './errors/api-error.ts';
import type { HttpRequest } from './http/message.ts';
import { planRequest } from './plan/index.ts';
import type { DataPlan, Plan } from './plan/plan.ts';
import type { ApiRequest } from './request/api-request.ts';
import { parseRequest } from './request/index.ts';
import type { SchemaCache } from './schema-cache/model.ts';
import { type MainStatements, mainStatements } from './sql/main.ts';
import { searchPathSetting } from './sql/settings.ts';

/** A request parsed, planned and compiled: everything that does not depend on who asks. */
export type PreparedRequest = PreparedDataRequest | PreparedDescription;

/** A read, write or call. */
export interface PreparedDataRequest extends Prepared {
  readonly plan: DataPlan;
  readonly statements: MainStatements;
}

/** A request about the API itself. */
export interface PreparedDescription extends Prepared {
  readonly plan: Exclude<Plan, DataPlan>;
  readonly statements: null;
}

interface Prepared {
  readonly request: ApiRequest;
  /** Value of `search_path`: the request's schema, then `db-extra-search-path`. */
  readonly searchPath: string;
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
  const searchPath = searchPathSetting([request.schema, ...config.dbExtraSearchPath]);
  switch (plan.kind) {
    case 'info':
    case 'describe':
    case 'describe-endpoint':
      return { request, plan, statements: null, searchPath, parsedAt };
    case 'read':
    case 'mutation':
    case 'call':
      return { request, plan, statements: compile(request, plan, config), searchPath, parsedAt };
  }
}

function compile(request: ApiRequest, plan: DataPlan, config: Config): MainStatements {
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
