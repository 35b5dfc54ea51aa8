/** Every request that README.md shows gets the answer that stands below it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoOptions } from '../../src/cli/demo.ts';
import { demoScripts } from '../demo/demo-scripts.ts';
import type { TestDatabase } from '../postgres/database.ts';
import { createTestDatabase } from '../postgres/test-database.ts';
import { repositoryRoot } from '../repository-root.ts';
import { startServer, type TestServer } from '../server.ts';

const documentedUrl = 'http://localhost:3000';

const examples = [
  ...readFileSync(path.join(repositoryRoot, 'README.md'), 'utf8').matchAll(
    /^```sh\ncurl ([^\n]+)\n```\n\n```json\n(.+?)\n```$/gms,
  ),
].map(([, command, answer]) => ({ command: command!, answer: answer! }));

let database: TestDatabase;
let server: TestServer;
beforeAll(async () => {
  database = await createTestDatabase(demoScripts);
  server = await startServer({ dbUri: database.uri(), environment: demoOptions });
});
afterAll(async () => {
  await server.close();
  await database.drop();
});

test('there are examples', () => {
  expect(examples.length).toBeGreaterThan(5);
});

test.each(examples)('curl $command', async ({ command, answer }) => {
  const [, url = ''] = /^"([^"]+)"/.exec(command) ?? [];
  const headers = [...command.matchAll(/ -H "([^:]+): ([^"]+)"/g)].map(([, name, value]) => [name!, value!] as const);
  const [, body] = / -d '([^']+)'/.exec(command) ?? [];
  const response = await fetch(url.replace(documentedUrl, server.url), {
    method: body === undefined ? 'GET' : 'POST',
    headers: Object.fromEntries(headers),
    ...(body === undefined ? {} : { body }),
  });
  expect(await response.text()).toBe(answer);
});
