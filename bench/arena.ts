import { freePort } from '../test/free-port.ts';
import { type ServerProcess, startServerProcess } from '../test/server-process.ts';
import type { BenchDatabase } from './database.ts';
import type { LoadGenerator } from './load-generator.ts';
import { jwtSecret } from './tokens.ts';

/** Where contenders find their database, and who loads them. */
export interface Arena {
  readonly database: BenchDatabase;
  /** Port of 127.0.0.1 that leads to the database, with or without latency. */
  readonly databasePort: number;
  readonly load: LoadGenerator;
  readonly connections: number;
  /** More lines of the configuration. */
  readonly settings: readonly string[];
}

/** Starts a PostgREST-compatible command with the configuration of all benchmarks in place of `{config}`. */
export async function startCompatible(arena: Arena, command: readonly string[]): Promise<ServerProcess> {
  const port = await freePort();
  return startServerProcess(command, configurationText(arena, port), port);
}

/** The configuration file of a server on `port`. */
export function configurationText(arena: Pick<Arena, 'database' | 'databasePort' | 'settings'>, port: number): string {
  return [
    `db-uri = "${databaseUri(arena, 'bench_gate')}"`,
    'db-schemas = "bench"',
    'db-anon-role = "bench_anon"',
    `jwt-secret = "${jwtSecret}"`,
    'server-host = "127.0.0.1"',
    `server-port = ${port}`,
    ...arena.settings,
  ].join('\n');
}

/** The database as `role` reaches it, with the arena's latency. */
export function databaseUri(
  { database, databasePort }: Pick<Arena, 'database' | 'databasePort'>,
  role: string,
): string {
  const uri = new URL(database.uri(role));
  uri.port = String(databasePort);
  return uri.href;
}
