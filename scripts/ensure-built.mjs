// Compiles src/ to dist/ when a source or the configuration is newer than the last complete build.
import { spawnSync } from 'node:child_process';
import { readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Milliseconds, 0 for a missing file. */
const modified = (/** @type {string} */ file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

const sources = [
  `${root}/src`,
  ...readdirSync(`${root}/src`, { recursive: true }).map((name) => `${root}/src/${name}`),
  ...['package.json', 'tsconfig.json', 'tsconfig.build.json'].map((name) => `${root}/${name}`),
];

const builtAt = modified(`${root}/dist/.built`);
if (builtAt === 0 || sources.some((source) => modified(source) > builtAt)) {
  process.exitCode = build();
}

/** Builds aside and swaps, so that dist/ is complete at any time. Returns the compiler's exit code. */
function build() {
  const startedAt = new Date();
  const aside = `${root}/.cache/build-${process.pid}`;
  const compiler = `${root}/node_modules/typescript/bin/tsc`;
  const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--outDir', aside], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status === 0) {
    writeFileSync(`${aside}/.built`, '');
    utimesSync(`${aside}/.built`, startedAt, startedAt);
    rmSync(`${root}/dist`, { recursive: true, force: true });
    renameSync(aside, `${root}/dist`);
  } else {
    rmSync(aside, { recursive: true, force: true });
  }
  return status ?? 1;
}
