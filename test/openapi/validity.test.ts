/** Both forms of the root document are what the OpenAPI specifications say, as an independent validator reads them. */
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { configurationOf } from '../corpus/case.ts';
import { demoScripts } from '../demo/demo-scripts.ts';
import type { TestDatabase } from '../postgres/database.ts';
import { createTestDatabase } from '../postgres/test-database.ts';
import { startServer, type TestServer } from '../server.ts';

let corpus: TestDatabase;
let demo: TestDatabase;
beforeAll(async () => {
  corpus = await createTestDatabase(['test/corpus/schema.sql']);
  demo = await createTestDatabase(demoScripts);
});
afterAll(async () => {
  await corpus.drop();
  await demo.drop();
});

const validator = new Validator();

/** What the validator finds in the document, and how many paths it has. */
async function inspect(
  server: TestServer,
  version: string,
  schema: string | null,
): Promise<{ readonly errors: unknown; readonly version: string; readonly paths: number }> {
  const headers: Record<string, string> = { Accept: `application/openapi+json;version=${version}` };
  if (schema !== null) headers['Accept-Profile'] = Buffer.from(schema).toString('latin1');
  const response = await fetch(server.url, { headers });
  const document = (await response.json()) as Record<string, object>;
  expect(response.status, JSON.stringify(document)).toBe(200);
  const { errors = null } = await validator.validate(document);
  return { errors, version: validator.version, paths: Object.keys(document['paths'] ?? {}).length };
}

// Left out: `minimal` has no root document, `hooks` serves a function there.
const groups = [
  'main',
  'defaults',
  'newnames',
  'maxrows',
  'multi',
  'lab',
  'noanon',
  'rolesearch',
  'roledsl',
  'keys',
  'nosecret',
  'rollback',
  'rollbackallow',
  'stateful',
];

function serveCorpus(group: string): Promise<TestServer> {
  return startServer({ dbUri: corpus.uri('fest_gate'), dbAnonRole: 'fest_anon' }, configurationOf(group, ''));
}

test.each(groups)('corpus, configuration %s', async (group) => {
  const server = await serveCorpus(group);
  try {
    for (const schema of group === 'multi' ? ['fest', 'lab'] : [null]) {
      for (const version of ['2.0', '3.1']) {
        const found = await inspect(server, version, schema);
        expect(found).toEqual({ errors: null, version, paths: expect.any(Number) });
        expect(found.paths).toBeGreaterThan(1);
      }
    }
  } finally {
    await server.close();
  }
});

test('corpus, a schema whose name needs quotes, which only version 3.1 can describe', async () => {
  const server = await serveCorpus('multi');
  try {
    expect(await inspect(server, '3.1', 'Søndag Skole')).toMatchObject({ errors: null, version: '3.1' });
  } finally {
    await server.close();
  }
});

test('demo', async () => {
  const server = await startServer({ dbUri: demo.uri(), dbSchemas: ['api'], dbAnonRole: 'web_anon' });
  try {
    expect(await inspect(server, '2.0', null)).toEqual({ errors: null, version: '2.0', paths: 10 });
    expect(await inspect(server, '3.1', null)).toEqual({ errors: null, version: '3.1', paths: 10 });
  } finally {
    await server.close();
  }
});
