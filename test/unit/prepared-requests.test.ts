import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PreparedRequest, prepareRequest } from '../../src/prepare.ts';
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
  expect(prepare('/ships?id=in.(1)')).toBe(prepare('/ships?id=in.(1)'));
  expect(prepare('/ships?id=in.(2)')).not.toBe(prepare('/ships?id=in.(1)'));
});

test('requests that differ in values only are prepared once', () => {
  const requests = new PreparedRequests();
  const prepare = (target: string) => requests.prepare(httpRequest('GET', target), harbour.config, harbour.cache);
  expect(prepare('/ships?id=eq.2').plan).toBe(prepare('/ships?id=eq.1').plan);
  expect(prepare('/ships?id=gt.1').plan).not.toBe(prepare('/ships?id=eq.1').plan);
});

test.each([
  ['/ships?id=eq.1&name=not.neq.B%C3%A9la+%26c;id=lt.9', ['1', 'Béla &c', '9']],
  ['/ships?select=name&name=gte.&limit=2&order=name', ['']],
  ['/ships?name=eq.eq.x%00hidden', ['eq.x']],
  ['/sailors?select=id,m:mentor_id!inner(id)&m.id=gt.3&id=in.(1,2)&or=(id.eq.1,id.eq.2)', null],
  ['/rpc/roll_call?names=eq.x', null],
])('%s is prepared as without memory', (target, values) => {
  const requests = new PreparedRequests();
  for (const method of ['GET', 'GET', 'HEAD', 'PATCH', 'DELETE']) {
    const request = httpRequest(method, target, { Prefer: 'count=estimated' }, '{}');
    const attempt = (prepare: () => PreparedRequest) => {
      try {
        const { statements, request } = prepare();
        return { statements, canonical: request.query.canonical };
      } catch (error) {
        return error;
      }
    };
    const expected = attempt(() => prepareRequest(request, harbour.config, harbour.cache));
    const found = attempt(() => requests.prepare(request, harbour.config, harbour.cache));
    expect(found).toEqual(expected);
    if (method === 'GET' && values !== null) {
      expect((found as PreparedRequest).statements!.main.values).toEqual(expect.arrayContaining(values));
    }
  }
});

test('errors speak of the values that were sent', () => {
  const requests = new PreparedRequests();
  const prepare = (target: string) => () => requests.prepare(httpRequest('GET', target), harbour.config, harbour.cache);
  for (let round = 0; round < 2; round++) {
    expect(prepare('/ships?id=eq.1&name=x')).toThrow(
      expect.objectContaining({ message: expect.stringContaining('(x)') }),
    );
    expect(prepare('/ships?nobody.id=eq.1')).toThrow("'nobody' is not an embedded resource");
    expect(prepare('/ships?id=eq.%ff')).toThrow('UTF-8');
  }
});

test('what cannot be prepared is found out once', () => {
  const requests = new PreparedRequests();
  const failure = (method: string, target: string, body = '', config = harbour.config) => {
    try {
      return requests.prepare(httpRequest(method, target, {}, body), config, harbour.cache);
    } catch (error) {
      return error;
    }
  };
  expect(failure('GET', '/shipz')).toMatchObject({ status: 404, body: { code: 'PGRST205' } });
  expect(failure('GET', '/shipz')).toBe(failure('GET', '/shipz'));
  expect(failure('GET', '/ships?id')).toBe(failure('GET', '/ships?id'));
  expect(failure('GET', '/ships?id')).not.toBe(failure('GET', '/ships?name'));
  const before = failure('GET', '/shipz');
  expect(failure('GET', '/shipz', '', { ...harbour.config })).not.toBe(before);
  expect(failure('POST', '/sightings')).toMatchObject({ body: { code: 'PGRST102' } });
  expect(failure('POST', '/sightings', '{"seen":"dusk"}')).toHaveProperty('statements');
  for (let n = 0; n < 1000; n++) failure('GET', `/nowhere${n}`);
  expect(failure('GET', '/nowhere999')).toBe(failure('GET', '/nowhere999'));
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
    requests.prepare(httpRequest('GET', `/ports?id=eq.${id}&limit=${1 + (id % 2200)}`), harbour.config, harbour.cache);
  for (let id = 0; id < 2500; id++) expect(prepare(id).statements!.main.values).toEqual([String(id)]);
  expect(prepare(2499).plan).toBe(prepare(2499).plan);
});
