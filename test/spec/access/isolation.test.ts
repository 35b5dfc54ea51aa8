/**
 * Requests of different people, interleaved over fewer connections than there are requests under way, some of which
 * fail in every way there is: each answer shows the role, claims and settings of its own request, and no other's.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { harbourOptions } from '../../fixtures/harbour.ts';
import type { TestDatabase } from '../../postgres/database.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';
import { startServer, type TestServer } from '../../server.ts';
import { hmacToken } from '../../unit/auth/signed-token.ts';

let database: TestDatabase;
let server: TestServer;
beforeAll(async () => {
  database = await createTestDatabase(['test/fixtures/harbour.sql']);
  server = await startServer({ ...harbourOptions, dbUri: database.uri('harbour_gate'), dbPool: 3 });
});
afterAll(async () => {
  await server.close();
  await database.drop();
});

const requestCount = 2000;
const underWay = 24;

interface Person {
  readonly role: string;
  readonly name: string;
  readonly zone: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** Who makes the request with this number: role, name, time zone and cookie differ from one request to the next. */
function personOf(number: number): Person {
  const role = ['harbour_visitor', 'harbour_pilot', 'harbour_master'][number % 3]!;
  const name = `person-${number}`;
  const zone = [null, 'Asia/Tokyo', 'Europe/Oslo', 'America/Lima'][number % 4]!;
  const headers: Record<string, string> = { 'X-Mark': name, Cookie: `mark=${name}` };
  // One in seven stays anonymous.
  if (role !== 'harbour_visitor' || number % 7 !== 0) {
    headers['Authorization'] = `Bearer ${hmacToken({ role, name }, undefined, harbourOptions.jwtSecret)}`;
  }
  if (zone !== null) headers['Prefer'] = `timezone=${zone}`;
  return { role, name, zone, headers };
}

/** What can happen between two looks at oneself; each checks its own answer. */
const events: readonly ((person: Person) => Promise<void>)[] = [
  lookAtOneself,
  lookAtOneself,
  lookAtOneself,
  async function settingOfTransaction(person) {
    const { status, body } = await call(person, 'POST', '/rpc/leave_over', { mark: person.name });
    expect([status, JSON.parse(body)]).toEqual([200, person.name]);
  },
  async function timeoutOfFunction(person) {
    expect((await call(person, 'GET', '/rpc/quick')).body).toBe('"1234ms"');
  },
  async function cancelledByTimeout(person) {
    const { body } = await call(person, 'POST', '/rpc/doze', { seconds: 30 });
    expect(JSON.parse(body)).toMatchObject({ code: '57014' });
  },
  async function errorInFunction(person) {
    const { status, body } = await call(person, 'POST', '/rpc/fail', { code: 'PT418', message: person.name });
    expect([status, JSON.parse(body).message]).toEqual([418, person.name]);
  },
  async function brokenConstraint(person) {
    const { status } = await call(person, 'POST', '/ports', { id: 1, name: person.name, country: 'XX' });
    expect(status).toBe(409);
  },
  async function refusedAfterTheFact(person) {
    const one = { ...person, headers: { ...person.headers, Accept: 'application/vnd.pgrst.object+json' } };
    const { status } = await call(one, 'DELETE', '/sightings?select=seen');
    expect(status).toBe(406);
  },
  async function badRequest(person) {
    expect((await call(person, 'GET', '/ships?nosuch=eq.1')).status).toBe(400);
  },
  async function goneBeforeTheAnswer(person) {
    const leaving = new AbortController();
    const request = fetch(`${server.url}/rpc/whoami`, { headers: person.headers, signal: leaving.signal });
    setImmediate(() => leaving.abort());
    await request.then((response) => response.text()).catch(() => undefined);
  },
];

async function killedBackend(person: Person): Promise<void> {
  expect((await call(person, 'POST', '/rpc/scuttle')).status).toBe(503);
}

async function lookAtOneself(person: Person): Promise<void> {
  const { status, body } = await call(person, 'GET', `/rpc/whoami?mark=${person.name}`);
  expect(status, body).toBe(200);
  const seen = JSON.parse(body);
  expect(seen).toMatchObject({
    mark: person.name,
    role: person.role,
    method: 'GET',
    path: '/rpc/whoami',
    timezone: person.zone ?? 'UTC',
    timeout: person.role === 'harbour_pilot' ? '7s' : '0',
    isolation: 'read committed',
    read_only: 'on',
    search_path: '"harbour"',
  });
  const claims = JSON.parse(seen.claims);
  const isAnonymous = person.headers['Authorization'] === undefined;
  expect(claims).toEqual(isAnonymous ? { role: person.role } : { role: person.role, name: person.name });
  expect(JSON.parse(seen.headers)['x-mark']).toBe(person.name);
  expect(JSON.parse(seen.cookies)).toEqual({ mark: person.name });
  expect(seen.left_over ?? '').toBe('');
}

async function call(person: Person, method: string, target: string, body?: object) {
  const headers = body === undefined ? person.headers : { ...person.headers, 'Content-Type': 'application/json' };
  const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
  const response = await fetch(server.url + target, init);
  return { status: response.status, body: await response.text() };
}

/** Works through all numbers with `underWay` requests at a time. */
async function interleaved(count: number, use: (number: number) => Promise<void>): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < count) await use(next++);
  };
  await Promise.all(Array.from({ length: underWay }, work));
}

/** A spread that does not keep step with the other attributes of a number. */
const eventOf = (number: number) => events[(number * 7919 + (number >> 3)) % events.length]!;

test('every request is itself, whatever happens around it', { timeout: 120_000 }, async () => {
  await interleaved(requestCount, (number) => eventOf(number)(personOf(number)));
});

test('a killed backend takes its own request only', { timeout: 60_000 }, async () => {
  await interleaved(200, (number) => (number % 20 === 7 ? killedBackend : lookAtOneself)(personOf(number)));
});

test('nothing of all that was kept', async () => {
  const { body } = await call(personOf(0), 'GET', '/sightings?select=seen&order=seen');
  expect(JSON.parse(body)).toEqual([{ seen: 'dawn' }, { seen: 'noon' }]);
});
