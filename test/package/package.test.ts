/** The package itself: what is in it, and whether every kind of project resolves it. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { repositoryRoot } from '../repository-root.ts';
import { type Consumer, createConsumer } from './consumer.ts';

let consumer: Consumer;
beforeAll(async () => {
  consumer = await createConsumer();
});
afterAll(() => consumer.remove());

test('it has what runs, and nothing else', () => {
  const others = consumer.files.filter((file) => !/^dist\/.*\.(js|d\.ts)$/.test(file));
  expect(others.toSorted()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'bin/postgrest.js',
    'demo/1-tables.sql',
    'demo/2-data.sql',
    'demo/3-api.sql',
    'demo/README.md',
    'dist/command/LICENSES.txt',
    'package.json',
  ]);
});

test('it installs without scripts, and little beside itself', () => {
  const { scripts, dependencies } = JSON.parse(readFileSync(path.join(repositoryRoot, 'package.json'), 'utf8'));
  for (const name of ['preinstall', 'install', 'postinstall', 'prepare']) expect(scripts).not.toHaveProperty(name);
  // A new one must earn its place, and be told in docs/library.md.
  expect(Object.keys(dependencies)).toEqual(['pg', 'pg-protocol', 're2js']);
  expect(statSync(consumer.tarball).size).toBeLessThan(600_000);
});

test('publint finds nothing to complain about', async () => {
  const { messages } = await publint({ pkgDir: repositoryRoot, strict: true });
  expect(messages).toEqual([]);
});

test('every kind of module resolution finds code and types that agree', async () => {
  const result = await checkPackage(createPackageFromTarballData(readFileSync(consumer.tarball)));
  // An ES module: old CommonJS resolution gets an ES module from require(), which Node can load.
  const problems = result.types === false ? ['no types'] : result.problems.map(({ kind }) => kind);
  expect(problems.filter((kind) => kind !== 'CJSResolvesToESM')).toEqual([]);
});

test('the command is linked', async () => {
  await consumer.run('npm', ['rebuild', '--ignore-scripts']);
  const command = path.join(consumer.directory, 'node_modules', '.bin', 'postgrest');
  expect(await consumer.run(command, ['--version'])).toBe('PostgREST 16.2\n');
});
