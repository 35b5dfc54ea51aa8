import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Observation, Observer } from '../observe/observation.ts';
import type { Statement } from '../sql/statement.ts';
import { Session, type Work } from './session.ts';
import {
  AbandonedRequestError,
  ConnectionError,
  PostgresError,
  type QueryResult,
  type Transaction,
} from './transaction.ts';

export interface PoolOptions {
  /** Opens a connection; rejects with a `ConnectionError`. */
  open(): Promise<Duplex>;
  /** The most connections at a time, at least 1. */
  readonly size: number;
  /** The longest a request waits for a connection to come free; connecting itself is not limited. */
  readonly acquisitionTimeoutMs: number;
  /** Idle connections unused for this long are closed. */
  readonly maxIdleMs: number;
  /** Idle connections older than this are closed. */
  readonly maxLifetimeMs: number;
  /** The most prepared statements of one connection, asked for each flight; 0 = none are kept. */
  preparedStatements(): number;
  readonly observe: Observer;
}

export interface RunOptions {
  /**
   * The client is gone. Read when a transaction that had to wait gets a connection: it then rejects with an
   * `AbandonedRequestError` instead of running. One that has been sent runs to its end, as a half-known outcome helps
   * nobody.
   */
  readonly isAbandoned?: boolean;
}

export const noRunOptions: RunOptions = {};

/** The pool's gauges (spec operations 14). */
export interface PoolStats {
  /** Open and not in use. */
  readonly available: number;
  /** Uses that have begun and not ended: waiting for a connection, connecting or running. */
  readonly waiting: number;
  readonly max: number;
}

const sweepIntervalMs = 1000;

const borrowing: Observation = { kind: 'pool-borrowing' };
const borrowed: Observation = { kind: 'pool-borrowed' };
const flushed: Observation = { kind: 'pool-flushed' };

/**
 * Connections on demand, up to a size; first come, first served (spec operations 8.2). A use that ends with an SQL
 * error leaves its connection in the pool, a broken connection leaves for good. A connection that the server ended
 * while it was idle stays until its next use, which learns why.
 */
export class Pool {
  readonly #options: PoolOptions;
  /** Last in, first out: the warmest serves next, the others may reach their idle limit. */
  #idle: Connection[] = [];
  /**
   * Those waiting, in the order they came. Not a `Set`: the tables it outgrows point at each other, and once an old
   * one is in the old generation all that ever waited is kept from being collected cheaply.
   */
  readonly #queue: Use[] = [];
  /** Open or being opened. */
  #size = 0;
  #uses = 0;
  #generation = 0;
  #sweeper: NodeJS.Timeout | null = null;
  #deadline: NodeJS.Timeout | null = null;
  #closing: { readonly promise: Promise<void>; done(): void } | null = null;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Runs a transaction, or (`transaction` null) the single statement, on the next free connection. */
  use(
    transaction: Transaction | null,
    statements: readonly Statement[],
    options: RunOptions,
  ): Promise<readonly QueryResult[]> {
    return new Promise((resolve, reject) => {
      this.#enter(new Use(this, transaction, statements, resolve, reject), options);
    });
  }

  stats(): PoolStats {
    return { available: this.#idle.length, waiting: this.#uses, max: this.#options.size };
  }

  /** Closes idle connections now and the others when they come back. */
  flush(): void {
    this.#generation += 1;
    for (const connection of this.#idle.splice(0)) this.#discard(connection, 'is terminated due to release');
    this.#options.observe(flushed);
  }

  /** Refuses new uses, waits for those under way, closes all connections. */
  close(): Promise<void> {
    if (this.#closing === null) {
      let done = () => {};
      const promise = new Promise<void>((resolve) => {
        done = resolve;
      });
      this.#closing = { promise, done };
      for (const connection of this.#idle.splice(0)) this.#discard(connection, 'is terminated due to release');
      this.#finishClosing();
    }
    return this.#closing.promise;
  }

  #enter(use: Use, options: RunOptions): void {
    if (this.#closing !== null) {
      use.reject(new ConnectionError('PGRST001', null));
      return;
    }
    this.#uses += 1;
    this.#options.observe(borrowing);
    const connection = this.#idle.pop();
    if (connection !== undefined) {
      this.#run(use, connection);
    } else if (this.#size < this.#options.size) {
      this.#openFor(use);
    } else {
      this.#wait(use, options);
    }
  }

  #run(use: Use, connection: Connection): void {
    this.#options.observe(connection.used);
    use.connection = connection;
    connection.session.start(use);
  }

  /** Called by the use when its work has ended, before its promise is settled. */
  end(use: Use, failed: boolean): void {
    const { connection } = use;
    if (connection !== null) this.#takeBack(connection, failed);
    this.#leave();
  }

  #leave(): void {
    this.#uses -= 1;
    this.#options.observe(borrowed);
    if (this.#closing !== null) this.#finishClosing();
  }

  #takeBack(connection: Connection, failed: boolean): void {
    if (connection.session.lost) {
      this.#discard(connection, 'is terminated due to network error');
    } else if (connection.generation !== this.#generation) {
      this.#discard(connection, 'is terminated due to release');
    } else {
      this.#options.observe(failed ? connection.availableAfterError : connection.available);
      this.#offer(connection);
    }
  }

