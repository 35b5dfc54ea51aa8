/** Every recorded case has to be answered as PostgREST answered it, except those of `expected-failures.json`. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { configurationOf, readCases, readExpectedFailures } from '../corpus/case.ts';
import { databaseTraits } from '../corpus/database.ts';
import { type DatabaseTraits, expectedFailure, replayCase, skipReason } from '../corpus/replay-case.ts';
import { HttpConnection } from '../http-client.ts';
import { createServedDatabase, type ServedDatabase } from '../served-database.ts';
import { startServer, type TestServer } from '../server.ts';

const cases = readCases();
const expectedFailures = readExpectedFailures();

let traits: DatabaseTraits;
let shared: ServedDatabase;
let stateful: ServedDatabase;
beforeAll(async () => {
  shared = await createServedDatabase(['test/corpus/schema.sql'], 'fest_gate');
  stateful = await createServedDatabase(['test/corpus/schema.sql'], 'fest_gate');
  const { dbUri } = shared.options;
  traits = typeof dbUri === 'string' ? await databaseTraits(dbUri) : { major: 18, xml: true };
});
afterAll(async () => {
  await shared.drop();
  await stateful.drop();
});

describe.each([...new Set(cases.map(({ group }) => group))])('configuration %s', (group) => {
  let server: TestServer;
  let connection: HttpConnection;
  beforeAll(async () => {
    const { options } = group === 'stateful' ? stateful : shared;
    server = await startServer(options, configurationOf(group, ''));
    connection = new HttpConnection(server.url);
  });
  afterAll(async () => {
    connection.close();
    await server.close();
  });

  for (const recorded of cases.filter((candidate) => candidate.group === group)) {
    const notYet = expectedFailure(recorded, expectedFailures);
    test(`${recorded.id} ${recorded.method} ${recorded.target}`, async (context) => {
      const skipped = skipReason(recorded, traits);
      if (skipped !== null) context.skip(skipped);
      const differences = await replayCase(recorded, connection, traits);
      if (notYet !== null) context.skip(differences.length === 0 ? `passes, was: ${notYet}` : notYet);
      expect(differences).toEqual([]);
    });
  }
});
