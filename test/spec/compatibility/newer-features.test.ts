/** What newer PostgreSQL versions brought and schemas may use; docs/reference/postgresql-versions.md tells of it. */
import { describe, expect, inject, test } from 'vitest';
import { HttpConnection } from '../../http-client.ts';
import { withClient } from '../../postgres/database.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';
import { startServer } from '../../server.ts';

const major = await withClient(inject('serverUri'), async (client) => {
  const { rows } = await client.query("select current_setting('server_version_num')::int / 10000 as major");
  return Number(rows[0].major);
});

interface Feature {
  /** PostgreSQL major. */
  readonly since: number;
  readonly sql: string;
  readonly requests: readonly Request[];
}

interface Request {
  readonly line: string;
  readonly body?: unknown;
  readonly prefer?: string;
  readonly status: number;
  /** Its members are looked for, others do not matter. */
  readonly answer: unknown;
}

const upsert = 'resolution=merge-duplicates, return=representation';
const returning = 'return=representation';

const features: Readonly<Record<string, Feature>> = {
  'views with security_invoker': {
    since: 15,
    sql: `create table guarded (id int);
      insert into guarded values (1);
      alter table guarded enable row level security;
      create view owners as select * from guarded;
      create view invokers with (security_invoker) as select * from guarded;`,
    requests: [
      { line: 'GET /owners', status: 200, answer: [{ id: 1 }] },
      { line: 'GET /invokers', status: 200, answer: [] },
    ],
  },
  'unique nulls not distinct': {
    since: 15,
    sql: `create table places (id int primary key, code int, name text, unique nulls not distinct (code));
      insert into places values (1, null, 'old');`,
    requests: [
      {
        line: 'POST /places?on_conflict=code',
        prefer: upsert,
        body: { id: 1, code: null, name: 'new' },
        status: 200,
        answer: [{ id: 1, code: null, name: 'new' }],
      },
    ],
  },
  'merge in functions': {
    since: 15,
    sql: `create table stock (id int primary key, amount int);
      insert into stock values (1, 5);
      create function deliver(amount int) returns setof stock language sql as $$
        merge into stock using (values (1)) as delivered (id) on stock.id = delivered.id
          when matched then update set amount = stock.amount + deliver.amount;
        select * from stock $$;`,
    requests: [{ line: 'POST /rpc/deliver', body: { amount: 2 }, status: 200, answer: [{ id: 1, amount: 7 }] }],
  },
  'json_table in views': {
    since: 17,
    sql: `create view letters as select * from json_table('["a","b"]'::jsonb, '$[*]' columns (letter text path '$'));`,
    requests: [{ line: 'GET /letters?letter=gt.a', status: 200, answer: [{ letter: 'b' }] }],
  },
  'virtual generated columns': {
    since: 18,
    sql: 'create table doubles (id int primary key, twice int generated always as (id * 2) virtual);',
    requests: [
      { line: 'POST /doubles', prefer: returning, body: { id: 3 }, status: 201, answer: [{ id: 3, twice: 6 }] },
      { line: 'GET /doubles?twice=eq.6', status: 200, answer: [{ id: 3 }] },
      { line: 'POST /doubles', body: { id: 4, twice: 9 }, status: 400, answer: { code: '428C9' } },
    ],
  },
  'foreign keys that are not enforced': {
    since: 18,
    sql: `create table harbours (id int primary key);
      create table boats (id int primary key, harbour_id int references harbours not enforced);
      insert into harbours values (1);
      insert into boats values (1, 1), (2, 99);`,
    requests: [
      {
        line: 'GET /boats?select=id,harbours(id)&order=id',
        status: 200,
        answer: [
          { id: 1, harbours: { id: 1 } },
          { id: 2, harbours: null },
        ],
      },
    ],
  },
  'keys without overlaps': {
    since: 18,
    sql: `create table prices (item int4range, during daterange, price int, primary key (item, during without overlaps));
      create table sales (item int4range, during daterange,
        foreign key (item, period during) references prices (item, period during));
      insert into prices values ('[1,2)', '[2024-01-01,2025-01-01)', 5);
      insert into sales values
        ('[1,2)', '[2024-01-01,2025-01-01)'), ('[1,2)', '[2024-03-01,2024-04-01)');`,
    requests: [
      {
        line: 'PATCH /prices?item=eq.[1,2)&during=cs.[2024-05-01,2024-05-02)',
        prefer: returning,
        body: { price: 6 },
        status: 200,
        answer: [{ price: 6 }],
      },
      {
        line: 'POST /prices',
        prefer: upsert,
        body: { item: '[1,2)', during: '[2024-01-01,2025-01-01)' },
        status: 400,
        answer: { code: '42P10' },
      },
      {
        line: 'PUT /prices?item=eq.[1,2)&during=eq.[2024-01-01,2025-01-01)',
        body: { item: '[1,2)', during: '[2024-01-01,2025-01-01)', price: 1 },
        status: 400,
        answer: { code: '42P10' },
      },
      {
        line: 'GET /sales?select=prices(price)&order=during.desc',
        status: 200,
        answer: [{ prices: null }, { prices: { price: 6 } }],
      },
    ],
  },
};

describe.each(Object.entries(features))('%s', (_, { since, sql, requests }) => {
  test.skipIf(major < since)(`from PostgreSQL ${since}`, async () => {
    const database = await createTestDatabase([]);
    await withClient(database.uri(), (client) =>
      client.query(`do $$ begin create role newer_reader; exception when duplicate_object then null; end $$;
        create schema newer;
        set search_path = newer;
        ${sql}
        grant usage on schema newer to newer_reader;
        grant all on all tables in schema newer to newer_reader;`),
    );
    const server = await startServer({ dbUri: database.uri(), dbSchemas: ['newer'], dbAnonRole: 'newer_reader' });
    const connection = new HttpConnection(server.url);
    for (const { line, body, prefer, status, answer } of requests) {
      const [method = '', target = ''] = line.split(' ');
      const content = Buffer.from(body === undefined ? '' : JSON.stringify(body));
      const response = await connection.send({
        method,
        target,
        headers: [
          ['Host', 'localhost'],
          ['Content-Type', 'application/json'],
          ['Content-Length', String(content.length)],
          ...(prefer === undefined ? [] : [['Prefer', prefer] as const]),
        ],
        body: content,
      });
      expect({ line, status: response.status, answer: JSON.parse(response.body.toString()) }).toMatchObject({
        line,
        status,
        answer,
      });
    }
    connection.close();
    await server.close();
    await database.drop();
  });
});
