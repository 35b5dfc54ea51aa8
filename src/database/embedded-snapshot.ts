import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { env } from 'node:process';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { homeDirectory } from '../config/home-directory.ts';

const unpack = promisify(gunzip);

/** Where snapshots are kept unless told otherwise: the user's cache directory. */
export function defaultSnapshotDirectory(): string {
  const cache = env['XDG_CACHE_HOME'];
  return join(
    cache !== undefined && cache !== '' ? cache : join(homeDirectory(env) ?? tmpdir(), '.cache'),
    'postgrest-ts',
  );
}

/** An empty, initialised data directory of the installed PGlite version; null = none is kept. */
export async function readSnapshot(directory: string): Promise<Blob | null> {
  try {
    // Unpacked here, because PGlite does not survive a damaged archive.
    return new Blob([await unpack(await readFile(snapshotFile(directory)))], { type: 'application/x-tar' });
  } catch {
    return null;
  }
}

/** Keeps a snapshot for the next start. That it cannot be kept is no reason to fail. */
export async function writeSnapshot(directory: string, snapshot: Blob): Promise<void> {
  const file = snapshotFile(directory);
  const unfinished = `${file}.${randomUUID()}`;
  try {
    await mkdir(directory, { recursive: true });
    await writeFile(unfinished, Buffer.from(await snapshot.arrayBuffer()));
    await rename(unfinished, file);
  } catch {
    await rm(unfinished, { force: true });
  }
}

function snapshotFile(directory: string): string {
  return join(directory, `pglite-${installedVersion()}.tar.gz`);
}

/** PGlite's data format may change with any of its versions. Its package.json is not exported, its entry file is. */
function installedVersion(): string {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const manifest: unknown = JSON.parse(readFileSync(join(dirname(entry), '..', 'package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '0';
}
