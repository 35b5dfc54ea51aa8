import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, withClient } from '../postgres/database.ts';
import { createTestDatabase } from '../postgres/test-database.ts';
import { demoScripts } from './demo-scripts.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(demoScripts);
});
afterAll(() => database.drop());

/** The first row of the last statement, run as a role with claims. */
async function queryAs(role: string, claims: object, sql: string): Promise<unknown> {
  return withClient(database.uri(), async (client) => {
    await client.query('begin');
    await client.query(`set local role ${role}`);
    await client.query(`select set_config('request.jwt.claims', $1, true)`, [JSON.stringify(claims)]);
    const { rows } = await client.query(sql);
    await client.query('rollback');
    return rows[0];
  });
}

test('every fact found its rows', async () => {
  const counts = await queryAs(
    'web_anon',
    {},
    `select (select count(*)::int from api.bodies) as bodies, (select count(*)::int from api.missions) as missions,
            (select count(*)::int from api.launches) as launches, (select count(*)::int from api.visits) as visits,
            (select count(*)::int from api.spacecraft) as spacecraft`,
  );
  expect(counts).toEqual({ bodies: 53, missions: 70, launches: 70, visits: 115, spacecraft: 31 });
});

test('nothing arrived before it was launched', async () => {
  const late = await queryAs(
    'web_anon',
    {},
    'select count(*)::int from api.visits join api.launches using (mission_id) where arrived_on <= launched_on',
  );
  expect(late).toEqual({ count: 0 });
});

test('the anonymous role sees reviewed facts only, and no private table', async () => {
  expect(await queryAs('web_anon', {}, 'select count(*)::int from api.facts')).toEqual({ count: 11 });
  await expect(queryAs('web_anon', {}, 'select from solar.bodies')).rejects.toThrow('permission denied');
});

test('editors see all facts, add as themselves and change their own', async () => {
  const ada = { role: 'editor', sub: 'ada' };
  expect(await queryAs('editor', ada, 'select count(*)::int from api.facts')).toEqual({ count: 13 });
  const insert = `insert into api.facts (body_id, text) values (31, 'The Moon has moonquakes.') returning author, reviewed`;
  expect(await queryAs('editor', ada, insert)).toEqual({ author: 'ada', reviewed: false });
  const update = `with changed as (update api.facts set reviewed = true where not reviewed returning author)
                  select array_agg(distinct author) as authors from changed`;
  expect(await queryAs('editor', ada, update)).toEqual({ authors: ['ada'] });
});
