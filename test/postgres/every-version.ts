/**
 * `npm run test:versions`: the tests that see the database through the server, and those of the SQL, on each PostgreSQL
 * major in turn and on PGlite. `-- 14 pglite` picks some. What is missing is installed from npm into `.cache/`.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { repositoryRoot } from '../repository-root.ts';
import { postgresMajors } from './binaries.ts';

const subjects = ['test/spec', 'test/clients', 'test/unit/sql', 'test/unit/schema-cache'];
const engines = process.argv.length > 2 ? process.argv.slice(2) : [...postgresMajors, 'pglite'];

const summaries = engines.map((engine) => {
  console.log(`\n${engine}`);
  return `${engine.padEnd(7)} ${run(engine)}`;
});
console.log(`\n${summaries.join('\n')}`);

/** The last line of the tests on one engine: how many passed, failed and were skipped. */
function run(engine: string): string {
  const selection = engine === 'pglite' ? ['--project', 'pglite'] : ['--project', 'postgres', ...subjects];
  const { TEST_DB_URI: _, ...environment } = process.env;
  const { status, stdout } = spawnSync(
    process.execPath,
    [path.join(repositoryRoot, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...selection],
    {
      cwd: repositoryRoot,
      env: { ...environment, ...(engine !== 'pglite' && { TEST_PG_VERSION: engine }) },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      maxBuffer: Number.POSITIVE_INFINITY,
    },
  );
  if (status !== 0) {
    process.exitCode = 1;
    console.log(stdout);
  }
  return stdout.trimEnd().split('\n').at(-1) ?? '';
}
