import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  databaseSettingsStatements,
  readDatabaseSettings,
  readRoleSettings,
  roleSettingsStatement,
} from '../../../src/config/database-settings.ts';
import type { QueryResult } from '../../../src/database/transaction.ts';
import type { Statement } from '../../../src/sql/statement.ts';
import type { TestDatabase } from '../../postgres/database.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase([]);
  client = new pg.Client(database.uri());
  await client.connect();
  // Roles belong to the server; the transaction that makes them is never committed.
  await client.query(`
    begin;
    create role settings_gate;
    create role settings_member;
    create role settings_stranger;
    grant settings_member to settings_gate;
    alter role settings_gate set pgrst.db_anon_role = 'a=b';
    alter role settings_gate set pgrst.db_aggregates_enabled = 'false';
    alter role settings_gate in database ${database.name} set pgrst.db_aggregates_enabled = 'true';
    alter role settings_gate set pgrst.log_level = 'debug';
    alter role settings_gate set pgrst.server_trace_header = '';
    alter database ${database.name} set pgrst.db_max_rows = '1';
    alter role settings_member set statement_timeout = '5s';
    alter role settings_member set default_transaction_isolation = 'REPEATABLE READ';
    alter role settings_member set work_mem = '5MB';
    alter role settings_member set log_statement = 'all';
    alter role settings_member set app.custom = 'x';
    alter role settings_stranger set statement_timeout = '6s';
    create schema "Settings";
    grant usage on schema "Settings" to settings_gate;
    create function "Settings".pre() returns void language plpgsql as $$
      begin
        perform set_config('pgrst.db_anon_role', 'function', true);
        perform set_config('pgrst.db_plan_enabled', 'true', true);
        perform set_config('pgrst.nonsense', 'true', true);
      end $$;
    set local role settings_gate`);
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

async function lastResult(statements: readonly Statement[]): Promise<QueryResult> {
  let rows: readonly (string | null)[][] = [];
  for (const { text, values } of statements) {
    const types = { getTypeParser: () => (value: string | null) => value };
    const result = await client.query<(string | null)[]>({ text, values: [...values], rowMode: 'array', types });
    rows = result.rows;
  }
  return { rows: rows.map((row) => row.map((value) => (value === null ? null : Buffer.from(value)))) };
}

test('settings of the connection role, those for this database first', async () => {
  const settings = readDatabaseSettings(await lastResult(databaseSettingsStatements(null)));
  expect(Object.fromEntries(settings)).toEqual({
    'db-anon-role': 'a=b',
    'db-aggregates-enabled': 'true',
    'server-trace-header': '',
  });
});

test('the pre-config function ranks below them', async () => {
  const statements = databaseSettingsStatements({ schema: 'Settings', name: 'pre' });
  const settings = readDatabaseSettings(await lastResult(statements));
  expect(Object.fromEntries(settings)).toMatchObject({ 'db-anon-role': 'a=b', 'db-plan-enabled': 'true' });
  expect(settings.has('log-level')).toBe(false);
});

test('the name of the function is quoted', () => {
  expect(databaseSettingsStatements({ schema: null, name: 'a"b' })[0]?.text).toBe('SELECT "a""b"()');
});

test.each([140000, 150000])('settings of the roles it may switch to, server version %d', async (version) => {
  const roles = readRoleSettings(await lastResult([roleSettingsStatement(version)]));
  expect([...roles]).toEqual([
    [
      'settings_member',
      {
        isolationLevel: 'repeatable read',
        settings: [
          ['statement_timeout', '5s'],
          ['work_mem', '5MB'],
        ],
      },
    ],
  ]);
});

test.each([
  ['serializable', 'serializable'],
  ['Read Committed', 'read committed'],
  ['nonsense', 'read committed'],
])('isolation level %s', (value, expected) => {
  const row = ['role', 'default_transaction_isolation', value].map((text) => Buffer.from(text));
  expect(readRoleSettings({ rows: [row] }).get('role')).toEqual({ isolationLevel: expected, settings: [] });
});
