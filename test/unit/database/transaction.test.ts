import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PooledDatabase } from '../../../src/database/index.ts';
import { PostgresError } from '../../../src/database/transaction.ts';
import { type TestDatabase, withClient } from '../../postgres/database.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';
import { openDatabase, single, statement, targetOf, texts, transaction } from './database-fixture.ts';

let server: TestDatabase;
let database: PooledDatabase;
beforeAll(async () => {
  server = await createTestDatabase([]);
  database = openDatabase(targetOf(server.uri()));
  await database.query('CREATE TABLE ports (id int PRIMARY KEY, name text NOT NULL)');
  await database.query(
    `CREATE TABLE berths (id int PRIMARY KEY,
       port int REFERENCES ports DEFERRABLE INITIALLY DEFERRED)`,
  );
});
afterAll(async () => {
  await database.close();
  await server.drop();
});

const count = async (table: string) => single(await database.query(`SELECT count(*) FROM ${table}`));
const openTransactions = () =>
  withClient(server.uri(), async (client) => {
    const answer = await client.query(
      `SELECT state FROM pg_stat_activity WHERE datname = current_database() AND state LIKE '%transaction%'`,
    );
    return answer.rows;
  });

describe('a transaction', () => {
  test('gives the results of its statements in order, without those of BEGIN and COMMIT', async () => {
    const results = await database.run(
      transaction([
        'SELECT 1, NULL',
        statement('SELECT $1::text UNION ALL SELECT $2', ['å', 'é']),
        'SELECT 1 WHERE false',
      ]),
    );
    expect(texts(results)).toEqual([[['1', null]], [['å'], ['é']], []]);
  });

  test.each(['read committed', 'repeatable read', 'serializable'] as const)('runs at %s', async (isolation) => {
    const results = await database.run(transaction(['SHOW transaction_isolation'], { isolation }));
    expect(single(results[0])).toBe(isolation);
  });

  test('refuses writes in READ ONLY', async () => {
    await expect(
      database.run(transaction(["INSERT INTO ports VALUES (9, 'x')"], { accessMode: 'READ ONLY' })),
    ).rejects.toMatchObject({ sqlstate: '25006' });
  });

  test('binds bytes in binary format and returns them so on request', async () => {
    const bytes = Buffer.from([0, 255, 128, 7]);
    const results = await database.run(
      transaction([statement('SELECT $1::bytea, $2::text, $3::int', [bytes, 'x', null], 'binary')]),
    );
    expect(results[0]?.rows[0]).toEqual([bytes, Buffer.from('x'), null]);
  });

  test('leaves no setting behind', async () => {
    await database.run(transaction([statement("SELECT set_config('app.secret', $1, true)", ['s3cret'])]));
    const results = await database.run(transaction(["SELECT current_setting('app.secret', true)"]));
    expect(single(results[0])).toBe('');
  });

  test('leaves no role behind, not even after an error', async () => {
    await expect(
      database.run(transaction(["SELECT set_config('role', 'pg_monitor', true)", 'SELECT 1/0'])),
    ).rejects.toThrow('division by zero');
    expect(single(await database.query('SELECT current_user'))).toBe('postgres');
  });
});

describe('an error', () => {
  test('carries all fields and the text of its statement', async () => {
    const failing = `DO $$ BEGIN RAISE SQLSTATE 'AB123' USING message = 'm', detail = 'd', hint = 'h'; END $$`;
    const error = await database.run(transaction(['SELECT 1', failing, 'SELECT 2'])).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PostgresError);
    expect(error).toMatchObject({
      sqlstate: 'AB123',
      message: 'm',
      detail: 'd',
      hint: 'h',
      severity: 'ERROR',
      statementText: failing,
    });
  });

  test.each([
    ['in parsing', 'SELEC'],
    ['in binding', 'SELECT 1/0'],
    ['in execution', 'SELECT 1/(g-3) FROM generate_series(1, 5) g'],
  ])('%s rolls back and leaves the connection clean', async (_, failing) => {
    await expect(database.run(transaction(["INSERT INTO ports VALUES (1, 'a')", failing]))).rejects.toThrow();
    expect(await count('ports')).toBe('0');
    expect(await openTransactions()).toEqual([]);
  });

  test('of a deferred constraint comes from COMMIT', async () => {
    await expect(database.run(transaction(['INSERT INTO berths VALUES (1, 404)']))).rejects.toMatchObject({
      sqlstate: '23503',
      statementText: 'COMMIT',
    });
    expect(await count('berths')).toBe('0');
  });

  test('in a text with a NUL character is that of the server for values', async () => {
    await expect(database.run(transaction([`SELECT 'a\0b'`]))).rejects.toMatchObject({ sqlstate: '22021' });
    await expect(database.run(transaction([statement('SELECT $1::text', ['a\0b'])]))).rejects.toMatchObject({
      sqlstate: '22021',
    });
    expect(texts(await database.run(transaction(['SELECT 1'])))).toEqual([[['1']]]);
  });

  test('repeats identically when the same failing statement is sent again', async () => {
    for (let attempt = 0; attempt < 3; attempt++) {
      await expect(database.run(transaction(['SELECT nothing']))).rejects.toMatchObject({ sqlstate: '42703' });
    }
  });
});

