import type { QueryResult, Row } from '../database/transaction.ts';
import { mutationColumnCount, mutationColumns, readColumns } from '../sql/main.ts';

/** The main statement's one row (sql/main.ts), decoded from binary format; the body stays bytes. */
export interface MainResult {
  /** Null = unknown. */
  readonly total: number | null;
  readonly pageTotal: number;
  readonly body: Buffer;
  /** JSON text of `response.headers`, null when unset. */
  readonly responseHeaders: string | null;
  /** Text of `response.status`, null when unset. */
  readonly responseStatus: string | null;
  /** Truly new rows of an upsert, null when never counted. */
  readonly inserted: number | null;
  /** Key columns and values of the first written row. */
  readonly location: readonly (readonly [string, string | null])[] | null;
}

const noBytes = Buffer.alloc(0);

/** @throws Error when the result has several rows */
export function decodeMainResult(result: QueryResult | undefined): MainResult {
  if (result === undefined || result.rows.length > 1) throw new Error('the main statement must return one row');
  const [row] = result.rows;
  if (row === undefined) return nothing;
  const columns = row.length === mutationColumnCount ? mutationColumns : readColumns;
  const location = columns.location === null ? null : text(row, columns.location);
  const inserted = text(row, columns.inserted);
  return {
    total: integer(row, columns.total),
    pageTotal: integer(row, columns.pageTotal) ?? 0,
    body: row[columns.body] ?? noBytes,
    responseHeaders: text(row, columns.responseHeaders),
    responseStatus: text(row, columns.responseStatus),
    inserted: inserted === null ? null : Number(inserted),
    location: location === null ? null : (JSON.parse(location) as [string, string | null][]),
  };
}

/**
 * Stands for the missing row of a call with a single result that a filter, `limit` or `offset` took away, where nothing
 * aggregates: without a body, or with one from a media type's own function. What the database chose to answer goes
 * with it.
 */
const nothing: MainResult = {
  total: 0,
  pageTotal: 0,
  body: noBytes,
  responseHeaders: null,
  responseStatus: null,
  inserted: null,
  location: null,
};

/** `Plan Rows` of the top node of `EXPLAIN (FORMAT JSON)`. */
export function decodeCountEstimate(result: QueryResult | undefined): number {
  const document = result?.rows[0]?.[0];
  const explained: unknown = document == null ? null : JSON.parse(document.toString('utf8'));
  if (Array.isArray(explained)) {
    const rows: unknown = explained[0]?.Plan?.['Plan Rows'];
    if (typeof rows === 'number') return rows;
  }
  throw new Error('EXPLAIN returned no row estimate');
}

function integer(row: Row, column: number): number | null {
  const value = row[column];
  return value == null ? null : Number(value.readBigInt64BE(0));
}

function text(row: Row, column: number): string | null {
  return row[column]?.toString('utf8') ?? null;
}
