import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import type { PGlite, PGliteOptions } from '@electric-sql/pglite';
import { readSnapshot, writeSnapshot } from './embedded-snapshot.ts';

/**
 * PostgreSQL inside this process. It has one session, for which every stream of `open` stands, and its user is the
 * superuser `postgres`.
 */
export interface EmbeddedDatabase {
  /** For `createDatabase({ target: embedded.open, poolSize: 1, … })`; one stream at a time. */
  readonly open: () => Promise<Duplex>;
  /** Text of `version()`. */
  readonly version: string;
  /** Whether the database was created by this call, and so the `load` texts were run. */
  readonly isNew: boolean;
  /** Calls back with the payload of each notification; resolves to what ends it. */
  listen(channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Where the data lives; created when missing. Null = in memory. */
  readonly dataDirectory: string | null;
  /** SQL texts, each of any number of statements, run in order when the database is new. */
  readonly load: readonly string[];
  /** Where a freshly initialised data directory is kept to start from next time; null = nowhere. */
  readonly snapshotDirectory: string | null;
}

/** PGlite's default of 128 MB costs memory from the start, and its data is in memory or the page cache anyway. */
const sharedBuffers = '16MB';

/**
 * Starts the embedded database: 2-6 s the very first time, about 1 s from a snapshot or an existing data directory.
 * @throws Error when PGlite is not installed, or what PGlite throws when the directory or a `load` text is bad
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const { PGlite } = await importPGlite();
  const { dataDirectory } = options;
  const isNew = dataDirectory === null || !existsSync(join(dataDirectory, 'PG_VERSION'));
  const settings: PGliteOptions = {
    startParams: [...PGlite.defaultStartParams, '-c', `shared_buffers=${sharedBuffers}`],
  };
  if (dataDirectory !== null) {
    await mkdir(dataDirectory, { recursive: true });
    settings.dataDir = dataDirectory;
  }
  const database = await (isNew
    ? createFromSnapshot(PGlite, settings, options.snapshotDirectory)
    : PGlite.create(settings));
  try {
    if (isNew) for (const sql of options.load) await database.exec(sql);
    return embeddedDatabase(database, isNew, await queryVersion(database));
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function importPGlite(): Promise<typeof import('@electric-sql/pglite')> {
  try {
    return await import('@electric-sql/pglite');
  } catch (error) {
    throw new Error(
      'The embedded database needs the package @electric-sql/pglite, which is not installed. ' +
        'Install it, or configure a database with db-uri.',
      { cause: error },
    );
  }
}

/** A snapshot that does not load (cut off, foreign) is replaced. */
async function createFromSnapshot(
  engine: typeof PGlite,
  settings: PGliteOptions,
  directory: string | null,
): Promise<PGlite> {
  if (directory === null) return engine.create(settings);
  const snapshot = await readSnapshot(directory);
  if (snapshot !== null) {
    try {
      return await engine.create({ ...settings, loadDataDir: snapshot });
    } catch {
      if (settings.dataDir !== undefined) await emptyDirectory(settings.dataDir);
    }
  }
  const database = await engine.create(settings);
  await writeSnapshot(directory, await database.dumpDataDir('gzip'));
  return database;
}

/** It was empty before the attempt: without a PG_VERSION file there is no database to lose. */
async function emptyDirectory(directory: string): Promise<void> {
  for (const entry of await readdir(directory)) await rm(join(directory, entry), { recursive: true, force: true });
}

async function queryVersion(database: PGlite): Promise<string> {
  const answer = await database.query<{ readonly version: string }>('SELECT version()');
  return answer.rows[0]?.version ?? '';
}

function embeddedDatabase(database: PGlite, isNew: boolean, version: string): EmbeddedDatabase {
  return {
    version,
    isNew,
    open: async () => {
      // A new stream knows nothing of what an earlier one prepared.
      await database.exec('DEALLOCATE ALL');
      return new EmbeddedStream(database);
    },
    listen: async (channel, onPayload) => {
      const ignore = database.onNotification((name, payload) => {
        if (name === channel) onPayload(payload);
      });
      const identifier = `"${channel.replaceAll('"', '""')}"`;
      await database.exec(`LISTEN ${identifier}`);
      return async () => {
        ignore();
        await database.exec(`UNLISTEN ${identifier}`);
      };
    },
    close: () => database.close(),
  };
}

/** A connection to the embedded session, past authentication: flights in, the server's messages out. */
class EmbeddedStream extends Duplex {
  readonly #database: PGlite;

  constructor(database: PGlite) {
    super();
    this.#database = database;
  }

  override _read(): void {}

  override _write(flight: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#database
      .runExclusive(() => this.#database.execProtocolRaw(flight))
      .then((answer) => {
        if (answer.length > 0) this.push(answer);
        done();
      }, done);
  }

  /** A flight with large values comes in pieces; the session needs it whole. */
  override _writev(pieces: readonly { readonly chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this._write(Buffer.concat(pieces.map(({ chunk }) => chunk)), 'binary', done);
  }

  override _final(done: () => void): void {
    this.push(null);
    done();
  }
}