describe('end: rollback', () => {
  test('keeps nothing but returns the results', async () => {
    const results = await database.run(
      transaction(["INSERT INTO ports VALUES (1, 'a') RETURNING name"], { end: 'rollback' }),
    );
    expect(texts(results)).toEqual([[['a']]]);
    expect(await count('ports')).toBe('0');
  });

  test('still reports deferred constraints', async () => {
    await expect(
      database.run(transaction(['INSERT INTO berths VALUES (1, 404)'], { end: 'rollback' })),
    ).rejects.toMatchObject({ sqlstate: '23503', statementText: 'SET CONSTRAINTS ALL IMMEDIATE' });
    expect(await openTransactions()).toEqual([]);
  });
});

describe('judge', () => {
  const insert = "INSERT INTO ports VALUES (5, 'e') RETURNING id";
  const deleteAll = 'DELETE FROM ports';
  const verdict = new Error('not as agreed');
  const condemn = () => {
    throw verdict;
  };

  test('sees the results before COMMIT', async () => {
    let seen: unknown;
    await database.run(
      transaction([insert], {
        judge: (results) => {
          seen = texts(results);
        },
      }),
    );
    expect(seen).toEqual([[['5']]]);
    expect(await count('ports')).toBe('1');
    await database.query(deleteAll);
  });

  test('rolls back by throwing', async () => {
    await expect(database.run(transaction([insert], { judge: condemn }))).rejects.toBe(verdict);
    expect(await count('ports')).toBe('0');
    expect(await openTransactions()).toEqual([]);
  });

  test('is not asked after an error', async () => {
    await expect(database.run(transaction([insert, 'SELECT 1/0'], { judge: condemn }))).rejects.toThrow('division');
  });

  test('comes before the deferred constraints of an intended rollback', async () => {
    const violating = transaction(['INSERT INTO berths VALUES (1, 404)'], { end: 'rollback', judge: condemn });
    await expect(database.run(violating)).rejects.toBe(verdict);
    await expect(database.run({ ...violating, judge: () => undefined })).rejects.toMatchObject({ sqlstate: '23503' });
  });

  test('does not hide an error at COMMIT', async () => {
    await expect(
      database.run(transaction(['INSERT INTO berths VALUES (1, 404)'], { judge: () => undefined })),
    ).rejects.toMatchObject({ sqlstate: '23503', statementText: 'COMMIT' });
  });
});

describe('size', () => {
  test('a value of 50 MB comes back whole', async () => {
    const size = 50_000_000;
    const results = await database.run(transaction([`SELECT repeat('x', ${size})`]));
    const value = results[0]?.rows[0]?.[0];
    expect(value?.equals(Buffer.alloc(size, 'x'))).toBe(true);
  });

  test('a parameter of 20 MB arrives whole, as text and as bytes', async () => {
    const text = 'ø'.repeat(10_000_000);
    const bytes = Buffer.from(text);
    const results = await database.run(
      transaction([
        statement('SELECT length($1::text), md5($1)', [text]),
        statement('SELECT length($1::bytea), md5($1)', [bytes]),
      ]),
    );
    expect(texts(results)[0]?.[0]?.[0]).toBe('10000000');
    expect(texts(results)[1]?.[0]?.[0]).toBe('20000000');
    expect(texts(results)[0]?.[0]?.[1]).toBe(texts(results)[1]?.[0]?.[1]);
  });

  test('many rows keep their order', async () => {
    const results = await database.run(transaction(['SELECT generate_series(1, 100000)']));
    expect(results[0]?.rows.length).toBe(100_000);
    expect(results[0]?.rows[77_776]?.[0]?.toString()).toBe('77777');
  });
});
