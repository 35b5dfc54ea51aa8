import type { DataPlan, Representation } from '../plan/plan.ts';
import type { Interval, Preferences } from '../request/api-request.ts';
import { bodyExpression } from './body.ts';
import { callQuery } from './call.ts';
import { countQuery } from './count.ts';
import { empty, join, literal, type Sql, sql, toStatement } from './fragment.ts';
import { countsInserted, mutationQuery } from './mutation.ts';
import { readQuery } from './read.ts';
import type { Statement } from './statement.ts';

/** The statements of a request besides its settings. */
export interface MainStatements {
  /** One row (spec reading 17.2), which `response/result.ts` decodes, or the lines of EXPLAIN. */
  readonly main: Statement;
  /** EXPLAIN of the count query, for planned and estimated counts of relations. */
  readonly countEstimate: Statement | null;
}

/**
 * Positions in the main statement's row. All but `body` are int8 or text (spec reading 17.2). Plans with `verbose` show
 * them, so they are PostgREST's.
 */
export const readColumns = {
  total: 0,
  pageTotal: 1,
  location: null,
  body: 2,
  responseHeaders: 3,
  responseStatus: 4,
  inserted: 5,
} as const;

/** As `readColumns`, for writes: their row is longer by the location. */
export const mutationColumns = {
  total: 0,
  pageTotal: 1,
  location: 2,
  body: 3,
  responseHeaders: 4,
  responseStatus: 5,
  inserted: 6,
} as const;

/** The number of columns of a write's row. */
export const mutationColumnCount = 7;

/** Everything that shapes the statements beside the plan. */
export interface StatementOptions {
  readonly count: Preferences['count'];
  readonly return: Preferences['return'];
  /** The uncut root interval, which decides whether a count needs a query of its own. */
  readonly range: Interval;
  readonly maxRows: number | null;
}

/** The SQL of a plan: pure, same input, same text (spec reading 17, writing-functions-openapi 3.1, 4.8). */
export function mainStatements(plan: DataPlan, options: StatementOptions): MainStatements {
  const query = toStatement(explained(plan.representation, mainQuery(plan, options)));
  const needsEstimate =
    plan.kind === 'read' &&
    plan.representation.explain === null &&
    (options.count === 'planned' || options.count === 'estimated');
  return {
    // Lines of EXPLAIN are text; of a result the body stays as it is in either format, and numbers are quicker to read.
    main: plan.representation.explain === null ? { ...query, resultFormat: 'binary' } : query,
    countEstimate: needsEstimate ? toStatement(sql`EXPLAIN (FORMAT JSON) ${countQuery(plan.read)}`) : null,
  };
}

function mainQuery(plan: DataPlan, options: StatementOptions): Sql {
  switch (plan.kind) {
    case 'read': {
      const count = totalCount(plan, options, pageCount);
      const body = plan.headersOnly ? noBody : bodyExpression(plan.representation.handler, null);
      return sql`WITH pgrst_source AS (${readQuery(plan.read)})${count.cte} SELECT ${readColumnList(count.total, pageCount, body)} FROM (SELECT * FROM pgrst_source) _postgrest_t`;
    }
    case 'mutation': {
      const isRepresented = options.return === 'representation';
      const rows = isRepresented ? readQuery(plan.read) : sql`SELECT * FROM pgrst_source`;
      const body = isRepresented ? bodyExpression(plan.representation.handler, null) : noBody;
      const inserted = countsInserted(plan.mutation)
        ? sql`nullif(current_setting('pgrst.inserted', true), '')`
        : unknownText;
      const location = needsLocation(plan, options) ? locationPairs(plan.table.primaryKey) : unknownText;
      return sql`WITH pgrst_source AS (${mutationQuery(plan.table, plan.mutation)}) SELECT ${unknownTotal} AS total_result_set, ${pageCount} AS page_total, ${location} AS location, ${body} AS body, ${responseSettings}, ${inserted} AS response_inserted FROM (${rows}) _postgrest_t`;
    }
    case 'call': {
      const page = plan.routine.returns.set ? pageCount : sql`1::bigint`;
      const count = totalCount(plan, options, page);
      const body = plan.headersOnly ? noBody : bodyExpression(plan.representation.handler, plan.routine);
      return sql`WITH pgrst_source AS (${callQuery(plan.routine, plan.call)})${count.cte} SELECT ${readColumnList(count.total, page, body)} FROM (${readQuery(plan.read)}) _postgrest_t`;
    }
  }
}

const noBody = sql`''::text`;
const pageCount = sql`pg_catalog.count(_postgrest_t)`;
const unknownTotal = sql`NULL::bigint`;
const unknownText = sql`NULL::text`;
const responseSettings = sql`nullif(current_setting('response.headers', true), '') AS response_headers, nullif(current_setting('response.status', true), '') AS response_status`;

function readColumnList(total: Sql, page: Sql, body: Sql): Sql {
  return sql`${total} AS total_result_set, ${page} AS page_total, ${body} AS body, ${responseSettings}, ${unknownText} AS response_inserted`;
}

/** Without limits the page is the whole result, so that its own count serves and no second scan is needed. */
function totalCount(plan: DataPlan, options: StatementOptions, page: Sql): { readonly cte: Sql; readonly total: Sql } {
  if (options.count !== 'exact' && options.count !== 'estimated') return { cte: empty, total: unknownTotal };
  const isWhole = options.maxRows === null && options.range.lower === 0n && options.range.upper === null;
  if (isWhole) return { cte: empty, total: page };
  return {
    cte: sql`, pgrst_source_count AS (${limitedCount(plan, options)})`,
    total: sql`(SELECT pg_catalog.count(*) FROM pgrst_source_count)`,
  };
}

/** An estimated count of a relation stops one past `db-max-rows`: beyond it the planner's estimate serves. */
function limitedCount(plan: DataPlan, options: StatementOptions): Sql {
  const query = countQuery(plan.read);
  if (plan.kind !== 'read' || options.count !== 'estimated' || options.maxRows === null) return query;
  return sql`${query} LIMIT ${literal(String(options.maxRows + 1))}`;
}

function needsLocation(plan: Extract<DataPlan, { kind: 'mutation' }>, options: StatementOptions): boolean {
  return plan.mutation.kind === 'insert' && options.return === 'headers-only' && plan.table.primaryKey.length > 0;
}

/** JSON array of [column, text value] pairs of the first row's key columns, in the order of the row. */
function locationPairs(primaryKey: readonly string[]): Sql {
  const names = join(
    primaryKey.map((name) => literal(name)),
    ', ',
  );
  return sql`(SELECT json_agg(json_build_array(pair.key, pair.value))::text FROM (SELECT row_to_json(first_row) AS document FROM pgrst_source AS first_row LIMIT 1) data CROSS JOIN json_each_text(data.document) AS pair WHERE pair.key IN (${names}))`;
}

function explained(representation: Representation, query: Sql): Sql {
  if (representation.explain === null) return query;
  const format = representation.explain.format === 'json' ? sql`FORMAT JSON` : sql`FORMAT TEXT`;
  const options = representation.explain.options.map((option) => explainOptions[option]);
  return sql`EXPLAIN (${join([format, ...options], ', ')}) ${query}`;
}

const explainOptions = {
  analyze: sql`ANALYZE`,
  verbose: sql`VERBOSE`,
  settings: sql`SETTINGS`,
  buffers: sql`BUFFERS`,
  wal: sql`WAL`,
} as const;
