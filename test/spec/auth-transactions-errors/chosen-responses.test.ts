/** Answers that the database chooses (auth-transactions-errors 2.8, 3.9). */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Apiary, openApiary } from '../../fixtures/apiary.ts';
import { headerValues, type RawResponse } from '../../http-client.ts';

let apiary: Apiary;
beforeAll(async () => {
  apiary = await openApiary();
});
afterAll(() => apiary.close());

function call(name: string, values: Readonly<Record<string, string>>): Promise<RawResponse> {
  return apiary.send('POST', `/rpc/${name}`, { 'Content-Type': 'application/json' }, JSON.stringify(values));
}

test('of a repeated member of response.headers the first counts', async () => {
  const response = await call('answer', { headers: '[{"X-Own":"1","X-Own":"2"}]' });
  expect([response.status, headerValues(response, 'x-own')]).toEqual([200, ['1']]);
});

test.each([
  ['418', "I'm a teapot"],
  ['426', 'Upgrade Required'],
  ['451', ''],
  ['799', ''],
])('the phrase of status %s is %j', async (status, phrase) => {
  const response = await call('answer', { status });
  expect([response.status, response.reason]).toEqual([Number(status), phrase]);
});

test('of repeated members of a raised error the first counts', async () => {
  const response = await call('swarm', {
    message: '{"code":"A1","code":"A2","message":"m"}',
    detail: '{"status":402,"status":403,"headers":{"X-B":"1","X-A":"2","X-B":"3"}}',
  });
  expect([response.status, JSON.parse(response.body.toString()).code]).toEqual([402, 'A1']);
  expect(response.headers.slice(-2)).toEqual([
    ['x-a', '2'],
    ['x-b', '1'],
  ]);
});

test('an unpaired surrogate is no JSON', async () => {
  const response = await call('swarm', { message: '{"code":"A1","message":"\\ud800"}', detail: '{}' });
  expect(JSON.parse(response.body.toString())).toMatchObject({
    code: 'PGRST121',
    hint: expect.stringMatching(/^MESSAGE must be/),
  });
  expect((await call('answer', { headers: '[{"X-Own":"\\ud800"}]' })).status).toBe(500);
});
