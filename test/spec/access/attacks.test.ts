/** What an attacker with a keyboard, or a function's author with text from outside, can make of answers. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { harbourOptions, quaySchema } from '../../fixtures/harbour.ts';
import { HttpConnection, headerValues, type RawResponse } from '../../http-client.ts';
import type { TestDatabase } from '../../postgres/database.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';
import { startServer, type TestServer } from '../../server.ts';

let database: TestDatabase;
let server: TestServer;
let connection: HttpConnection;
beforeAll(async () => {
  database = await createTestDatabase(['test/fixtures/harbour.sql']);
  server = await startServer({
    ...harbourOptions,
    dbUri: database.uri('harbour_gate'),
    dbTxEnd: 'rollback',
    openapiMode: 'ignore-privileges',
  });
  connection = new HttpConnection(server.url);
});
afterAll(async () => {
  connection.close();
  await server.close();
  await database.drop();
});

async function send(
  method: string,
  target: string,
  headers: Readonly<Record<string, string>> = {},
  body?: unknown,
): Promise<RawResponse> {
  const json = body === undefined ? null : Buffer.from(JSON.stringify(body));
  const lines: [string, string][] = [['Host', 'localhost'], ...Object.entries(headers)];
  if (json === null) return connection.send({ method, target, headers: lines });
  lines.push(['Content-Type', 'application/json'], ['Content-Length', String(json.length)]);
  return connection.send({ method, target, headers: lines, body: json });
}

/** No header of the attacker's choice, and the connection still in step: the next answer is the right one. */
async function expectNoEscape(response: RawResponse): Promise<void> {
  expect(headerValues(response, 'x-evil')).toEqual([]);
  expect(headerValues(response, 'set-cookie')).toEqual([]);
  expect(response.reason).not.toContain('\r');
  const next = await send('GET', '/ports?select=id&id=eq.2');
  expect(next.body.toString()).toBe('[{"id":2}]');
}

const breaks = ['\r\nX-Evil: 1', '\nX-Evil: 1', '\r\n\r\n<html>', '\u010d\u010aX-Evil: 1', '\u0000'];

describe.each(breaks)('line break %j', (lineBreak) => {
  test('in the value of a header that a function set', async () => {
    const body = { status: '200', headers: JSON.stringify([{ 'X-Own': `a${lineBreak}` }]) };
    await expectNoEscape(await send('POST', '/rpc/answer', {}, body));
  });

  test('in the name of a header that a function set', async () => {
    const body = { status: '200', headers: JSON.stringify([{ [`X-Own${lineBreak}`]: 'a' }]) };
    await expectNoEscape(await send('POST', '/rpc/answer', {}, body));
  });

  test('in a status that a function set', async () => {
    await expectNoEscape(await send('POST', '/rpc/answer', {}, { status: `201${lineBreak}`, headers: '[]' }));
  });

  test('in the message that becomes a reason phrase', async () => {
    await expectNoEscape(await send('POST', '/rpc/fail', {}, { code: 'PT418', message: `tea${lineBreak}` }));
  });

  test('in the key of an inserted row', async () => {
    const row = { 'at:time': `a${lineBreak}` };
    const headers = { Prefer: 'return=headers-only' };
    await expectNoEscape(await send('POST', `/${encodeURIComponent('Tide "Log"; --')}`, headers, row));
  });

  test('in the query that Content-Location repeats', async () => {
    const name = encodeURIComponent(`x${lineBreak}`);
    await expectNoEscape(await send('GET', `/ports?name=neq.${name}&select=id&and=(id.gt.0)`));
    await expectNoEscape(await send('GET', `/ports?${name}=eq.1`));
  });

  test('in names and values that error messages repeat', async () => {
    const name = encodeURIComponent(`x${lineBreak}`);
    await expectNoEscape(await send('GET', `/${name}`));
    await expectNoEscape(await send('GET', `/rpc/${name}?${name}=1`));
    await expectNoEscape(await send('GET', `/ports?select=${name}(${name})`));
  });
});

test.each(['', '99', '1000', '-1', 'ok', '2 0 0', '200 OK', '١٢٣'])('status %j of a function', async (status) => {
  await expectNoEscape(await send('POST', '/rpc/answer', {}, { status, headers: '[]' }));
});

