import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { startCluster } from '../test/postgres/cluster.ts';
import { createDatabase, withClient } from '../test/postgres/database.ts';

/** A PostgreSQL server of the benchmarks' own with `bench/schema.sql` loaded. */
export interface BenchDatabase {
  /** `15.18` */
  readonly version: string;
  /** Connection URI of the superuser, or of a role whose password is its name. */
  uri(role?: string): string;
  /** Runs SQL as the superuser. */
  execute(sql: string): Promise<void>;
  /** The program `pgbench`, null where it is not installed. */
  readonly pgbench: string | null;
  stop(): Promise<void>;
}

/** The newest PostgreSQL that the system has installed, otherwise the one from npm. */
export async function startDatabase(): Promise<BenchDatabase> {
  const programs = systemPrograms();
  const cluster = await (programs === null ? startCluster('18') : startCluster(path.basename(programs), programs));
  try {
    const { uri } = await createDatabase(cluster.uri, ['bench/schema.sql']);
    const version = await withClient(cluster.uri, async (client) => {
      const { rows } = await client.query('show server_version');
      return String(rows[0].server_version).split(' ')[0]!;
    });
    return {
      version,
      uri: (role) => uri(role),
      execute: (sql) =>
        withClient(uri(), async (client) => {
          await client.query(sql);
        }),
      pgbench: programs === null ? null : path.join(programs, 'bin', 'pgbench'),
      stop: () => cluster.stop(),
    };
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

/** Where Debian and its kin put each major version. */
const systemDirectory = '/usr/lib/postgresql';

function systemPrograms(): string | null {
  if (!existsSync(systemDirectory)) return null;
  const [newest] = readdirSync(systemDirectory)
    .filter((major) =>
      ['postgres', 'pgbench'].every((name) => existsSync(path.join(systemDirectory, major, 'bin', name))),
    )
    .sort((a, b) => Number(b) - Number(a));
  return newest === undefined ? null : path.join(systemDirectory, newest);
}
