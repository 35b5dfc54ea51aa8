import { StacklessError } from '../errors/stackless-error.ts';
import type { IsolationLevel } from '../schema-cache/model.ts';
import type { Statement } from '../sql/statement.ts';

/** A row's columns as PostgreSQL sent them (format as asked for), null = SQL NULL. */
export type Row = readonly (Buffer | null)[];

export interface QueryResult {
  readonly rows: readonly Row[];
}

/**
 * One transaction, sent as one pipelined flight (design section 3). With `judge` the end (COMMIT) waits for a second
 * flight: it is called with the results so far and throws to roll back; its error is what `run` rejects with.
 */
export interface Transaction {
  readonly accessMode: 'READ ONLY' | 'READ WRITE';
  readonly isolation: IsolationLevel;
  /** Run in order; an error in one skips the rest, rolls back and rejects with a `PostgresError`. */
  readonly statements: readonly Statement[];
  readonly judge: ((results: readonly QueryResult[]) => void) | null;
  /** `rollback` first runs SET CONSTRAINTS ALL IMMEDIATE, so that deferred constraints still report. */
  readonly end: 'commit' | 'rollback';
}

/** An ErrorResponse of the server: the fields the error catalogue needs. */
export class PostgresError extends StacklessError {
  readonly sqlstate: string;
  readonly detail: string | null;
  readonly hint: string | null;
  readonly severity: string;
  /** SQL text of the statement that failed, for the fatal-error rules; never shown to clients. */
  readonly statementText: string | null;
  /** `parse`: nothing of the statement had run, no function of a user's either. */
  readonly failedAt: 'parse' | 'run';

  constructor(fields: {
    sqlstate: string;
    message: string;
    detail: string | null;
    hint: string | null;
    severity: string;
    statementText: string | null;
    failedAt?: 'parse' | 'run';
  }) {
    super(fields.message);
    this.name = 'PostgresError';
    this.sqlstate = fields.sqlstate;
    this.detail = fields.detail;
    this.hint = fields.hint;
    this.severity = fields.severity;
    this.statementText = fields.statementText;
    this.failedAt = fields.failedAt ?? 'run';
  }
}

/** The connection could not be made (`PGRST000`), broke (`PGRST001`) or none came free in time (`PGRST003`). */
export class ConnectionError extends Error {
  readonly code: 'PGRST000' | 'PGRST001' | 'PGRST003';
  /** Client library's text for `details`, or null. */
  readonly detail: string | null;

  constructor(code: 'PGRST000' | 'PGRST001' | 'PGRST003', detail: string | null) {
    super(detail ?? code);
    this.name = 'ConnectionError';
    this.code = code;
    this.detail = detail;
  }
}

/** The transaction never ran, because nobody waits for its outcome any more. */
export class AbandonedRequestError extends Error {
  constructor() {
    super('the client went away before its request ran');
    this.name = 'AbandonedRequestError';
  }
}

/**
 * The database as the pipeline sees it. Rejections are `PostgresError`, `ConnectionError`, `AbandonedRequestError` or
 * what `judge` threw.
 */
export interface Database {
  run(transaction: Transaction): Promise<readonly QueryResult[]>;
}
