import type { Duplex } from 'node:stream';
import type { ConnectionTarget } from '../config/connection-target.ts';
import type { Observer } from '../observe/observation.ts';
import type { BindValue } from '../sql/statement.ts';
import { connect } from './connect.ts';
import { noRunOptions, Pool, type PoolStats, type RunOptions } from './pool.ts';
import type { Database, QueryResult, Transaction } from './transaction.ts';

export interface DatabaseOptions {
  /** Where to connect, or (embedded) what opens a stream to a session that is already authenticated. */
  readonly target: ConnectionTarget | (() => Promise<Duplex>);
  readonly poolSize: number;
  readonly acquisitionTimeoutSeconds: number;
  readonly maxIdleSeconds: number;
  readonly maxLifetimeSeconds: number;
  /** Asked for each flight. False for connection poolers in transaction mode: every statement is then unnamed. */
  preparesStatements(): boolean;
  readonly observe: Observer;
}

/** The database behind a pool of connections (spec operations 8). */
export interface PooledDatabase extends Database {
  run(transaction: Transaction, options?: RunOptions): Promise<readonly QueryResult[]>;
  /** One statement outside of any transaction block, prepared like all others; result columns in text format. */
  query(text: string, values?: readonly BindValue[]): Promise<QueryResult>;
  /** Closes idle connections now and those in use when they come back. */
  flush(): void;
  /** Waits for uses under way, then closes all connections; later uses reject with PGRST001. */
  close(): Promise<void>;
  stats(): PoolStats;
}

/** More texts than a busy API repeats, few enough for the server's memory at any pool size. */
const preparedStatementsPerConnection = 256;

/** A pool without any connection yet: the first use opens one. */
export function createDatabase(options: DatabaseOptions): PooledDatabase {
  const { target } = options;
  const pool = new Pool({
    open: typeof target === 'function' ? target : async () => (await connect(target)).stream,
    size: options.poolSize,
    acquisitionTimeoutMs: 1000 * options.acquisitionTimeoutSeconds,
    maxIdleMs: 1000 * options.maxIdleSeconds,
    maxLifetimeMs: 1000 * options.maxLifetimeSeconds,
    preparedStatements: () => (options.preparesStatements() ? preparedStatementsPerConnection : 0),
    observe: options.observe,
  });
  return {
    run: (transaction, runOptions = noRunOptions) => pool.use(transaction, transaction.statements, runOptions),
    query: async (text, values = []) => {
      const [result] = await pool.use(null, [{ text, values }], noRunOptions);
      return result ?? { rows: [] };
    },
    flush: () => pool.flush(),
    close: () => pool.close(),
    stats: () => pool.stats(),
  };
}