  #offer(connection: Connection): void {
    const next = this.#nextWaiting();
    if (next !== null) {
      this.#run(next, connection);
    } else if (this.#closing !== null) {
      this.#discard(connection, 'is terminated due to release');
    } else {
      connection.idleSince = Date.now();
      this.#idle.push(connection);
    }
  }

  #discard(connection: Connection, event: string): void {
    this.#size -= 1;
    connection.session.end();
    this.#options.observe({ kind: 'pool-connection', id: connection.id, event });
    this.#refill();
  }

  /** A place has become free: it goes to whoever waits longest. */
  #refill(): void {
    if (this.#size >= this.#options.size) return;
    const next = this.#nextWaiting();
    if (next !== null) this.#openFor(next);
    else if (this.#size === 0) this.#stopSweeping();
  }

  #openFor(use: Use): void {
    this.#size += 1;
    const id = randomUUID();
    const generation = this.#generation;
    this.#options.observe({ kind: 'pool-connection', id, event: 'is being established' });
    this.#options.open().then(
      (stream) =>
        this.#opened(use, new Connection(id, generation, new Session(stream, this.#options.preparedStatements))),
      (error: unknown) => {
        this.#size -= 1;
        this.#options.observe({ kind: 'pool-connection', id, event: 'is terminated due to network error' });
        this.#refill();
        this.#leave();
        use.reject(error);
      },
    );
  }

  #opened(use: Use, connection: Connection): void {
    this.#sweeper ??= setInterval(() => this.#sweep(), sweepIntervalMs).unref();
    const { id } = connection;
    this.#options.observe({ kind: 'pool-connection', id, event: 'is available due to connection establishment' });
    this.#run(use, connection);
  }

  #sweep(): void {
    const now = Date.now();
    const { maxIdleMs, maxLifetimeMs } = this.#options;
    const kept: Connection[] = [];
    const expired: [Connection, string][] = [];
    for (const connection of this.#idle) {
      if (now - connection.createdAt > maxLifetimeMs) expired.push([connection, 'is terminated due to max lifetime']);
      else if (now - connection.idleSince > maxIdleMs) expired.push([connection, 'is terminated due to max idletime']);
      else kept.push(connection);
    }
    this.#idle = kept;
    for (const [connection, event] of expired) this.#discard(connection, event);
  }

  #stopSweeping(): void {
    if (this.#sweeper !== null) clearInterval(this.#sweeper);
    this.#sweeper = null;
  }

  #finishClosing(): void {
    if (this.#uses > 0) return;
    this.#stopSweeping();
    this.#closing?.done();
  }

  #wait(use: Use, options: RunOptions): void {
    use.options = options;
    use.deadline = performance.now() + this.#options.acquisitionTimeoutMs;
    this.#queue.push(use);
    this.#deadline ??= setTimeout(() => this.#expire(), this.#options.acquisitionTimeoutMs);
  }

  #nextWaiting(): Use | null {
    for (;;) {
      const use = this.#queue.shift();
      if (use === undefined) return null;
      if (use.options.isAbandoned !== true) return use;
      this.#leave();
      use.reject(new AbandonedRequestError());
    }
  }

  /** All wait equally long, so one timer for the front of the queue is enough. */
  #expire(): void {
    this.#deadline = null;
    const now = performance.now();
    for (;;) {
      const [first] = this.#queue;
      if (first === undefined) return;
      if (first.deadline > now) {
        this.#deadline = setTimeout(() => this.#expire(), Math.ceil(first.deadline - now));
        return;
      }
      this.#queue.shift();
      this.#leave();
      first.reject(new ConnectionError('PGRST003', null));
    }
  }
}

class Connection {
  readonly id: string;
  readonly generation: number;
  readonly session: Session;
  readonly createdAt = Date.now();
  idleSince = this.createdAt;
  /** Made once, because every use emits two of them. */
  readonly used: Observation;
  readonly available: Observation;
  /** After an error of the database; what the server objects to is a success of the session. */
  readonly availableAfterError: Observation;

  constructor(id: string, generation: number, session: Session) {
    this.id = id;
    this.generation = generation;
    this.session = session;
    this.used = { kind: 'pool-connection', id, event: 'is used' };
    this.available = { kind: 'pool-connection', id, event: 'is available due to session success' };
    this.availableAfterError = { kind: 'pool-connection', id, event: 'is available due to session failure' };
  }
}

/** One use of the pool: its place in the queue, then the work on its connection. */
class Use implements Work {
  readonly #pool: Pool;
  readonly transaction: Transaction | null;
  readonly statements: readonly Statement[];
  readonly #resolve: (results: readonly QueryResult[]) => void;
  readonly reject: (error: unknown) => void;
  connection: Connection | null = null;
  deadline = 0;
  options: RunOptions = noRunOptions;

  constructor(
    pool: Pool,
    transaction: Transaction | null,
    statements: readonly Statement[],
    resolve: (results: readonly QueryResult[]) => void,
    reject: (error: unknown) => void,
  ) {
    this.#pool = pool;
    this.transaction = transaction;
    this.statements = statements;
    this.#resolve = resolve;
    this.reject = reject;
  }

  succeed(results: readonly QueryResult[]): void {
    this.#pool.end(this, false);
    this.#resolve(results);
  }

  fail(error: unknown): void {
    this.#pool.end(this, error instanceof PostgresError);
    this.reject(error);
  }
}
