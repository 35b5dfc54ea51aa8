import { createDatabase, withClient } from '../postgres/database.ts';
import type { DatabaseTraits } from './replay-case.ts';

/** The databases that a replay needs: one for all groups that leave no trace, one for the group that commits. */
export interface CorpusDatabases {
  readonly traits: DatabaseTraits;
  /** The URI that the server of a group connects with. */
  uriFor(group: string): string;
  drop(): Promise<void>;
}

/** Loads the corpus twice on the server of `serverUri` (a superuser's). */
export async function createCorpusDatabases(serverUri: string): Promise<CorpusDatabases> {
  const shared = await createDatabase(serverUri, ['test/corpus/schema.sql']);
  const stateful = await createDatabase(serverUri, ['test/corpus/schema.sql']);
  return {
    traits: await databaseTraits(shared.uri()),
    uriFor: (group) => (group === 'stateful' ? stateful : shared).uri('fest_gate'),
    drop: async () => {
      await shared.drop();
      await stateful.drop();
    },
  };
}

/** `uri`: of any role in a database with the corpus loaded. */
export function databaseTraits(uri: string): Promise<DatabaseTraits> {
  return withClient(uri, async (client) => {
    const { rows } = await client.query(`select current_setting('server_version_num')::int / 10000 as major`);
    const xml = await client.query(`select '<a/>'::xml`).then(
      () => true,
      () => false,
    );
    return { major: rows[0].major, xml };
  });
}
