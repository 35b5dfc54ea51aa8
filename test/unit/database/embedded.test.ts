import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type EmbeddedDatabase, openEmbedded } from '../../../src/database/embedded.ts';
import type { PooledDatabase } from '../../../src/database/index.ts';
import { startListener } from '../../../src/database/listener.ts';
import { openDatabase, single, statement, texts, transaction } from './database-fixture.ts';

// The first start of a version initialises a data directory, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let directory: string;
let snapshotDirectory: string;
beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'postgrest-ts-embedded-'));
  snapshotDirectory = path.join(directory, 'snapshots');
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('in memory', () => {
  let embedded: EmbeddedDatabase;
  let database: PooledDatabase;
  beforeAll(async () => {
    embedded = await openEmbedded({
      dataDirectory: null,
      load: [
        'CREATE ROLE visitor; CREATE TABLE lamps (id int); GRANT SELECT ON lamps TO visitor',
        'INSERT INTO lamps VALUES (7)',
      ],
      snapshotDirectory,
    });
    database = openDatabase(embedded.open);
  });
  afterAll(async () => {
    await database.close();
    await embedded.close();
  });

  test('the loaded texts are there, and a snapshot for the next start', async () => {
    expect(embedded.isNew).toBe(true);
    expect(embedded.version).toMatch(/^PostgreSQL \d/);
    expect(single(await database.query('SELECT id FROM lamps'))).toBe('7');
    expect(readdirSync(snapshotDirectory)).toEqual([expect.stringMatching(/^pglite-\d+\.\d+\.\d+.*\.tar\.gz$/)]);
  });

  test('transactions with role switch, parameters and bytes', async () => {
    const bytes = Buffer.from([0, 255]);
    const run = () =>
      database.run(
        transaction([
          statement("SELECT set_config('role', $1, true)", ['visitor']),
          'SELECT current_user::text, id FROM lamps',
          statement('SELECT $1::bytea', [bytes], 'binary'),
        ]),
      );
    for (let time = 0; time < 3; time++) {
      const results = await run();
      expect(texts(results.slice(1, 2))).toEqual([[['visitor', '7']]]);
      expect(results[2]?.rows[0]?.[0]).toEqual(bytes);
    }
    expect(single(await database.query('SELECT current_user'))).toBe('postgres');
  });

  test('errors, judged and intended rollbacks leave the session clean', async () => {
    await expect(database.run(transaction(['INSERT INTO lamps VALUES (8)', 'SELECT 1/0']))).rejects.toMatchObject({
      sqlstate: '22012',
    });
    const verdict = new Error('no');
    const judge = () => {
      throw verdict;
    };
    await expect(database.run(transaction(['INSERT INTO lamps VALUES (8)'], { judge }))).rejects.toBe(verdict);
    await database.run(transaction(['INSERT INTO lamps VALUES (8)'], { end: 'rollback' }));
    expect(single(await database.query('SELECT count(*) FROM lamps'))).toBe('1');
  });

  test('a flush opens a new stream to the same session', async () => {
    database.flush();
    expect(single(await database.query('SELECT id FROM lamps'))).toBe('7');
  });

  test('a value of 10 MB comes back whole', async () => {
    const size = 10_000_000;
    const results = await database.run(transaction([`SELECT repeat('x', ${size})`]));
    expect(results[0]?.rows[0]?.[0]?.equals(Buffer.alloc(size, 'x'))).toBe(true);
  });

  test('notifications reach the listener', async () => {
    const payloads: string[] = [];
    let ready = () => {};
    const isReady = new Promise<void>((resolve) => {
      ready = resolve;
    });
    const listener = startListener({
      configuration: () => ({ target: embedded, channel: 'Pgrst "x"' }),
      observe: () => undefined,
      onNotification: (payload) => payloads.push(payload),
      onReady: () => ready(),
      onLost: () => undefined,
    });
    await isReady;
    await database.run(transaction([`NOTIFY "Pgrst ""x""", 'reload schema'`]));
    await database.run(transaction([`NOTIFY "pgrst ""x""", 'other'`]));
    expect(payloads).toEqual(['reload schema']);
    await listener.stop();
    await database.run(transaction([`NOTIFY "Pgrst ""x""", 'late'`]));
    expect(payloads).toEqual(['reload schema']);
  });
});

test('a data directory keeps the data, and is not loaded twice', async () => {
  const options = {
    dataDirectory: path.join(directory, 'data'),
    load: ['CREATE TABLE buoys (id int)', 'INSERT INTO buoys VALUES (1)'],
    snapshotDirectory,
  };
  for (const isNew of [true, false]) {
    const embedded = await openEmbedded(options);
    expect(embedded.isNew).toBe(isNew);
    const database = openDatabase(embedded.open);
    expect(single(await database.query('SELECT count(*) FROM buoys'))).toBe('1');
    await database.close();
    await embedded.close();
  }
});

test('a broken snapshot is replaced', async () => {
  const broken = path.join(directory, 'broken');
  const [name = ''] = readdirSync(snapshotDirectory);
  mkdirSync(broken);
  writeFileSync(path.join(broken, name), 'not an archive');
  const embedded = await openEmbedded({ dataDirectory: null, load: [], snapshotDirectory: broken });
  expect(embedded.version).toMatch(/^PostgreSQL/);
  expect(statSync(path.join(broken, name)).size).toBeGreaterThan(1_000_000);
  await embedded.close();
});

test('an SQL text that fails to load is told', async () => {
  await expect(
    openEmbedded({ dataDirectory: null, load: ['CREATE TABLE a (id int); SELEC'], snapshotDirectory }),
  ).rejects.toThrow('syntax error');
});
