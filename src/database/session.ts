import type { Duplex } from 'node:stream';
import type { Statement } from '../sql/statement.ts';
import { FlightWriter } from './flight-writer.ts';
import { MessageReader } from './message-reader.ts';
import {
  idleStatus,
  type Notification,
  readError,
  readNotification,
  readRow,
  serverMessage,
} from './server-message.ts';
import { SharedBufferSocket } from './shared-buffer-socket.ts';
import { type NamedStatement, StatementCache } from './statement-cache.ts';
import { ConnectionError, type PostgresError, type QueryResult, type Row, type Transaction } from './transaction.ts';

/** What a session runs, one at a time: a transaction, or (`transaction` null) one statement outside of any. */
export interface Work {
  readonly transaction: Transaction | null;
  readonly statements: readonly Statement[];
  /** The session is free again when either of these is called. */
  succeed(results: readonly QueryResult[]): void;
  fail(error: unknown): void;
}

export type NotificationReceiver = (notification: Notification) => void;

/** What libpq says when the server is gone in the middle of a statement. */
export const closedUnexpectedly =
  'server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n' +
  '\tbefore or while processing the request.\n';

const commitSteps = [controlStatement('COMMIT')];
const rollbackSteps = [controlStatement('SET CONSTRAINTS ALL IMMEDIATE'), controlStatement('ROLLBACK')];
/** Simple protocol: works whatever has become of the prepared statements. */
const rollbackQuery = Buffer.from('Q\0\0\0\x0dROLLBACK\0', 'latin1');

/** Texts longer than anybody writes often stay unnamed: the server's memory for a statement grows with its text. */
const longestPrepared = 16 * 1024;

const writer = new FlightWriter();
const noRows: readonly Row[] = [];

/**
 * An authenticated connection. A transaction is one flight: BEGIN, its statements and its end, each as Bind and
 * Execute (and Parse when this connection has not seen the text before), then one Sync. A second flight follows only
 * after `judge` or an error. Whatever happens, the session ends up outside any transaction, or lost.
 */
export class Session {
  readonly #stream: Duplex;
  readonly #onNotification: NotificationReceiver | null;
  readonly #preparedStatements: () => number;
  /** The statements that the server has, also while they are not to be used. */
  #known: StatementCache | null = null;
  /** Null while statements are not kept prepared. */
  #cache: StatementCache | null = null;
  #work: Work | null = null;
  #phase: 'work' | 'commit' | 'rollback' = 'work';
  /** What the server is answering now: the steps of this flight, and which of them. */
  #steps: readonly Statement[] = [];
  #step = 0;
  #stepParsed = false;
  #stepBound = false;
  /** Statements whose Parse is not confirmed, in the order sent. */
  #parsing: NamedStatement[] = [];
  #rows: Row[] | null = null;
  #results: QueryResult[] = [];
  #failure: { readonly error: unknown } | null = null;
  #retry: 'possible' | 'due' | 'used' = 'possible';
  /** Why the server ended the session; null while it lives or if it never said. */
  #farewell: PostgresError | null = null;
  #lost = false;

