import type { Config } from '../config/config.ts';
import { apiError } from '../errors/api-error.ts';
import { errorBodyText } from './error-body.ts';

/*
 * Where a page lies among all rows (spec reading 10.1). `lower`: offset of the page; `rows`: rows it has; `total`: rows
 * there are without limit and offset, null when unknown.
 */

/** `Content-Range`: `<first>-<last>/<total>`, with `*` for an unknown total and for the range of a page without rows. */
export function contentRange(lower: bigint, rows: number, total: number | null): string {
  const range = rows === 0 || total === 0 ? '*' : `${lower}-${lower + BigInt(rows) - 1n}`;
  return `${range}/${total ?? '*'}`;
}

/** 416 for a page that begins behind the last row: its body is `offsetBeyondTotal`. */
export function pageStatus(lower: bigint, rows: number, total: number | null): 200 | 206 | 416 {
  if (total === null) return 200;
  if (lower > total) return 416;
  return rows < total ? 206 : 200;
}

/** The body that stands in for the rows of a page that begins behind the last row. */
export function offsetBeyondTotal(lower: bigint, total: number, config: Pick<Config, 'clientErrorVerbosity'>): string {
  const details = `An offset of ${lower} was requested, but there are only ${total} rows.`;
  return errorBodyText(apiError('PGRST103', { details }).body, config.clientErrorVerbosity);
}
