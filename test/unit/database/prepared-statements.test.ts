import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connect } from '../../../src/database/connect.ts';
import type { PooledDatabase } from '../../../src/database/index.ts';
import { Session } from '../../../src/database/session.ts';
import type { TestDatabase } from '../../postgres/database.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';
import { openDatabase, single, statement, targetOf, texts, transaction } from './database-fixture.ts';

let server: TestDatabase;
beforeAll(async () => {
  server = await createTestDatabase([]);
});
afterAll(() => server.drop());

const preparedCount = 'SELECT count(*) FROM pg_prepared_statements';

describe('with prepared statements', () => {
  let database: PooledDatabase;
  beforeEach(() => {
    database = openDatabase(targetOf(server.uri()));
  });
  afterEach(() => database.close());

  test('a text is prepared once per connection', async () => {
    for (let run = 0; run < 5; run++) {
      const results = await database.run(transaction([statement('SELECT $1::int + 1', [String(run)])]));
      expect(single(results[0])).toBe(String(run + 1));
    }
    const prepared = await database.query(
      "SELECT (generic_plans + custom_plans)::text FROM pg_prepared_statements WHERE statement = 'SELECT $1::int + 1'",
    );
    expect(texts([prepared])).toEqual([[['5']]]);
  });

  test('one flight may hold the same new text twice', async () => {
    const twice = transaction([statement('SELECT $1::int', ['1']), statement('SELECT $1::int', ['2'])]);
    expect(texts(await database.run(twice))).toEqual([[['1']], [['2']]]);
  });

  test('a thousand texts leave no more than the cache holds', async () => {
    for (let number = 0; number < 1000; number++) {
      const results = await database.run(transaction([`SELECT ${number}`]));
      expect(single(results[0])).toBe(String(number));
    }
    expect(Number(single(await database.query(preparedCount)))).toBeLessThanOrEqual(258);
  });

  test('long texts are not kept', async () => {
    const long = (number: number) =>
      transaction(['SELECT 1', `SELECT ${number} /* ${'x'.repeat(20_000)} */`, 'SELECT 2']);
    for (const number of [3, 4, 3]) {
      expect(texts(await database.run(long(number)))).toEqual([[['1']], [[String(number)]], [['2']]]);
    }
    const failing = transaction([`SELECT 1/0 /* ${'x'.repeat(20_000)} */`, 'SELECT 5']);
    await expect(database.run(failing)).rejects.toMatchObject({ sqlstate: '22012' });
    expect(texts(await database.run(transaction(['SELECT 5', 'SELECT 1'])))).toEqual([[['5']], [['1']]]);
    const kept = await database.query('SELECT max(length(statement))::text FROM pg_prepared_statements');
    expect(Number(single(kept))).toBeLessThan(20_000);
  });

  test('a changed result type is no error', async () => {
    await database.query('CREATE TABLE tides (high int)');
    const read = transaction(['SELECT * FROM tides']);
    await database.run(read);
    await database.query('ALTER TABLE tides ADD COLUMN low int');
    await database.query('INSERT INTO tides VALUES (1, 2)');
    expect(texts(await database.run(read))).toEqual([[['1', '2']]]);
  });

  test('statements lost by DISCARD ALL are prepared again', async () => {
    const read = transaction(['SELECT 1']);
    await database.run(read);
    await database.query('DISCARD ALL');
    expect(texts(await database.run(read))).toEqual([[['1']]]);
  });

  test('a statement lost between the flights of a judged transaction is prepared again', async () => {
    const judged = (text: string) => transaction([text], { judge: () => undefined });
    await database.run(judged('SELECT 1'));
    expect(texts(await database.run(judged('DEALLOCATE ALL')))).toEqual([[]]);
    expect(texts(await database.run(judged('SELECT 2')))).toEqual([[['2']]]);
  });

  test('an error 26000 or 0A000 of a function is not retried', async () => {
    await database.query('CREATE SEQUENCE attempts');
    for (const sqlstate of ['26000', '0A000']) {
      const failing = `DO $$ BEGIN PERFORM nextval('attempts'); RAISE SQLSTATE '${sqlstate}'; END $$`;
      await expect(database.run(transaction([failing]))).rejects.toMatchObject({ sqlstate });
      await expect(database.run(transaction([failing]))).rejects.toMatchObject({ sqlstate });
    }
    expect(single(await database.query('SELECT last_value FROM attempts'))).toBe('4');
  });
});

test('a session keeps no more statements than told, whatever the order of use', async () => {
  const { stream } = await connect(targetOf(server.uri()));
  const session = new Session(stream, () => 2);
  for (const text of ['SELECT 1', 'SELECT 2', 'SELECT 1', 'SELECT 3', 'SELECT 1']) await session.query(text);
  const listing = 'SELECT statement FROM pg_prepared_statements ORDER BY prepare_time';
  await session.query(listing);
  const answer = await session.query(listing);
  expect(answer.rows.map(([text]) => text?.toString())).toEqual(['SELECT 1', listing]);
  session.end();
});

test('without prepared statements nothing is kept', async () => {
  const database = openDatabase(targetOf(server.uri()), { preparesStatements: () => false });
  await database.run(transaction([statement('SELECT $1::int', ['1']), 'SELECT 2']));
  expect(single(await database.query(preparedCount))).toBe('0');
  await database.close();
});

test('keeping statements prepared can be switched at any time', async () => {
  let prepares = true;
  const database = openDatabase(targetOf(server.uri()), { preparesStatements: () => prepares });
  await database.query(preparedCount);
  expect(single(await database.query(preparedCount))).toBe('1');
  prepares = false;
  await database.query('SELECT 1');
  expect(single(await database.query(preparedCount))).toBe('1');
  prepares = true;
  await database.query('SELECT 1');
  expect(single(await database.query(preparedCount))).toBe('2');
  await database.close();
});