  /**
   * @param stream positioned right after authentication, with no other reader
   * @param preparedStatements the most statements to keep prepared, asked for each flight; 0 = only the unnamed one
   */
  constructor(stream: Duplex, preparedStatements: () => number, onNotification: NotificationReceiver | null = null) {
    this.#stream = stream;
    this.#onNotification = onNotification;
    this.#preparedStatements = preparedStatements;
    const reader = new MessageReader((type, bytes, start, end, isLent) =>
      this.#receive(type, bytes, start, end, isLent),
    );
    if (stream instanceof SharedBufferSocket) stream.receiver = (chunk) => this.#read(reader, chunk, true);
    stream.on('data', (chunk: Buffer) => this.#read(reader, chunk, false));
    stream.on('error', () => this.#lose(closedUnexpectedly));
    stream.on('close', () => this.#lose(closedUnexpectedly));
  }

  get lost(): boolean {
    return this.#lost;
  }

  /** Runs the work; it must not be called before the previous work has succeeded or failed. */
  start(work: Work): void {
    if (this.#lost) {
      work.fail(this.#farewell ?? new ConnectionError('PGRST001', 'no connection to the server\n'));
      return;
    }
    this.#work = work;
    this.#failure = null;
    this.#retry = 'possible';
    this.#sendWork(work);
  }

  /**
   * Runs one statement without parameters, outside of any transaction, while nothing else runs.
   * @throws PostgresError, ConnectionError
   */
  query(text: string): Promise<QueryResult> {
    return new Promise((resolve, reject) => {
      this.start({
        transaction: null,
        statements: [controlStatement(text)],
        succeed: ([result]) => resolve(result ?? { rows: noRows }),
        fail: reject,
      });
    });
  }

  /** Says good-bye and closes the connection. */
  end(): void {
    if (this.#lost) return;
    this.#lost = true;
    writer.terminate();
    const stream = this.#stream;
    writer.send(stream);
    stream.end(() => stream.destroy());
  }

  #sendWork(work: Work): void {
    const { transaction } = work;
    this.#phase = 'work';
    this.#results = [];
    const capacity = this.#preparedStatements();
    if (capacity > 0) this.#known ??= new StatementCache(capacity);
    this.#cache = capacity > 0 ? this.#known : null;
    if (transaction === null) {
      this.#send(work.statements);
      return;
    }
    const steps = [beginStatement(transaction), ...transaction.statements];
    // A rollback needs no verdict: the judge only decides which error is reported.
    if (transaction.end === 'rollback') steps.push(...rollbackSteps);
    else if (transaction.judge === null) steps.push(...commitSteps);
    this.#send(steps);
  }

  #send(steps: readonly Statement[]): void {
    this.#steps = steps;
    this.#step = 0;
    this.#startStep();
    // Statements dropped while this flight is written are closed with the next one.
    const dropped = this.#cache?.dropped.length ?? 0;
    try {
      this.#writeDropped();
      for (const step of steps) this.#writeStep(step);
      writer.sync();
    } catch (error) {
      writer.discard();
      this.#forgetUnparsed();
      this.#settle({ error });
      return;
    }
    this.#cache?.forgetDropped(dropped);
    writer.send(this.#stream);
  }

  /** First in the flight, where no error can make the server skip it. */
  #writeDropped(): void {
    if (this.#cache === null) return;
    for (const name of this.#cache.dropped) writer.close(name);
  }

  #writeStep(step: Statement): void {
    let name = '';
    if (this.#cache === null) {
      writer.parse(name, step.text);
    } else if (step.text.length > longestPrepared) {
      this.#parsing.push({ name, text: step.text, parsed: true });
      writer.parse(name, step.text);
    } else {
      const statement = this.#cache.use(step.text);
      name = statement.name;
      if (!statement.parsed) {
        this.#parsing.push(statement);
        writer.parse(name, step.text);
        statement.parsed = true;
      }
    }
    writer.bind(name, step.values, step.resultFormat);
    writer.execute();
  }

  #read(reader: MessageReader, chunk: Buffer, isLent: boolean): void {
    if (this.#lost) return;
    try {
      reader.push(chunk, isLent);
    } catch (error) {
      this.#lose(`${error instanceof Error ? error.message : String(error)}\n`);
    }
  }

  #receive(type: number, bytes: Buffer, start: number, end: number, isLent: boolean): void {
    switch (type) {
      case serverMessage.dataRow:
        this.#rows ??= [];
        this.#rows.push(isLent ? readRow(Buffer.from(bytes.subarray(start, end)), 0) : readRow(bytes, start));
        return;
      case serverMessage.bindComplete:
        this.#stepBound = true;
        return;
      case serverMessage.commandComplete:
      case serverMessage.emptyQuery:
        this.#completeStep();
        return;
      case serverMessage.readyForQuery:
        this.#becomeReady(bytes.readUInt8(start));
        return;
      case serverMessage.parseComplete:
        this.#stepParsed = true;
        this.#parsing.shift();
        return;
      case serverMessage.error:
        this.#receiveError(bytes, start, end);
        return;
      case serverMessage.notification:
        this.#onNotification?.(readNotification(bytes, start, end));
        return;
      case serverMessage.copyIn:
        // The server would now wait for data for ever.
        this.#lose('COPY FROM STDIN is not supported\n');
        return;
      default:
      // CloseComplete, notices, parameter changes and the like need no reaction.
    }
  }

  #startStep(): void {
    this.#rows = null;
    this.#stepParsed = false;
    this.#stepBound = false;
  }

  #completeStep(): void {
    if (this.#phase === 'work') {
      const isBegin = this.#step === 0 && this.#work?.transaction !== null;
      if (!isBegin) this.#results.push({ rows: this.#rows ?? noRows });
    }
    this.#step += 1;
    this.#startStep();
  }

  #receiveError(bytes: Buffer, start: number, end: number): void {
    const text = this.#phase === 'rollback' ? 'ROLLBACK' : (this.#steps[this.#step]?.text ?? null);
    const failedAt = text !== null && this.#isParsing(text) ? 'parse' : 'run';
    const error = readError(bytes, start, end, this.#work === null ? null : text, failedAt);
    if (error.severity === 'FATAL' || error.severity === 'PANIC') {
      this.#farewell = error;
      this.#lose(closedUnexpectedly);
      return;
    }
    if (this.#failure !== null) return;
    this.#failure = { error };
    if (this.#retry === 'possible' && this.#isStalePlan(error)) this.#retry = 'due';
    this.#forgetUnparsed();
  }

  /**
   * Whether the error only says that a statement prepared earlier is gone (26000; a pooler or DISCARD ALL) or has
   * outlived a change of its result type (0A000). It then comes from Bind, before anything of the statement ran.
   */
  #isStalePlan(error: PostgresError): boolean {
    if (this.#cache === null || this.#stepBound || this.#stepParsed) return false;
    if (error.sqlstate !== '26000' && error.sqlstate !== '0A000') return false;
    return error.failedAt !== 'parse';
  }

  /** Whether the server has yet to answer the Parse message of this step's statement. */
  #isParsing(text: string): boolean {
    if (this.#phase === 'rollback' || this.#stepBound || this.#stepParsed) return false;
    return this.#cache === null || this.#parsing[0]?.text === text;
  }

  #forgetUnparsed(): void {
    for (const statement of this.#parsing) this.#cache?.forget(statement);
    if (this.#parsing.length > 0) this.#parsing = [];
  }

  #becomeReady(status: number): void {
    const work = this.#work;
    if (work === null) return;
    const transaction = work.transaction;
    if (this.#phase === 'work' && transaction !== null && transaction.judge !== null) {
      this.#judge(transaction, transaction.judge);
    }
    if (status === idleStatus) {
      this.#settle(this.#failure);
      return;
    }
    if (this.#phase === 'rollback') {
      this.#lose('could not leave the transaction\n');
    } else if (this.#failure === null && this.#phase === 'work' && transaction !== null) {
      this.#phase = 'commit';
      this.#send(commitSteps);
    } else {
      this.#phase = 'rollback';
      this.#stream.write(rollbackQuery);
    }
  }

  /** All results are there even if SET CONSTRAINTS failed after them, and the verdict on them comes first. */
  #judge(transaction: Transaction, judge: (results: readonly QueryResult[]) => void): void {
    const count = transaction.statements.length;
    if (this.#results.length < count) return;
    if (this.#results.length > count) this.#results.length = count;
    try {
      judge(this.#results);
    } catch (error) {
      this.#failure = { error };
    }
  }

  #settle(failure: { readonly error: unknown } | null): void {
    const work = this.#work;
    if (work === null) return;
    if (this.#retry === 'due') {
      this.#retry = 'used';
      this.#failure = null;
      this.#cache?.clear();
      this.#sendWork(work);
      return;
    }
    this.#work = null;
    const results = this.#results;
    this.#results = [];
    if (failure !== null) {
      work.fail(failure.error);
      return;
    }
    results.length = work.statements.length;
    work.succeed(results);
  }

  #lose(reason: string): void {
    if (this.#lost) return;
    this.#lost = true;
    this.#retry = 'used';
    this.#stream.destroy();
    this.#settle({
      error: this.#farewell ?? this.#failure?.error ?? new ConnectionError('PGRST001', reason),
    });
  }
}

function controlStatement(text: string): Statement {
  return { text, values: [] };
}

const beginStatements = {
  'read committed': begin('READ COMMITTED'),
  'repeatable read': begin('REPEATABLE READ'),
  serializable: begin('SERIALIZABLE'),
} as const;

function begin(isolation: string): Readonly<Record<Transaction['accessMode'], Statement>> {
  return {
    'READ ONLY': controlStatement(`BEGIN ISOLATION LEVEL ${isolation} READ ONLY`),
    'READ WRITE': controlStatement(`BEGIN ISOLATION LEVEL ${isolation} READ WRITE`),
  };
}

function beginStatement(transaction: Transaction): Statement {
  return beginStatements[transaction.isolation][transaction.accessMode];
}