test.each([
  '{"X-Evil": "1"}',
  '["X-Evil: 1"]',
  '[{"X-Evil": 1}]',
  '[{"Content-Length": "0"}]',
  '[{"Content-Length": "100000"}]',
  '[{"Transfer-Encoding": "chunked"}]',
  '[{"": "x"}]',
  '[{"a b": "x"}]',
  '[[',
])('headers %s of a function', async (headers) => {
  const answered = await send('POST', '/rpc/answer', {}, { status: '200', headers }).catch(() => null);
  // A false length ends the connection, which is no answer either.
  if (answered === null) connection = new HttpConnection(server.url);
  else await expectNoEscape(answered);
});

describe('what is not exposed is not told of', () => {
  /** What is asked, and what the answer would betray beyond the question. */
  const asked: readonly (readonly [method: string, target: string, betrayed: RegExp])[] = [
    ['GET', '/smuggler', /smugglers|vault/],
    ['GET', '/smugglers', /nickname|vault/],
    ['OPTIONS', '/smugglers', /nickname|vault/],
    ['POST', '/smugglers', /nickname|vault/],
    ['GET', '/vault.smugglers', /nickname/],
    ['GET', '/rpc/smuggler_coun', /smuggler_count|vault/],
    ['POST', '/rpc/smuggler_count', /vault/],
    ['GET', '/ports?select=smuggler(*)', /smugglers|vault/],
    ['GET', '/ports?select=smugglers(*)', /nickname|vault/],
    ['GET', '/ships?select=sailors!junctio(name)', /junction|vault/],
    ['GET', '/ships?select=sailors!junction(name)', /vault/],
    ['GET', '/ports?smugglers.nickname=eq.x', /vault/],
  ];

  test.each(asked)('%s %s', async (method, target, betrayed) => {
    const answer = await send(method, target);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.body.toString()).not.toMatch(betrayed);
  });

  test('by the schemas that a refused profile lists', async () => {
    const answer = await send('GET', '/ports', { 'Accept-Profile': 'vaul' });
    expect(answer.status).toBe(406);
    expect(answer.body.toString()).not.toMatch(/vault/);
  });

  test('by the root document', async () => {
    const answer = await send('GET', '/');
    expect(answer.status).toBe(200);
    expect(answer.body.toString()).not.toMatch(/smuggler|vault|junction/);
  });

  test.each(['/smuggler', '/rpc/smuggler_coun', '/ports?select=smuggler(*)', '/ships?select=sailors!junctio(name)'])(
    '%s gets no hint',
    async (target) => {
      expect(JSON.parse((await send('GET', target)).body.toString()).hint).toBe(null);
    },
  );
});

describe('names that only work quoted', () => {
  const crates = `/${encodeURIComponent("Crate ' \\ list")}`;

  test('of schema, table and column', async () => {
    const profile = { 'Accept-Profile': quaySchema };
    const answer = await send('GET', `${crates}?select=%22what's%20in%22&%22Crate%20no.%22=eq.2`, profile);
    expect(answer.body.toString()).toBe(`[{"what's in":"it's fish"}]`);
    expect(headerValues(answer, 'content-profile')).toEqual([quaySchema]);
  });

  test('of schema, function and parameter', async () => {
    const profile = { 'Accept-Profile': quaySchema };
    const answer = await send('GET', `/rpc/${encodeURIComponent("count 'em")}?%22what's%22=salt`, profile);
    expect([answer.status, answer.body.toString()]).toEqual([200, '1']);
  });

  test('in Location', async () => {
    const headers = { 'Content-Profile': quaySchema, Prefer: 'return=headers-only' };
    const answer = await send('POST', crates, headers, { 'Crate no.': 3, "what's in": 'rope' });
    expect(answer.status).toBe(201);
    expect(headerValues(answer, 'location')).toEqual([`/Crate ' \\ list?Crate%20no.=eq.3`]);
  });
});

test('a syntax error under EXPLAIN is the request’s, not the server’s', async () => {
  const answer = await send('GET', '/ships?select=%22%22', { Accept: 'application/vnd.pgrst.plan+json' });
  expect([answer.status, JSON.parse(answer.body.toString()).code]).toEqual([400, '42601']);
  await expectNoEscape(await send('GET', '/ships?select=id&limit=1'));
});
