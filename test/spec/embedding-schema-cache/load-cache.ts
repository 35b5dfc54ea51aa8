import { resolveConnection } from '../../../src/config/connection.ts';
import { createDatabase } from '../../../src/database/index.ts';
import { type LoadedCache, loadSchemaCache } from '../../../src/schema-cache/index.ts';

/** Loads the schema cache of a database as the server would, over one connection. */
export async function loadCache(
  uri: string,
  dbSchemas: readonly string[],
  dbExtraSearchPath: readonly string[] = ['public'],
): Promise<LoadedCache> {
  const database = createDatabase({
    target: resolveConnection(uri, {}),
    poolSize: 1,
    acquisitionTimeoutSeconds: 10,
    maxIdleSeconds: 60,
    maxLifetimeSeconds: 600,
    preparesStatements: () => true,
    observe: () => {},
  });
  try {
    return await loadSchemaCache(database, {
      dbSchemas,
      dbExtraSearchPath,
      dbHoistedTxSettings: ['statement_timeout', 'plan_filter.statement_cost_limit', 'default_transaction_isolation'],
      internalSchemaCacheQuerySleep: null,
      internalSchemaCacheQuerySleepBeforeQueries: null,
    });
  } finally {
    await database.close();
  }
}
