import type { Header } from '../http/message.ts';

/** How long the stages of a request took, in milliseconds of a monotonic clock (spec operations 13.2). */
export interface StageDurations {
  readonly jwt: number;
  readonly parse: number;
  readonly plan: number;
  /** Waiting for the pool included; 0 when no database was used. */
  readonly transaction: number;
  readonly response: number;
}

/** The `Server-Timing` header: always all five stages, one decimal. */
export function serverTimingHeader({ jwt, parse, plan, transaction, response }: StageDurations): Header {
  return [
    'Server-Timing',
    `jwt;dur=${jwt.toFixed(1)}, parse;dur=${parse.toFixed(1)}, plan;dur=${plan.toFixed(1)}, ` +
      `transaction;dur=${transaction.toFixed(1)}, response;dur=${response.toFixed(1)}`,
  ];
}
