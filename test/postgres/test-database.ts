import { inject } from 'vitest';
import { createDatabase, type TestDatabase } from './database.ts';

/**
 * A fresh database with the SQL files loaded (paths relative to the repository), on the server of this test run. Call it
 * once per test file, in `beforeAll`, and `drop()` it in `afterAll`.
 */
export function createTestDatabase(sqlFiles: readonly string[]): Promise<TestDatabase> {
  return createDatabase(inject('serverUri'), sqlFiles);
}
