/** Calls of functions in unusual ways (writing-functions-openapi 4). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Apiary, openApiary } from '../../fixtures/apiary.ts';
import { headerValues } from '../../http-client.ts';

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

describe('a single result that is filtered or cut away', () => {
  const html = { Accept: 'text/html' };
  test.each([
    ['HEAD', '/rpc/motto?limit=0', {}],
    ['HEAD', '/rpc/motto?pgrst_scalar=eq.lazy', {}],
    ['HEAD', '/rpc/hive?id=eq.2', {}],
    ['GET', '/rpc/page?limit=0', html],
    ['POST', '/rpc/page?pgrst_scalar=like.lazy', html],
  ])('%s %s', async (method, target, headers) => {
    const response = await apiary.send(method, target, headers);
    expect([response.status, headerValues(response, 'content-range'), response.body.length]).toEqual([200, ['*/0'], 0]);
  });

  test('is out of reach for an offset', async () => {
    const { status, body } = await apiary.send('GET', '/rpc/page?offset=1', html);
    expect(status).toBe(416);
    expect(JSON.parse(body.toString()).details).toBe('An offset of 1 was requested, but there are only 0 rows.');
    expect((await apiary.send('HEAD', '/rpc/motto?offset=1')).status).toBe(416);
  });

  test('is not the one that a singular response needs', async () => {
    const singular = { Accept: 'application/vnd.pgrst.object+json' };
    expect((await apiary.send('HEAD', '/rpc/hive?id=eq.2', singular)).status).toBe(406);
  });

  test('is null where JSON is made of it', async () => {
    const { body, ...response } = await apiary.send('GET', '/rpc/motto?limit=0');
    expect([body.toString(), headerValues({ ...response, body }, 'content-range')]).toEqual(['null', ['0-0/*']]);
  });
});
