import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../../../src/database/connect.ts';
import type { ConnectionError } from '../../../src/database/transaction.ts';
import { freePort } from '../../free-port.ts';
import { type TestDatabase, withClient } from '../../postgres/database.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';
import { openDatabase, single, targetOf } from './database-fixture.ts';

let server: TestDatabase;
let closedPort: number;
beforeAll(async () => {
  server = await createTestDatabase([]);
  closedPort = await freePort();
});
afterAll(() => server.drop());

async function failureOf(uri: string): Promise<unknown> {
  return connect(targetOf(uri)).then(
    ({ stream }) => stream.destroy(),
    (error: unknown) => error,
  );
}

function changed(change: (uri: URL) => void): string {
  const uri = new URL(server.uri());
  change(uri);
  // libpq takes a plus sign literally.
  return uri.href.replaceAll('+', '%20');
}

const at = (uri: string) => {
  const { hostname, port } = new URL(uri);
  return `connection to server at "${hostname}", port ${port} failed:`;
};

async function answerOf(uri: string, sql: string): Promise<string | null> {
  const database = openDatabase(targetOf(uri));
  try {
    return single(await database.query(sql));
  } finally {
    await database.close();
  }
}

describe("failures in libpq's words", () => {
  test('refused', async () => {
    expect(await failureOf(`postgresql://u@127.0.0.1:${closedPort}/d`)).toMatchObject({
      code: 'PGRST000',
      detail: `connection to server at "127.0.0.1", port ${closedPort} failed: Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?\n`,
    });
  });

  test('wrong password', async () => {
    const uri = changed((to) => {
      to.password = 'wrong';
    });
    expect(await failureOf(uri)).toMatchObject({
      detail: `${at(uri)} FATAL:  password authentication failed for user "postgres"\n`,
    });
  });

  test('no password', async () => {
    const uri = changed((to) => {
      to.password = '';
    });
    expect(await failureOf(uri)).toMatchObject({ detail: `${at(uri)} fe_sendauth: no password supplied\n` });
  });

  test('unknown database', async () => {
    const uri = changed((to) => {
      to.pathname = '/nowhere';
    });
    expect(await failureOf(uri)).toMatchObject({ detail: `${at(uri)} FATAL:  database "nowhere" does not exist\n` });
  });

  test('a login that the server rejects, told once for each way of connecting', async () => {
    await withClient(server.uri(), (client) => client.query(`create role ${server.name} nologin password 'known'`));
    const uri = changed((to) => {
      to.username = server.name;
      to.password = 'known';
    });
    const line = `${at(uri)} FATAL:  role "${server.name}" is not permitted to log in\n`;
    const { detail } = (await failureOf(uri)) as ConnectionError;
    await withClient(server.uri(), (client) => client.query(`drop role ${server.name}`));
    // Encrypted first, where the server can.
    expect([line, line + line]).toContain(detail);
  });

  test('unknown socket', async () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'no-server-'));
    expect(await failureOf(`postgresql://u@/d?host=${encodeURIComponent(directory)}&port=5999`)).toMatchObject({
      detail: `connection to server on socket "${directory}/.s.PGSQL.5999" failed: No such file or directory\n\tIs the server running locally and accepting connections on that socket?\n`,
    });
  });

  test('unknown name', async () => {
    expect(await failureOf('postgresql://u@name.invalid/d')).toMatchObject({
      detail: expect.stringMatching(/^could not translate host name "name\.invalid" to address: .+\n$/),
    });
  });

  test('TLS required but not offered', async () => {
    const uri = changed((to) => to.searchParams.set('sslmode', 'require'));
    expect(await failureOf(uri)).toMatchObject({
      detail: `${at(uri)} server does not support SSL, but SSL was required\n`,
    });
  });
});

describe('several hosts', () => {
  test('the first that answers serves; the text of a failure names all', async () => {
    const { port } = new URL(server.uri());
    const uri = (ports: string, query = '') =>
      `postgresql://postgres:postgres@127.0.0.1:${ports.replace(',', ',127.0.0.1:')}/${server.name}${query}`;
    expect(await answerOf(uri(`${closedPort},${port}`), 'SELECT current_database()')).toBe(server.name);
    const failure = await failureOf(uri(`${closedPort},${port}`, '?target_session_attrs=standby'));
    expect(failure).toMatchObject({
      detail: expect.stringMatching(/Connection refused\n[\s\S]+failed: server is not in hot standby mode\n$/),
    });
  });

  test.each([
    ['any', true],
    ['read-write', true],
    ['primary', true],
    ['prefer-standby', true],
    ['read-only', false],
    ['standby', false],
  ])('target_session_attrs=%s on a primary', async (attributes, isAccepted) => {
    const uri = changed((to) => to.searchParams.set('target_session_attrs', attributes));
    const answer = answerOf(uri, 'SELECT 1');
    if (isAccepted) expect(await answer).toBe('1');
    else await expect(answer).rejects.toMatchObject({ code: 'PGRST000' });
  });

  test('a read-only session is known by its default', async () => {
    const uri = changed((to) => {
      to.searchParams.set('options', '-c default_transaction_read_only=on');
      to.searchParams.set('target_session_attrs', 'read-write');
    });
    expect(await failureOf(uri)).toMatchObject({ detail: `${at(uri)} session is read-only\n` });
  });
});

describe('start-up parameters', () => {
  test('the application name shows on the server', async () => {
    const uri = changed((to) => to.searchParams.set('application_name', "harbour's gate"));
    expect(await answerOf(uri, 'SHOW application_name')).toBe("harbour's gate");
  });

  test('options and further parameters are in force', async () => {
    const uri = changed((to) => to.searchParams.set('options', '-c work_mem=5MB'));
    const database = openDatabase({ ...targetOf(uri), parameters: [['datestyle', 'SQL, DMY']] });
    const answer = await database.query("SELECT current_setting('work_mem') || ' ' || current_setting('datestyle')");
    expect(single(answer)).toBe('5MB SQL, DMY');
    await database.close();
  });
});

test('the server sees no connection left after a failed attempt', async () => {
  await failureOf(changed((to) => to.searchParams.set('target_session_attrs', 'standby')));
  const left = await withClient(server.uri(), async (client) => {
    const sql = `SELECT count(*)::int AS count FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`;
    for (;;) {
      const { count } = (await client.query(sql)).rows[0];
      if (count === 0) return count;
    }
  });
  expect(left).toBe(0);
});
