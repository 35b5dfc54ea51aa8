import { resolveConnection } from '../config/connection.ts';
import type { Environment } from '../config/connection-parameters.ts';
import { ConnectionStringError } from '../config/connection-string.ts';
import type { ConnectionTarget } from '../config/connection-target.ts';
import { ConnectionError } from './transaction.ts';

/**
 * Where a connection string leads. Asked anew for each connection, as libpq does: service and password files may have
 * changed, and a malformed string is a failure to connect like any other, tried again for ever (spec operations 8.1).
 * @throws ConnectionError PGRST000 for a malformed string
 */
export function connectionSource(connectionString: string, environment: Environment): () => ConnectionTarget {
  return () => {
    try {
      return resolveConnection(connectionString, environment);
    } catch (error) {
      if (error instanceof ConnectionStringError) throw new ConnectionError('PGRST000', error.message);
      throw error;
    }
  };
}
