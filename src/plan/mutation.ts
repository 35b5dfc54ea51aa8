import { apiError } from '../errors/api-error.ts';
import type { ApiRequest } from '../request/api-request.ts';
import type { SchemaCache, Table } from '../schema-cache/model.ts';
import { sortedSet } from '../text/code-point-order.ts';
import { planFilter, planLogic } from './field.ts';
import type { Condition, JsonPayload, Mutation, MutationColumn, ReadNode } from './plan.ts';
import { neededColumns } from './returning.ts';

export type MutationKind = 'insert' | 'update' | 'upsert' | 'delete';

/**
 * Plans the write itself (spec writing-functions-openapi 3).
 *
 * @throws ApiError PGRST105 for a PUT that is not about exactly one key, PGRST204 for an unknown column
 */
export function planMutation(
  kind: MutationKind,
  cache: SchemaCache,
  table: Table,
  request: ApiRequest,
  read: ReadNode,
): Mutation {
  const { preferences, query } = request;
  const wantsColumns = preferences.return === 'representation' || preferences.return === 'headers-only';
  const returning = wantsColumns ? neededColumns(read, table.primaryKey) : [];
  switch (kind) {
    case 'insert':
      return {
        kind: 'insert',
        ...written(cache, table, request),
        applyDefaults: preferences.missing === 'default',
        onConflict:
          preferences.resolution === null
            ? null
            : { resolution: preferences.resolution, columns: query.onConflict ?? table.primaryKey },
        putConditions: null,
        returning,
      };
    case 'update':
      return {
        kind: 'update',
        ...written(cache, table, request),
        applyDefaults: preferences.missing === 'default',
        where: rootConditions(cache, table, request),
        returning,
      };
    case 'upsert':
      requireKeyFilters(table, request);
      return {
        kind: 'insert',
        ...written(cache, table, request),
        applyDefaults: false,
        onConflict: { resolution: 'merge-duplicates', columns: table.primaryKey },
        putConditions: rootConditions(cache, table, request),
        returning,
      };
    case 'delete':
      return { kind: 'delete', where: rootConditions(cache, table, request), returning };
  }
}

/** The payload and the columns it goes into. */
function written(cache: SchemaCache, table: Table, request: ApiRequest): Pick<Insert, 'columns' | 'payload'> {
  const payload = jsonPayload(request);
  return { columns: payloadColumns(cache, table, payload), payload };
}

type Insert = Extract<Mutation, { kind: 'insert' }>;

/** Writes always carry JSON by now: CSV and forms were converted while parsing. */
function jsonPayload(request: ApiRequest): JsonPayload {
  if (request.payload?.kind === 'json') return request.payload;
  throw apiError('PGRST102');
}

function payloadColumns(cache: SchemaCache, table: Table, payload: JsonPayload): readonly MutationColumn[] {
  return payload.keys.map((name) => {
    const column = table.columns.get(name);
    if (column === undefined) {
      throw apiError('PGRST204', {
        message: `Could not find the '${name}' column of '${table.name}' in the schema cache`,
      });
    }
    const parser = cache.representation('json', column.nominalType) ?? null;
    return { name, type: parser === null ? column.nominalType : 'json', parser, default: column.default };
  });
}

/**
 * The conditions that choose the rows to write. Logic trees of embeds are among them too, their path dropped: an
 * oddity of v16.2 (spec writing-functions-openapi 6).
 */
function rootConditions(cache: SchemaCache, table: Table, request: ApiRequest): readonly Condition[] {
  const logic = request.query.logic.map(({ tree }) => planLogic(cache, table, tree));
  const filters = request.query.filters
    .filter(({ path }) => path.length === 0)
    .map(({ filter }) => planFilter(cache, table, filter));
  return [...filters, ...logic];
}

function requireKeyFilters(table: Table, request: ApiRequest): void {
  const { query } = request;
  const filtered = sortedSet(query.rootFilterKeys);
  const key = sortedSet(table.primaryKey);
  const isKey =
    query.logic.length === 0 &&
    key.length > 0 &&
    filtered.length === key.length &&
    filtered.every((name, index) => name === key[index]) &&
    query.filters.every(
      ({ path, filter: { negated, operation } }) =>
        path.length === 0 &&
        !negated &&
        operation.kind === 'quantifiable' &&
        operation.operator === 'eq' &&
        operation.quantifier === null,
    );
  if (!isKey) throw apiError('PGRST105');
}
