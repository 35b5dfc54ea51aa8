/** The package as another project uses it: packed, unpacked elsewhere, imported by its name. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoScripts } from '../demo/demo-scripts.ts';
import type { TestDatabase } from '../postgres/database.ts';
import { createTestDatabase } from '../postgres/test-database.ts';
import { type Consumer, createConsumer } from './consumer.ts';

let database: TestDatabase;
let consumer: Consumer;
beforeAll(async () => {
  database = await createTestDatabase(demoScripts);
  consumer = await createConsumer();
});
afterAll(async () => {
  consumer.remove();
  await database.drop();
});

test('fetch, listen and close; instances share nothing', async () => {
  consumer.write(
    'main.js',
    `
    import { createPostgrest } from 'postgrest-ts';
    const options = { dbUri: process.argv[2], dbSchemas: ['api'] };
    const open = await createPostgrest({ ...options, dbAnonRole: 'web_anon', serverHost: '127.0.0.1', serverPort: 0 });
    const closed = await createPostgrest(options);
    const request = () => new Request('http://localhost/bodies?id=eq.66&select=name');
    const first = await open.fetch(request());
    const second = await closed.fetch(request());
    const { url } = await open.listen();
    const third = await fetch(url + '/bodies?id=eq.66&select=name');
    const answers = [first.status, await first.json(), second.status, await third.text()];
    await open.close();
    const last = await closed.fetch(request());
    console.log(JSON.stringify([...answers, last.status, open.metrics() === closed.metrics()]));
    await closed.close();
    `,
  );
  const output = await consumer.run(process.execPath, ['main.js', database.uri()]);
  expect(JSON.parse(output)).toEqual([200, [{ name: 'Titan' }], 401, '[{"name":"Titan"}]', 401, false]);
});

test.each([
  // With the declarations themselves: they must not need types that the package does not bring.
  ['nodenext', 'nodenext', '--skipLibCheck', 'false'],
  ['esnext', 'bundler', '--skipLibCheck', 'true'],
])('the types are found and check, with module %s and resolution %s', async (module, resolution, ...libraries) => {
  consumer.write(
    'typed.ts',
    `
    import { ConfigError, createPostgrest, type Observation, type Postgrest, type PostgrestOptions } from 'postgrest-ts';
    const options: PostgrestOptions = { dbUri: 'postgres://localhost/x', dbSchemas: ['api'], dbPool: 3, dbTxEnd: 'commit' };
    const log = (event: Observation) => console.log(event.kind);
    const server: Postgrest = await createPostgrest({ ...options, log, appSettings: { tenant: 'a' } });
    const response: Response = await server.fetch(new Request('http://localhost/'));
    // @ts-expect-error: options are known by name
    await createPostgrest({ dbShemas: ['api'] });
    // @ts-expect-error: and have their types
    await createPostgrest({ dbPool: true });
    console.log(response.status, ConfigError.name);
    `,
  );
  const settings = ['--module', module, '--moduleResolution', resolution, ...libraries];
  await consumer.compile('--noEmit', ...settings, 'typed.ts');
});
