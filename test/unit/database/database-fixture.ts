import { resolveConnection } from '../../../src/config/connection.ts';
import type { ConnectionTarget } from '../../../src/config/connection-target.ts';
import { createDatabase, type DatabaseOptions, type PooledDatabase } from '../../../src/database/index.ts';
import type { QueryResult, Transaction } from '../../../src/database/transaction.ts';
import type { BindValue, Statement } from '../../../src/sql/statement.ts';

/** The connection target of a URI, independent of this process's environment. */
export function targetOf(uri: string): ConnectionTarget {
  return resolveConnection(uri, {});
}

/** A pool of one connection unless told otherwise. */
export function openDatabase(
  target: DatabaseOptions['target'],
  options: Partial<Omit<DatabaseOptions, 'target'>> = {},
): PooledDatabase {
  return createDatabase({
    target,
    poolSize: 1,
    acquisitionTimeoutSeconds: 10,
    maxIdleSeconds: 30,
    maxLifetimeSeconds: 1800,
    preparesStatements: () => true,
    observe: () => undefined,
    ...options,
  });
}

export function statement(text: string, values: readonly BindValue[] = [], resultFormat?: 'binary'): Statement {
  return { text, values, ...(resultFormat && { resultFormat }) };
}

/** A committed read-write transaction unless told otherwise. */
export function transaction(
  statements: readonly (string | Statement)[],
  fields: Partial<Omit<Transaction, 'statements'>> = {},
): Transaction {
  return {
    accessMode: 'READ WRITE',
    isolation: 'read committed',
    judge: null,
    end: 'commit',
    ...fields,
    statements: statements.map((entry) => (typeof entry === 'string' ? statement(entry) : entry)),
  };
}

/** Results as text, SQL NULL as null. */
export function texts(results: readonly QueryResult[]): (string | null)[][][] {
  return results.map(({ rows }) => rows.map((row) => row.map((column) => column?.toString() ?? null)));
}

/** The only value of the only row. */
export function single(result: QueryResult | undefined): string | null {
  return result?.rows[0]?.[0]?.toString() ?? null;
}
