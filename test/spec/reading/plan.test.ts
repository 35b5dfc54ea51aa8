/** What execution plans show of the statement: clients read the columns by position. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { harbourOptions } from '../../fixtures/harbour.ts';
import type { TestDatabase } from '../../postgres/database.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';
import { startServer, type TestServer } from '../../server.ts';

let database: TestDatabase;
let server: TestServer;
beforeAll(async () => {
  database = await createTestDatabase(['test/fixtures/harbour.sql']);
  server = await startServer({ ...harbourOptions, dbUri: database.uri('harbour_gate') });
});
afterAll(async () => {
  await server.close();
  await database.drop();
});

interface Plan {
  readonly Output: readonly string[];
}

async function plan(method: string, target: string, body?: string): Promise<Plan> {
  const response = await fetch(server.url + target, {
    method,
    headers: {
      Accept: 'application/vnd.pgrst.plan+json; options=verbose',
      Prefer: 'return=representation, tx=rollback',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body }),
  });
  const [{ Plan }] = (await response.json()) as [{ Plan: Plan }];
  return Plan;
}

const settings = ['headers', 'status'].map(
  (name) => `NULLIF(current_setting('response.${name}'::text, true), ''::text)`,
);

test('the plan of a plan is not to be had', async () => {
  const accept = 'application/vnd.pgrst.plan; for="application/vnd.pgrst.plan"';
  const explain = (types: string) => fetch(`${server.url}/registrations`, { headers: { Accept: types } });
  const refused = await explain(accept);
  expect(refused.status).toBe(406);
  expect(await refused.json()).toMatchObject({
    code: 'PGRST107',
    message:
      'None of these media types are available: application/vnd.pgrst.plan+text; for="application/vnd.pgrst.plan+text; for="application/json""',
  });
  expect((await explain(`${accept}, application/json`)).status).toBe(200);
});

describe('columns of the statement', () => {
  test.each([
    ['GET', '/registrations'],
    ['GET', '/rpc/soundings'],
  ])('%s %s: total, page, body, settings, and nothing that costs', async (method, target) => {
    const { Output } = await plan(method, target);
    expect(Output).toHaveLength(6);
    expect(Output[2]).toMatch(/^COALESCE\(json_agg\(/);
    expect(Output.slice(3)).toEqual([...settings, 'NULL::text']);
  });

  test.each([
    ['POST', '/registrations', '{"ship_id": 2, "number": "x"}'],
    ['PATCH', '/registrations?ship_id=eq.1', '{"number": "x"}'],
    ['DELETE', '/registrations?ship_id=eq.1', undefined],
  ])('%s %s: the location comes before the body', async (method, target, body) => {
    const { Output } = await plan(method, target, body);
    expect(Output).toHaveLength(7);
    expect(Output[3]).toMatch(/^COALESCE\(json_agg\(/);
    expect(Output.slice(4)).toEqual([...settings, 'NULL::text']);
  });
});
