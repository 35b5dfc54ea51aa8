// Compiles src/ to dist/ when a source or the configuration is newer than the last complete build.
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = `${root}/dist/.built`;

/** Milliseconds, 0 for a missing file. */
const modified = (/** @type {string} */ file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

const sources = [
  `${root}/src`,
  ...readdirSync(`${root}/src`, { recursive: true }).map((name) => `${root}/src/${name}`),
  ...['package.json', 'tsconfig.json', 'tsconfig.build.json'].map((name) => `${root}/${name}`),
];

const builtAt = modified(stamp);
if (builtAt === 0 || sources.some((source) => modified(source) > builtAt)) {
  const startedAt = new Date();
  rmSync(`${root}/dist`, { recursive: true, force: true });
  const compiler = `${root}/node_modules/typescript/bin/tsc`;
  const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status === 0) writeFileSync(stamp, `${startedAt.toISOString()}\n`);
  process.exitCode = status ?? 1;
}
