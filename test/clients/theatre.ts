import { createTestDatabase } from '../postgres/test-database.ts';
import { startServer } from '../server.ts';

/** A theatre's database, served by a server of its own. */
export interface Theatre {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Superuser's URI of the database. */
  readonly databaseUri: string;
  close(): Promise<void>;
}

export async function openTheatre(): Promise<Theatre> {
  const database = await createTestDatabase(['test/clients/theatre.sql']);
  const server = await startServer({
    dbUri: database.uri('theatre_gate'),
    dbSchemas: ['theatre', 'archive'],
    dbAnonRole: 'theatre_visitor',
    // What the clients' rollback() and explain() ask for.
    dbTxEnd: 'commit-allow-override',
    dbPlanEnabled: true,
  });
  return {
    url: server.url,
    databaseUri: database.uri(),
    async close() {
      await server.close();
      await database.drop();
    },
  };
}
