/** Databases for black-box tests: the same tests run on PostgreSQL and on the embedded PGlite. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { inject } from 'vitest';
import type { PostgrestOptions } from '../src/index.ts';
import { createDatabase } from './postgres/database.ts';
import { repositoryRoot } from './repository-root.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** What the black-box tests run on: `postgres` or `pglite`. */
    readonly engine: 'postgres' | 'pglite';
  }
}

export interface ServedDatabase {
  /** Options of the server that say which database it serves. */
  readonly options: Pick<PostgrestOptions, 'dbUri' | 'embedded'>;
  drop(): Promise<void>;
}

/**
 * A fresh database with the SQL files loaded (paths relative to the repository), which the server reaches as the role
 * `user`, whose password is its name. On PGlite, every server started with the options has a copy of its own.
 */
export async function createServedDatabase(sqlFiles: readonly string[], user: string): Promise<ServedDatabase> {
  if (inject('engine') === 'postgres') {
    const database = await createDatabase(inject('serverUri'), sqlFiles);
    return { options: { dbUri: database.uri(user) }, drop: () => database.drop() };
  }
  const scripts = await Promise.all(sqlFiles.map((file) => readFile(path.join(repositoryRoot, file), 'utf8')));
  const load = [...scripts, `set session authorization ${user}`];
  return { options: { embedded: { load } }, drop: async () => {} };
}
