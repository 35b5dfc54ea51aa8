import { fatalReason } from '../database/fatal-errors.ts';
import type { PooledDatabase } from '../database/index.ts';
import { ConnectionError } from '../database/transaction.ts';
import type { Observer } from '../observe/observation.ts';
import { errorBody, loggedDatabaseError } from '../response/failure.ts';

/**
 * The same database, with every failed use reported: pool time-outs are counted, an error that no retry can mend ends the
 * server (spec operations 8.4), and what is no fault of a request's is logged, whoever used the database (12.2).
 */
export function guardedDatabase(database: PooledDatabase, observe: Observer, onFatal: () => void): PooledDatabase {
  const report = (error: unknown): never => {
    if (error instanceof ConnectionError && error.code === 'PGRST003') observe({ kind: 'pool-timeout' });
    const reason = fatalReason(error);
    if (reason !== null) {
      observe({ kind: 'fatal-database-error', reason, error: errorBody(error) });
      onFatal();
    } else {
      const logged = loggedDatabaseError(error);
      if (logged !== null) observe({ kind: 'request-error', error: logged });
    }
    throw error;
  };
  return {
    ...database,
    run: (transaction, options) => database.run(transaction, options).catch(report),
    query: (text, values) => database.query(text, values).catch(report),
  };
}
