import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { DatabaseOptions, PooledDatabase } from '../../../src/database/index.ts';
import { AbandonedRequestError, ConnectionError } from '../../../src/database/transaction.ts';
import type { Observation } from '../../../src/observe/observation.ts';
import { type TestDatabase, withClient } from '../../postgres/database.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';
import { openDatabase, single, statement, targetOf, texts, transaction } from './database-fixture.ts';

let server: TestDatabase;
beforeAll(async () => {
  server = await createTestDatabase([]);
});
afterAll(() => server.drop());

let opened: PooledDatabase[] = [];
afterEach(async () => {
  await Promise.all(opened.map((database) => database.close()));
  opened = [];
});

function open(options: Partial<Omit<DatabaseOptions, 'target'>> = {}): PooledDatabase {
  const database = openDatabase(targetOf(server.uri()), options);
  opened.push(database);
  return database;
}

const backend = 'SELECT pg_backend_pid()::text';
const pidOf = async (database: PooledDatabase) => single(await database.query(backend));

/** A transaction that holds its connection until `release`. */
async function block(
  database: PooledDatabase,
  key: number,
): Promise<{ ended: Promise<unknown>; release(): Promise<void> }> {
  const holder = openDatabase(targetOf(server.uri()));
  await holder.query(`SELECT pg_advisory_lock(${key})`);
  const ended = database.run(transaction([`SELECT pg_advisory_xact_lock(${key})`]));
  ended.catch(() => undefined);
  // The blocked statement is under way once the server says that it waits.
  while (
    single(await holder.query("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")) === '0'
  );
  return { ended, release: () => holder.close() };
}

/** Ends the backend from outside and waits until it is gone. */
const terminate = (pid: string | null) =>
  withClient(server.uri(), (client) => client.query('SELECT pg_terminate_backend($1, 5000)', [pid]));

describe('growth', () => {
  test('no connection is opened before the first use', async () => {
    const database = open({ poolSize: 3 });
    expect(database.stats()).toEqual({ available: 0, waiting: 0, max: 3 });
    await database.query('SELECT 1');
    expect(database.stats()).toEqual({ available: 1, waiting: 0, max: 3 });
  });

  test('uses at the same time share no connection, and never more than the size', async () => {
    const database = open({ poolSize: 3 });
    const uses = Array.from({ length: 20 }, () => database.query(`${backend}, pg_sleep(0.001)`));
    expect(database.stats().waiting).toBe(20);
    const pids = new Set((await Promise.all(uses)).map(single));
    expect(pids.size).toBe(3);
    expect(database.stats()).toEqual({ available: 3, waiting: 0, max: 3 });
  });

  test('those who wait are served in order', async () => {
    const database = open();
    const order: number[] = [];
    await Promise.all(
      [1, 2, 3, 4].map((number) => database.run(transaction(['SELECT 1'])).then(() => order.push(number))),
    );
    expect(order).toEqual([1, 2, 3, 4]);
  });

  test('an SQL error keeps the connection', async () => {
    const database = open();
    const pid = await pidOf(database);
    await expect(database.query('SELECT 1/0')).rejects.toThrow();
    expect(await pidOf(database)).toBe(pid);
  });
});

describe('waiting', () => {
  test('ends with PGRST003 after the acquisition timeout', async () => {
    const database = open({ acquisitionTimeoutSeconds: 0.05 });
    const blocked = await block(database, 101);
    await expect(database.query('SELECT 1')).rejects.toMatchObject({ code: 'PGRST003', detail: null });
    await blocked.release();
    await blocked.ended;
    expect(single(await database.query('SELECT 1'))).toBe('1');
  });

  test('is in vain when the client leaves: its transaction never runs', async () => {
    const database = open();
    await database.query('CREATE TABLE visits (id int)');
    const blocked = await block(database, 102);
    const client = { isAbandoned: false };
    const waiting = database.run(transaction(['INSERT INTO visits VALUES (1)']), client);
    const behind = database.query('SELECT count(*) FROM visits');
    expect(database.stats().waiting).toBe(3);
    client.isAbandoned = true;
    const refused = expect(waiting).rejects.toThrow(AbandonedRequestError);
    await blocked.release();
    await refused;
    expect(single(await behind)).toBe('0');
  });

  test('a transaction that has been sent runs to its end though the client leaves', async () => {
    const database = open();
    const client = { isAbandoned: false };
    const running = database.run(transaction(['SELECT 1']), client);
    client.isAbandoned = true;
    expect(texts(await running)).toEqual([[['1']]]);
  });
});

