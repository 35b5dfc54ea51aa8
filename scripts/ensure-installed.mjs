// Installs the dependencies when node_modules is missing or older than the lock file. Plain Node: nothing is there yet.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Milliseconds, 0 for a missing file. */
const modified = (/** @type {string} */ file) => statSync(`${root}/${file}`, { throwIfNoEntry: false })?.mtimeMs ?? 0;

// npm writes this copy of the lock file at the end of every complete installation.
if (modified('node_modules/.package-lock.json') < modified('package-lock.json')) {
  console.log('Installing dependencies …');
  const { status, error } = spawnSync('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (error) console.error(error.message);
  process.exitCode = status ?? 1;
}
