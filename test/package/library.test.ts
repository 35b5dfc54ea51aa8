/** The package as another project installs it: packed, unpacked elsewhere, imported by its name. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoScripts } from '../demo/demo-scripts.ts';
import type { TestDatabase } from '../postgres/database.ts';
import { createTestDatabase } from '../postgres/test-database.ts';
import { repositoryRoot } from '../repository-root.ts';

const run = promisify(execFile);

let database: TestDatabase;
let project: string;

beforeAll(async () => {
  database = await createTestDatabase(demoScripts);
  project = mkdtempSync(path.join(tmpdir(), 'postgrest-ts-consumer-'));
  const modules = path.join(project, 'node_modules');
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', project];
  const [packed] = JSON.parse((await run('npm', pack, { cwd: repositoryRoot })).stdout);
  const installed = path.join(modules, 'postgrest-ts');
  mkdirSync(installed, { recursive: true });
  await run('tar', ['-xzf', path.join(project, packed.filename), '-C', installed, '--strip-components=1']);
  // What `npm install` would fetch; nothing else of this clone is within reach.
  const { dependencies } = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8'));
  for (const name of [...Object.keys(dependencies), '@types/node', 'undici-types']) {
    mkdirSync(path.dirname(path.join(modules, name)), { recursive: true });
    symlinkSync(path.join(repositoryRoot, 'node_modules', name), path.join(modules, name));
  }
  writeFileSync(path.join(project, 'package.json'), '{ "type": "module", "private": true }');
});
afterAll(async () => {
  rmSync(project, { recursive: true, force: true });
  await database.drop();
});

test('fetch, listen and close; instances share nothing', async () => {
  writeFileSync(
    path.join(project, 'main.js'),
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
    console.log(JSON.stringify([first.status, await first.json(), second.status, await third.text()]));
    await open.close();
    await closed.close();
    `,
  );
  const { stdout } = await run(process.execPath, ['main.js', database.uri()], { cwd: project });
  expect(JSON.parse(stdout)).toEqual([200, [{ name: 'Titan' }], 401, '[{"name":"Titan"}]']);
});

test('the types are found, and check', async () => {
  writeFileSync(
    path.join(project, 'typed.ts'),
    `
    import { createPostgrest, type Postgrest } from 'postgrest-ts';
    const server: Postgrest = await createPostgrest({ dbUri: 'postgres://localhost/x', dbSchemas: ['api'], dbPool: 3 });
    const response: Response = await server.fetch(new Request('http://localhost/'));
    // @ts-expect-error: options are known by name
    await createPostgrest({ dbShemas: ['api'] });
    console.log(response.status);
    `,
  );
  const compiler = path.join(repositoryRoot, 'node_modules', 'typescript', 'bin', 'tsc');
  const settings = [
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--target',
    'es2022',
    '--module',
    'nodenext',
    '--types',
    'node',
  ];
  await run(process.execPath, [compiler, ...settings, 'typed.ts'], { cwd: project });
});
