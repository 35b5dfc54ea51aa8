/** Calls of functions in unusual ways (writing-functions-openapi 4). */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Apiary, openApiary } from '../../fixtures/apiary.ts';

let apiary: Apiary;
beforeAll(async () => {
  apiary = await openApiary();
});
afterAll(() => apiary.close());

test('one empty key names all nameless parameters, which only PostgreSQL refuses', async () => {
  const json = { 'Content-Type': 'application/json' };
  const { status, body } = await apiary.send('POST', '/rpc/count_bees', json, '{"hive":1,"":2}');
  expect([status, JSON.parse(body.toString()).code]).toEqual([400, '42601']);
  const { body: unresolved } = await apiary.send('POST', '/rpc/count_bees', json, '{"hive":1}');
  expect(JSON.parse(unresolved.toString()).code).toBe('PGRST202');
});

test('a NUL ends a text body', async () => {
  const { status, body } = await apiary.send('POST', '/rpc/echo', { 'Content-Type': 'text/plain' }, 'a\0b');
  expect([status, body.toString()]).toEqual([200, '"a"']);
});
