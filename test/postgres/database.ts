/** Databases of one test each, on a server that several tests share. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { repositoryRoot } from '../repository-root.ts';

export interface TestDatabase {
  readonly name: string;
  /** Connection URI of the superuser, or of `user` with `password` (default: the user's name). */
  uri(user?: string, password?: string): string;
  /** Drops the database, ending the sessions in it. Roles stay, they belong to the server. */
  drop(): Promise<void>;
}

/** Any number known to nobody else. */
const loadingLock = 7_361_904;
let created = 0;

/**
 * Creates an empty UTF-8 database on the server of `serverUri` (a superuser's) and runs the SQL files in it, each as
 * one statement string. Paths are relative to the repository. Rejects with the error of the first failing script.
 */
export async function createDatabase(serverUri: string, sqlFiles: readonly string[]): Promise<TestDatabase> {
  created += 1;
  const name = `test_${process.pid}_${created}_${Math.random().toString(36).slice(2, 8)}`;
  const scripts = await Promise.all(sqlFiles.map((file) => readFile(path.resolve(repositoryRoot, file), 'utf8')));
  // Roles are the server's: two scripts that make the same role at the same time would fail, so they take turns.
  await withClient(serverUri, async (client) => {
    await client.query('select pg_advisory_lock($1)', [loadingLock]);
    await client.query(`create database ${name} encoding 'UTF8' template template0`);
    try {
      await withClient(databaseUri(serverUri, name), async (loader) => {
        for (const script of scripts) await loader.query(script);
      });
    } catch (error) {
      await client.query(`drop database ${name} with (force)`);
      throw error;
    }
  });
  return {
    name,
    uri: (user, password = user) => databaseUri(serverUri, name, user, password),
    drop: () =>
      withClient(serverUri, async (client) => {
        await client.query(`drop database if exists ${name} with (force)`);
      }),
  };
}

/** Runs `use` with a connection of its own. */
export async function withClient<T>(uri: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: uri });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

function databaseUri(serverUri: string, name: string, user?: string, password?: string): string {
  const uri = new URL(serverUri);
  uri.pathname = `/${name}`;
  if (user !== undefined) uri.username = encodeURIComponent(user);
  if (password !== undefined) uri.password = encodeURIComponent(password);
  return uri.href;
}
