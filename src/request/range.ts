import { apiError } from '../errors/api-error.ts';
import { firstHeader } from '../http/message.ts';
import type { Interval } from './api-request.ts';
import { readInteger } from './integer.ts';
import type { RangeParameter } from './query/ast.ts';

/** All rows: no limit and no offset. */
const allRows: Interval = { lower: 0n, upper: null };

/** `limit=0`: no row, yet valid. */
export const noRows: Interval = { lower: 0n, upper: -1n };

/**
 * The rows asked for at the root: `limit` and `offset` cut with the `Range` header, which only GET has (spec reading
 * 9.2).
 * @throws ApiError PGRST103 when they exclude each other, PGRST114 when a PUT restricts its rows
 */
export function requestedRange(
  method: string,
  headers: readonly string[],
  parameters: readonly RangeParameter[],
): Interval {
  const header = method === 'GET' ? intervalFromHeader(firstHeader(headers, 'range')) : allRows;
  const range = intersection(
    intervalFromParameters(lastValue(parameters, 'limit'), lastValue(parameters, 'offset')),
    header,
  );
  if (isEmpty(range) && range !== noRows) {
    throw apiError('PGRST103', {
      details: isEmpty(header)
        ? 'The lower boundary must be lower than or equal to the upper boundary in the Range header.'
        : 'Limit should be greater than or equal to zero.',
    });
  }
  if (method === 'PUT' && (range.lower !== 0n || range.upper !== null)) throw apiError('PGRST114');
  return range;
}

/**
 * The interval that `limit` and `offset` of one node ask for; null = parameter absent (spec reading 9.2 step 1). May
 * be empty or begin below zero: what that means differs between root and embeds.
 */
export function intervalFromParameters(limit: string | null, offset: string | null): Interval {
  const count = limit === null ? null : readInteger(limit);
  const first = offset === null ? null : readInteger(offset);
  if (limit === null) return { lower: first ?? 0n, upper: null };
  if (offset === null) return { lower: 0n, upper: count === null ? null : count - 1n };
  const lower = first ?? 0n;
  return { lower, upper: lower + (count ?? 0n) - 1n };
}

/** Whether the interval holds no row at all. */
export function isEmpty(interval: Interval): boolean {
  return interval.upper !== null && interval.upper < interval.lower;
}

function intervalFromHeader(value: string | null): Interval {
  const match = value === null ? null : /^([0-9]+)-([0-9]*)$/.exec(value);
  if (match === null) return allRows;
  return { lower: BigInt(match[1] ?? 0), upper: match[2] ? BigInt(match[2]) : null };
}

/** Cuts the parameters' interval, which may begin below zero, with the header's. */
function intersection(parameters: Interval, header: Interval): Interval {
  if (parameters.upper === -1n) return noRows;
  if (isEmpty(parameters)) return parameters;
  if (isEmpty(header)) return header;
  return { lower: greater(parameters.lower, header.lower), upper: lesserBound(parameters.upper, header.upper) };
}

function greater(left: bigint, right: bigint): bigint {
  if (left > right) return left;
  return right;
}

function lesserBound(left: bigint | null, right: bigint | null): bigint | null {
  if (left === null || right === null) return left ?? right;
  if (left < right) return left;
  return right;
}

function lastValue(parameters: readonly RangeParameter[], name: 'limit' | 'offset'): string | null {
  for (let i = parameters.length - 1; i >= 0; i--) {
    const parameter = parameters[i];
    if (parameter?.name === name) return parameter.value;
  }
  return null;
}