describe('broken connections', () => {
  test('a backend terminated while idle answers the next use with 57P01, once', async () => {
    const database = open();
    const pid = await pidOf(database);
    await terminate(pid);
    // Gives the farewell of the server the time of a round trip.
    await withClient(server.uri(), (client) => client.query('SELECT 1'));
    await expect(database.query('SELECT 1')).rejects.toMatchObject({
      sqlstate: '57P01',
      message: 'terminating connection due to administrator command',
      detail: null,
    });
    expect(await pidOf(database)).not.toBe(pid);
  });

  test('a backend terminated while running answers with 57P01', async () => {
    const database = open();
    const pid = await pidOf(database);
    const blocked = await block(database, 104);
    await terminate(pid);
    await expect(blocked.ended).rejects.toMatchObject({ sqlstate: '57P01' });
    await blocked.release();
    expect(await pidOf(database)).not.toBe(pid);
  });

  test('a transaction that kills its own backend fails and others go on', async () => {
    const database = open();
    await expect(database.run(transaction(['SELECT pg_terminate_backend(pg_backend_pid())']))).rejects.toMatchObject({
      sqlstate: '57P01',
    });
    expect(texts(await database.run(transaction(['SELECT 1'])))).toEqual([[['1']]]);
  });

  test('whoever waits gets the place of a broken connection', async () => {
    const database = open();
    const broken = database.query('SELECT pg_terminate_backend(pg_backend_pid())');
    const waiting = database.query('SELECT 2');
    await expect(broken).rejects.toMatchObject({ sqlstate: '57P01' });
    expect(single(await waiting)).toBe('2');
  });

  test('a connection that cannot be opened is PGRST000, and its place is free again', async () => {
    let isDown = true;
    const up = open();
    const database = openDatabase(async () => {
      if (isDown) throw new ConnectionError('PGRST000', 'down\n');
      const { connect } = await import('../../../src/database/connect.ts');
      return (await connect(targetOf(server.uri()))).stream;
    });
    opened.push(database, up);
    const failures = await Promise.allSettled([database.query('SELECT 1'), database.query('SELECT 1')]);
    expect(failures.map((failure) => failure.status)).toEqual(['rejected', 'rejected']);
    isDown = false;
    expect(single(await database.query('SELECT 1'))).toBe('1');
  });
});

describe('housekeeping', () => {
  test('flush closes idle connections now and used ones when they come back', async () => {
    const database = open({ poolSize: 2 });
    const before = await pidOf(database);
    database.flush();
    expect(database.stats().available).toBe(0);
    expect(await pidOf(database)).not.toBe(before);
    const blocked = await block(database, 105);
    database.flush();
    await blocked.release();
    await blocked.ended;
    expect(database.stats().available).toBe(0);
  });

  test('the sweep closes what is idle too long', async () => {
    const events: string[] = [];
    const closed = new Promise<void>((resolve) => {
      const database = open({
        maxIdleSeconds: 0,
        observe: (observation) => {
          if (observation.kind !== 'pool-connection') return;
          events.push(observation.event);
          if (observation.event.includes('max')) resolve();
        },
      });
      void database.query('SELECT 1');
    });
    await closed;
    expect(events).toEqual([
      'is being established',
      'is available due to connection establishment',
      'is used',
      'is available due to session success',
      'is terminated due to max idletime',
    ]);
  });

  test('an error of the database is a failure of the session, an objection of the judge none', async () => {
    const events: string[] = [];
    const database = open({
      observe: (observation) => {
        if (observation.kind === 'pool-connection') events.push(observation.event);
      },
    });
    await database.query('SELECT 1/0').catch(() => undefined);
    const judge = () => {
      throw new Error('no');
    };
    const statements = [statement('SELECT 1')];
    const transaction = {
      accessMode: 'READ ONLY',
      isolation: 'read committed',
      statements,
      judge,
      end: 'commit',
    } as const;
    await expect(database.run(transaction)).rejects.toThrow('no');
    expect(events.slice(2)).toEqual([
      'is used',
      'is available due to session failure',
      'is used',
      'is available due to session success',
    ]);
  });

  test('close waits for uses under way and refuses new ones', async () => {
    const database = open();
    const running = database.query('SELECT 1, pg_sleep(0.01)');
    const waiting = database.query('SELECT 2');
    const closed = database.close();
    await expect(database.query('SELECT 3')).rejects.toBeInstanceOf(ConnectionError);
    await closed;
    expect(single(await running)).toBe('1');
    expect(single(await waiting)).toBe('2');
    expect(database.stats()).toEqual({ available: 0, waiting: 0, max: 1 });
  });

  test('every use is observed from borrowing to its end', async () => {
    const seen: Observation['kind'][] = [];
    const database = open({ observe: (observation) => seen.push(observation.kind) });
    await database.query('SELECT 1');
    await database.query(statement('SELECT 1/0').text).catch(() => undefined);
    expect(seen.filter((kind) => kind !== 'pool-connection')).toEqual([
      'pool-borrowing',
      'pool-borrowed',
      'pool-borrowing',
      'pool-borrowed',
    ]);
  });
});
