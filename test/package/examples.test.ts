/** Every module that README.md and docs/library.md show compiles; those of the library page run. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoScripts } from '../demo/demo-scripts.ts';
import type { TestDatabase } from '../postgres/database.ts';
import { createTestDatabase } from '../postgres/test-database.ts';
import { repositoryRoot } from '../repository-root.ts';
import { type Consumer, createConsumer } from './consumer.ts';

let database: TestDatabase;
let consumer: Consumer;
beforeAll(async () => {
  database = await createTestDatabase(demoScripts);
  consumer = await createConsumer(['fastify', 'hono', '@electric-sql/pglite']);
});
afterAll(async () => {
  consumer.remove();
  await database.drop();
});

/** The page's modules by the heading above them, in the form of a file name. */
function examplesOf(page: string): ReadonlyMap<string, string> {
  const examples = new Map<string, string>();
  let heading = '';
  for (const [, title, code] of readFileSync(path.join(repositoryRoot, page), 'utf8').matchAll(
    /^#+ ([^\n]+)$|^```ts\n(.+?)^```$/gms,
  )) {
    if (title !== undefined) heading = title.toLowerCase().replaceAll(/\W+/g, '-');
    else if (code !== undefined) examples.set(heading, code);
  }
  return examples;
}

// What a reader of the page would try with each of its modules.
const driver = `
import { api } from './api.js';
import { server } from './node-http.js';
import { app as fastify } from './fastify.js';
import { app as hono } from './hono.js';
import { GET, POST } from './next-js-and-other-route-handlers.js';
import { close, fetchAs } from './requests-on-behalf-of-users.js';
import { filmTitles } from './tests-without-a-database-server.js';
import { failures, status } from './events.js';

const query = '/rest/bodies?id=eq.66&select=name';
const insertion = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"body_id":1,"text":"x"}' };
const answers = async (base, send) => {
  const read = await send(base + query);
  const write = await send(base + '/rest/facts', insertion);
  return [await read.text(), (await write.json()).code];
};

await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const results = { http: await answers('http://127.0.0.1:' + server.address().port, fetch) };
results.outside = await (await fetch('http://127.0.0.1:' + server.address().port + '/')).text();
server.close();
results.fastify = await answers(await fastify.listen({ port: 0, host: '127.0.0.1' }), fetch);
await fastify.close();
results.hono = await answers('http://localhost', (url, init) => hono.request(url, init));
results.handlers = await answers('http://localhost', (url, init) =>
  (init === undefined ? GET : POST)(new Request(url, init)));
const facts = await fetchAs({ role: 'editor', sub: 'ada' }, new Request('http://localhost/facts?select=id'));
results.behalf = (await facts.json()).length;
results.films = await filmTitles();
results.events = [status, failures.length > 0];
console.log(JSON.stringify(results));
await Promise.all([api.close(), close()]);
`;

test('the modules compile, and those of docs/library.md run', async () => {
  const readme = [...examplesOf('README.md')].map(([heading, code]) => [`readme-${heading}.ts`, code] as const);
  expect(readme.length).toBeGreaterThan(0);
  for (const [file, code] of readme) consumer.write(file, code);
  for (const [heading, code] of examplesOf('docs/library.md')) {
    const text = code.replace('postgres://authenticator:secret@localhost/my_db', database.uri());
    consumer.write(heading === 'library' ? 'api.ts' : `${heading}.ts`, text);
  }
  consumer.write('driver.js', driver);
  const settings = ['--skipLibCheck', '--allowJs', '--module', 'nodenext', '--rewriteRelativeImportExtensions'];
  await consumer.compile(...settings, '--outDir', 'out', 'driver.js', ...readme.map(([file]) => file));

  const answer = ['[{"name":"Titan"}]', '42501'];
  expect(JSON.parse(await consumer.run(process.execPath, ['out/driver.js']))).toEqual({
    http: answer,
    outside: 'something else',
    fastify: answer,
    hono: answer,
    handlers: answer,
    behalf: 13,
    films: [{ title: 'Metropolis' }, { title: 'Solaris' }],
    events: [503, true],
  });
});
