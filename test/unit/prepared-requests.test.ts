import { afterAll, beforeAll, expect, test } from 'vitest';
import { prepareRequest } from '../../src/prepare.ts';
import { PreparedRequests } from '../../src/prepared-requests.ts';
import { type Harbour, openHarbour } from '../fixtures/harbour.ts';
import { httpRequest } from '../fixtures/request.ts';

let harbour: Harbour;
beforeAll(async () => {
  harbour = await openHarbour();
});
afterAll(() => harbour.close());

test('a repeated request is prepared once', () => {
  const requests = new PreparedRequests();
  const prepare = (target: string) => requests.prepare(httpRequest('GET', target), harbour.config, harbour.cache);
  expect(prepare('/ships?id=eq.1')).toBe(prepare('/ships?id=eq.1'));
  expect(prepare('/ships?id=eq.2')).not.toBe(prepare('/ships?id=eq.1'));
});

test.each([
  ['the method', httpRequest('HEAD', '/ships')],
  ['the accepted types', httpRequest('GET', '/ships', { Accept: 'text/csv' })],
  ['a preference', httpRequest('GET', '/ships', { Prefer: 'count=exact' })],
  ['another header of preferences', httpRequest('GET', '/ships', { Prefer: 'x=y', prefer: 'count=exact' })],
  ['the range', httpRequest('GET', '/ships', { Range: '0-1' })],
  ['the schema', httpRequest('GET', '/ships', { 'Accept-Profile': 'harbour' })],
])('%s makes it another request', (_, request) => {
  const requests = new PreparedRequests();
  const plain = requests.prepare(httpRequest('GET', '/ships'), harbour.config, harbour.cache);
  expect(requests.prepare(request, harbour.config, harbour.cache)).not.toBe(plain);
});

test('a new schema cache or configuration forgets what was prepared', () => {
  const requests = new PreparedRequests();
  const request = httpRequest('GET', '/ships');
  const first = requests.prepare(request, harbour.config, harbour.cache);
  const other = requests.prepare(request, { ...harbour.config }, harbour.cache);
  expect(other).not.toBe(first);
  expect(requests.prepare(request, harbour.config, harbour.cache)).not.toBe(first);
});

test('a body goes into the statement that its keys were prepared for', () => {
  const requests = new PreparedRequests();
  const prepare = (body: string) => {
    const { main } = requests.prepare(httpRequest('POST', '/sightings', {}, body), harbour.config, harbour.cache)
      .statements!;
    return { text: main.text, values: main.values.map((value) => Buffer.from(value ?? '').toString()) };
  };
  const bodies = ['{"seen":"dusk"}', '{"seen":"dawn"}', '[{"seen":"noon"}]', '{}', '{"seen":"night"}'];
  for (const body of [...bodies, ...bodies]) {
    const expected = prepareRequest(httpRequest('POST', '/sightings', {}, body), harbour.config, harbour.cache)
      .statements!.main;
    expect(prepare(body)).toEqual({ text: expected.text, values: [body] });
  }
});

test('a bad body is refused however often its head was seen', () => {
  const requests = new PreparedRequests();
  const prepare = (body: string) =>
    requests.prepare(httpRequest('POST', '/sightings', {}, body), harbour.config, harbour.cache);
  prepare('{"seen":"dusk"}');
  expect(() => prepare('{"seen":')).toThrow('Empty or invalid json');
  expect(() => prepare('{"sean":"dusk"}')).toThrow("Could not find the 'sean' column");
});

test('what would take much memory is served, but not remembered', () => {
  const requests = new PreparedRequests();
  const prepare = (method: string, target: string, body = '') =>
    requests.prepare(httpRequest(method, target, {}, body), harbour.config, harbour.cache).statements!.main;
  const columns = Array.from({ length: 80 }, (_, index) => `c${index}:id`).join(',');
  const nested = `/sailors?select=${'...mentor_id('.repeat(90)}${columns}${')'.repeat(90)}`;
  expect(nested.length).toBeLessThan(2000);
  expect(prepare('GET', nested)).not.toBe(prepare('GET', nested));
  const body = JSON.stringify(Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`key${index}`, index])));
  expect(prepare('POST', '/rpc/take_json', body).text).toContain('take_json');
  expect(prepare('POST', '/rpc/take_json', body).values.map(String)).toEqual([body]);
});

test('any number of different requests is served', () => {
  const requests = new PreparedRequests();
  const prepare = (id: number) =>
    requests.prepare(httpRequest('GET', `/ports?id=eq.${id}`), harbour.config, harbour.cache);
  for (let id = 0; id < 2500; id++) expect(prepare(id).statements!.main.values).toEqual([String(id)]);
  expect(prepare(2499)).toBe(prepare(2499));
});
