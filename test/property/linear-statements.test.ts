/** Requests that could multiply: their statements grow as the requests do, not faster, and PostgreSQL can run them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Config } from '../../src/config/config.ts';
import { PostgresError } from '../../src/database/transaction.ts';
import type { HttpRequest } from '../../src/http/message.ts';
import { prepareRequest } from '../../src/prepare.ts';
import { dataTransaction, openingStatements } from '../../src/transaction.ts';
import { type Harbour, openHarbour } from '../fixtures/harbour.ts';
import { httpRequest } from '../fixtures/request.ts';

let harbour: Harbour;
let config: Config;
beforeAll(async () => {
  harbour = await openHarbour();
  config = { ...harbour.config, dbTxEnd: 'rollback' };
});
afterAll(() => harbour.close());

const counted = { Prefer: 'count=exact' };
const many = (count: number, text: (index: number) => string, separator: string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(separator);
const get = (target: string, headers: Readonly<Record<string, string>> = {}) => httpRequest('GET', target, headers);

/** A request of the given size, and the sizes to compare; the bigger one also runs. */
const shapes: Readonly<Record<string, readonly [size: number, request: (size: number) => HttpRequest]>> = {
  filters: [5000, (n) => get(`/ships?${many(n, () => 'id=lt.9', '&')}`)],
  'members of or': [5000, (n) => get(`/ships?or=(${many(n, () => 'id.eq.1', ',')})`)],
  'elements of a list': [5000, (n) => get(`/ships?id=in.(${many(n, String, ',')})`)],
  'order terms': [700, (n) => get(`/ships?order=${many(n, () => 'id', ',')}`)],
  columns: [700, (n) => get(`/ships?select=${many(n, (index) => `c${index}:id`, ',')}`)],
  'JSON path steps': [500, (n) => get(`/ships?select=papers${'->1'.repeat(n)}->a`)],
  'nested logic': [45, (n) => get(`/ships?or=${'(or'.repeat(n)}(id.eq.1)${')'.repeat(n)}`)],
  'sibling embeds': [40, (n) => get(`/ports?select=${many(n, (index) => `e${index}:ships(id)`, ',')}`)],
  'filters of an embed': [2000, (n) => get(`/ports?select=*,ships(*)&${many(n, () => 'ships.id=gt.0', '&')}`)],
  'filters of sibling embeds': [
    40,
    (n) =>
      get(
        `/ports?select=${many(n, (index) => `e${index}:ships(id)`, ',')}&${many(n, (index) => `e${index}.id=gt.0`, '&')}`,
      ),
  ],
  'nested embeds': [40, (n) => get(`/sailors?select=${'mentor_id('.repeat(n)}id${')'.repeat(n)}`)],
  'null filters and filters of one embed, counted': [
    500,
    (n) =>
      get(
        `/ports?select=id,ships()&limit=1&${many(n, () => 'ships=not.is.null', '&')}&${many(n, () => 'ships.id=gt.0', '&')}`,
        counted,
      ),
  ],
  'two null filters on each of nested embeds, counted': [
    40,
    (n) =>
      get(
        `/sailors?select=id${',m:mentor_id(id'.repeat(n)}${')'.repeat(n)}&limit=1&${many(n, (index) => `${'m.'.repeat(index)}m=is.null&${'m.'.repeat(index)}m=is.null`, '&')}`,
        counted,
      ),
  ],
  'inner and null filter on each of nested embeds, counted': [
    40,
    (n) =>
      get(
        `/sailors?select=id${',m:mentor_id!inner(id'.repeat(n)}${')'.repeat(n)}&limit=1&${many(n, (index) => `${'m.'.repeat(index)}m=not.is.null`, '&')}`,
        counted,
      ),
  ],
  'payload rows': [
    2000,
    (n) => httpRequest('POST', '/sightings', {}, JSON.stringify(Array.from({ length: n }, () => ({ seen: 'x' })))),
  ],
  'variadic arguments': [2000, (n) => get(`/rpc/roll_call?${many(n, () => 'names=x', '&')}`)],
};

function prepare(request: HttpRequest) {
  const prepared = prepareRequest(request, config, harbour.cache);
  if (prepared.statements === null) throw new Error('a request for data was expected');
  return prepared;
}

function statementSize(request: HttpRequest): number {
  const { main } = prepare(request).statements;
  return main.text.length + main.values.reduce<number>((sum, value) => sum + (value?.length ?? 0), 0);
}

describe.each(Object.entries(shapes))('%s', (_, [size, request]) => {
  test('twice the request is about twice the statement', () => {
    const [once, twice] = [request(size), request(2 * size)].map(statementSize) as [number, number];
    // Aliases and placeholders get longer with their numbers, paths with their depth.
    expect(twice / once).toBeLessThan(2.3);
  });

  test('PostgreSQL runs it', async () => {
    const http = request(2 * size);
    const prepared = prepare(http);
    const authentication = { role: 'harbour_visitor', claims: '{}', authenticated: false };
    const opening = openingStatements(prepared, http.headers, authentication, config);
    const { transaction, mainIndex } = dataTransaction(opening, prepared, authentication.role, config);
    const results = await harbour.database.run(transaction);
    expect(results[mainIndex]!.rows).toHaveLength(1);
  });
});

test('columns that spreads would repeat at every level are refused at once, as PostgreSQL would', () => {
  const nested = (columns: number) =>
    get(
      `/sailors?select=${'...mentor_id('.repeat(99)}${many(columns, (index) => `c${index}:id`, ',')}${')'.repeat(99)}`,
    );
  expect(() => prepare(nested(1665))).toThrow('target lists can have at most 1664 entries');
  expect(() => prepare(nested(10))).not.toThrow();
});

test('PostgreSQL’s own limit on columns has the same words', async () => {
  const columns = many(1665, (index) => `1 as c${index}`, ', ');
  const refused = await harbour.database.query(`select ${columns}`).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(PostgresError);
  expect(refused).toMatchObject({ sqlstate: '54011', message: 'target lists can have at most 1664 entries' });
});
