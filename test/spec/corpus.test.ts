/** Every recorded case has to be answered as PostgREST answered it, except those of `expected-failures.json`. */
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { configurationOf, readCases, readExpectedFailures } from '../corpus/case.ts';
import { type CorpusDatabases, createCorpusDatabases } from '../corpus/database.ts';
import { expectedFailure, replayCase, skipReason } from '../corpus/replay-case.ts';
import { HttpConnection } from '../http-client.ts';
import { startServer, type TestServer } from '../server.ts';

const cases = readCases();
const expectedFailures = readExpectedFailures();

let databases: CorpusDatabases;
beforeAll(async () => {
  databases = await createCorpusDatabases(inject('serverUri'));
});
afterAll(() => databases.drop());

describe.each([...new Set(cases.map(({ group }) => group))])('configuration %s', (group) => {
  let server: TestServer;
  let connection: HttpConnection;
  beforeAll(async () => {
    server = await startServer(configurationOf(group, databases.uriFor(group)));
    connection = new HttpConnection(server.url);
  });
  afterAll(async () => {
    connection.close();
    await server.close();
  });

  for (const recorded of cases.filter((candidate) => candidate.group === group)) {
    const notYet = expectedFailure(recorded, expectedFailures);
    test(`${recorded.id} ${recorded.method} ${recorded.target}`, async (context) => {
      const skipped = skipReason(recorded, databases.traits);
      if (skipped !== null) context.skip(skipped);
      const differences = await replayCase(recorded, connection, databases.traits);
      if (notYet !== null) context.skip(differences.length === 0 ? `passes, was: ${notYet}` : notYet);
      expect(differences).toEqual([]);
    });
  }
});
