import type { Config } from '../config/config.ts';
import { apiError } from '../errors/api-error.ts';
import type { Action, ApiRequest, Resource } from '../request/api-request.ts';
import type { QualifiedName, Routine, SchemaCache, Table } from '../schema-cache/model.ts';
import { callShape, planCall } from './call.ts';
import { type MutationKind, planMutation } from './mutation.ts';
import { negotiate, notAcceptable } from './negotiate.ts';
import type { CallPlan, DescribeEndpointPlan, DescribePlan, InfoPlan, MutationPlan, Plan, ReadPlan } from './plan.ts';
import { planRead, type ReadOptions } from './read.ts';
import { resolveRoutine } from './routine-resolution.ts';

/** The options that planning depends on. */
export type PlanConfig = Pick<
  Config,
  'dbAggregatesEnabled' | 'dbMaxRows' | 'dbPlanEnabled' | 'urlUseLegacyTargetNames'
>;

/**
 * Resolves every name of a request against the schema cache. Pure; checks run in the order of spec
 * auth-transactions-errors 0, so that the first failure is the one reported.
 *
 * @throws ApiError PGRST105, 107, 108, 118, 122, 123, 127, 128, 200-205
 */
export function planRequest(request: ApiRequest, cache: SchemaCache, config: PlanConfig): Plan {
  const { action } = request;
  switch (action.kind) {
    case 'read':
      return readPlan(request, action, cache, config);
    case 'insert':
    case 'update':
    case 'upsert':
    case 'delete':
      return mutationPlan(request, action.kind, action.relation, cache, config);
    case 'call':
      return callPlan(request, action.routine, action.method, cache, config);
    case 'describe':
      return describePlan(request, action.headersOnly);
    case 'info':
      return describeEndpointPlan(request, action.resource, cache) ?? planInfo(request, action.resource, cache, config);
  }
}

function readPlan(
  request: ApiRequest,
  action: Extract<Action, { kind: 'read' }>,
  cache: SchemaCache,
  config: PlanConfig,
): ReadPlan {
  const table = findTable(cache, request.schema, action.relation);
  const { node, legacyTargets, isDefaultSelect } = planRead(readOptions(cache, config), request, table, 'relation');
  const representation = negotiate(request.accept, {
    cache,
    target: table,
    isDefaultSelect,
    planEnabled: config.dbPlanEnabled,
  });
  checkPreferences(request);
  return { kind: 'read', table, read: node, legacyTargets, representation, headersOnly: action.headersOnly };
}

function mutationPlan(
  request: ApiRequest,
  kind: MutationKind,
  relation: string,
  cache: SchemaCache,
  config: PlanConfig,
): MutationPlan {
  const table = findTable(cache, request.schema, relation);
  const options = { ...readOptions(cache, config), maxRows: null };
  const { node, legacyTargets, isDefaultSelect } = planRead(options, request, table, 'cte');
  const mutation = planMutation(kind, cache, table, request, node);
  checkPreferences(request);
  const representation = negotiate(request.accept, {
    cache,
    target: table,
    isDefaultSelect,
    planEnabled: config.dbPlanEnabled,
  });
  return { kind: 'mutation', table, read: node, legacyTargets, mutation, representation };
}

function callPlan(
  request: ApiRequest,
  name: string,
  method: 'GET' | 'HEAD' | 'POST',
  cache: SchemaCache,
  config: PlanConfig,
  root: 'relation' | 'cte' = 'cte',
): CallPlan {
  const shape = callShape(request, method);
  const routine = resolveRoutine(cache, request.schema, name, shape);
  const target = resultRelation(routine);
  const { node, legacyTargets, isDefaultSelect } = planRead(readOptions(cache, config), request, target, root);
  const call = planCall(routine, request, shape, node);
  const representation = negotiate(request.accept, {
    cache,
    target,
    isDefaultSelect,
    planEnabled: config.dbPlanEnabled,
  });
  checkPreferences(request);
  const { handling, maxAffected } = request.preferences;
  if (handling === 'strict' && maxAffected !== null && !routine.returns.set) throw apiError('PGRST128');
  return {
    kind: 'call',
    routine,
    read: node,
    legacyTargets,
    call,
    representation,
    headersOnly: method === 'HEAD',
    accessMode: method === 'POST' && routine.volatility === 'volatile' ? 'READ WRITE' : 'READ ONLY',
    isolationLevel: routine.isolationLevel,
  };
}

/** The relation a routine's result is embedded, typed and negotiated as (spec writing-functions-openapi 4.8). */
function resultRelation(routine: Routine): QualifiedName {
  const { kind, type } = routine.returns;
  return { schema: routine.schema, name: kind === 'composite' ? type.name : routine.name };
}

function describePlan(request: ApiRequest, headersOnly: boolean): DescribePlan {
  const served = request.accept.find(({ kind }) => kind === 'openapi' || kind === 'json' || kind === 'any');
  if (served === undefined) throw notAcceptable(request.accept);
  const version = served.kind === 'openapi' ? (served.version ?? null) : null;
  return { kind: 'describe', schema: request.schema, headersOnly, version };
}

/** Null unless JSON is asked for by name and not just any type too, as clients do that want nothing in particular. */
function describeEndpointPlan(
  { accept, schema }: ApiRequest,
  resource: Resource,
  cache: SchemaCache,
): DescribeEndpointPlan | null {
  const wantsJson = accept.some(({ kind }) => kind === 'json') && !accept.some(({ kind }) => kind === 'any');
  if (!wantsJson) return null;
  switch (resource.kind) {
    case 'root':
      return null;
    case 'relation':
      return cache.table(schema, resource.name) === undefined ? null : { kind: 'describe-endpoint', schema, resource };
    case 'routine':
      return cache.routines(schema, resource.name).length === 0
        ? null
        : { kind: 'describe-endpoint', schema, resource };
  }
}

/**
 * OPTIONS as PostgREST answers it.
 *
 * @throws ApiError PGRST107, 122, 128, 202, 203 when the routine cannot be called without arguments
 */
export function planInfo(request: ApiRequest, resource: Resource, cache: SchemaCache, config: PlanConfig): InfoPlan {
  if (resource.kind !== 'routine') return { kind: 'info', resource, routine: null };
  const { routine } = callPlan(request, resource.name, 'GET', cache, config, 'relation');
  return { kind: 'info', resource, routine };
}

/** @throws ApiError PGRST205 with a hint when the relation is unknown */
export function findTable(cache: SchemaCache, schema: string, name: string): Table {
  const table = cache.table(schema, name);
  if (table !== undefined) return table;
  const suggestion = cache.suggestTable(schema, name);
  throw apiError('PGRST205', {
    message: `Could not find the table '${schema}.${name}' in the schema cache`,
    hint: suggestion === null ? null : `Perhaps you meant the table '${schema}.${suggestion}'`,
  });
}

function readOptions(cache: SchemaCache, config: PlanConfig): ReadOptions {
  return {
    cache,
    aggregatesEnabled: config.dbAggregatesEnabled,
    useLegacyTargetNames: config.urlUseLegacyTargetNames,
    maxRows: config.dbMaxRows,
  };
}

function checkPreferences({ preferences }: ApiRequest): void {
  if (preferences.handling !== 'strict' || preferences.invalid.length === 0) return;
  throw apiError('PGRST122', { details: `Invalid preferences: ${preferences.invalid.join(', ')}` });
}
