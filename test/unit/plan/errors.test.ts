/** Which of several mistakes is reported, and how, for names that the catalog does not know or knows twice. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Config } from '../../../src/config/config.ts';
import { ApiError } from '../../../src/errors/api-error.ts';
import { prepareRequest } from '../../../src/prepare.ts';
import { type Harbour, openHarbour } from '../../fixtures/harbour.ts';
import { httpRequest } from '../../fixtures/request.ts';

let harbour: Harbour;
beforeAll(async () => {
  harbour = await openHarbour();
});
afterAll(() => harbour.close());

interface Refused {
  readonly line: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly options?: Partial<Config>;
  readonly code: string;
  /** Part of message, details and hint. */
  readonly saying?: string;
}

const refused: readonly Refused[] = [
  { line: 'GET /shipz', code: 'PGRST205', saying: "Perhaps you meant the table 'harbour.ships'" },
  { line: 'GET /Ships', code: 'PGRST205' },
  { line: 'GET /smugglers', code: 'PGRST205' },
  { line: 'GET /ships?select=portz(name)', code: 'PGRST200', saying: "Perhaps you meant 'ports' instead of 'portz'." },
  { line: 'GET /ships?select=ports!nohint(name)', code: 'PGRST200', saying: "using the hint 'nohint'" },
  { line: 'GET /ports?select=smugglers(nickname)', code: 'PGRST200' },
  { line: 'GET /voyages?select=ports(name)', code: 'PGRST201', saying: "'ports!voyages_from', 'ports!voyages_to'" },
  { line: 'GET /ships?select=*&voyages.id=eq.1', code: 'PGRST108', saying: "'voyages' is not an embedded resource" },
  { line: 'GET /ships?select=*&order=voyages(id)', code: 'PGRST108' },
  {
    line: 'GET /ships?select=voyages(*)&order=voyages(id)',
    code: 'PGRST118',
    saying: "'ships' and 'voyages' do not form",
  },
  {
    line: 'OPTIONS /rpc/fleet?select=voyages(*)&order=voyages(id)',
    code: 'PGRST118',
    saying: "'ships' and 'voyages' do not form",
  },
  { line: 'GET /ships?select=ports(*)&x.order=id', code: 'PGRST108' },
  { line: 'GET /ships?select=ports(*)&x.limit=1', code: 'PGRST108' },
  { line: 'GET /ships?select=ports(*)&x.and=(id.eq.1)', code: 'PGRST108' },
  {
    line: 'GET /ships?select=home_port:ports(*)&ports.id=eq.1',
    options: { urlUseLegacyTargetNames: false },
    code: 'PGRST108',
    saying: "Change 'ports' to 'home_port' in filters",
  },
  { line: 'GET /ships?select=count()', options: { dbAggregatesEnabled: false }, code: 'PGRST123' },
  { line: 'GET /ports?select=...ships(count())', code: 'PGRST127' },
  {
    line: 'GET /ships',
    headers: { Accept: 'application/unheard-of' },
    code: 'PGRST107',
    saying: 'application/unheard-of',
  },
  {
    line: 'GET /ships',
    headers: { Accept: 'application/vnd.pgrst.plan' },
    options: { dbPlanEnabled: false },
    code: 'PGRST107',
  },
  { line: 'GET /ships', headers: { Prefer: 'handling=strict, sail=fast' }, code: 'PGRST122', saying: 'sail=fast' },
  { line: 'GET /ships', headers: { 'Accept-Profile': 'vault' }, code: 'PGRST106' },
  { line: 'POST /ports', body: '{"nam": 1}', code: 'PGRST204', saying: "'nam' column of 'ports'" },
  { line: 'PATCH /ports?columns=name,nam', body: '{}', code: 'PGRST204' },
  { line: 'POST /ports', body: '{', code: 'PGRST102' },
  { line: 'PUT /ports?name=eq.Aarhus', body: '{"id": 1}', code: 'PGRST105' },
  { line: 'PUT /ports?id=gt.1', body: '{"id": 1}', code: 'PGRST105' },
  { line: 'PUT /sightings?seen=eq.dawn', body: '{"seen": "dawn"}', code: 'PGRST105' },
  { line: 'PUT /ports?id=eq.1&or=(id.eq.1)', body: '{"id": 1}', code: 'PGRST105' },
  { line: 'PUT /ports?id=eq.1&limit=1', body: '{"id": 1}', code: 'PGRST114' },
  { line: 'GET /rpc/add_upp?a=1', code: 'PGRST202', saying: 'Perhaps you meant to call the function harbour.add_up' },
  { line: 'GET /rpc/add_up?a=1&c=2', code: 'PGRST202', saying: '(a, c)' },
  { line: 'GET /rpc/smuggler_count', code: 'PGRST202' },
  { line: 'DELETE /rpc/add_up', code: 'PGRST101' },
  { line: 'POST /rpc/take_text', headers: { 'Content-Type': 'application/octet-stream' }, body: 'x', code: 'PGRST202' },
  {
    line: 'POST /rpc/flagship',
    body: '{}',
    headers: { Prefer: 'handling=strict, max-affected=1' },
    code: 'PGRST128',
  },
  // The first mistake in the order of the stages is the one reported.
  { line: 'GET /shipz?select=portz(*)&x.id=eq.1', code: 'PGRST205' },
  { line: 'GET /ships?select=portz(*)&x.id=eq.1', code: 'PGRST108' },
  { line: 'GET /ships?select=portz(*)&order=x(id)', code: 'PGRST200' },
  { line: 'GET /ships?select=ports(*)&x.id=eq.1&y.id=eq.2', code: 'PGRST108', saying: "'y'" },
  {
    line: 'GET /ships?select=voyages(count())&order=voyages(id)',
    options: { dbAggregatesEnabled: false },
    code: 'PGRST118',
  },
  { line: 'POST /ports', body: '{"nam": 1}', headers: { Prefer: 'handling=strict, x=y' }, code: 'PGRST204' },
  { line: 'POST /ports', body: '{}', headers: { Prefer: 'handling=strict, x=y', Accept: 'a/b' }, code: 'PGRST122' },
  { line: 'GET /ports', headers: { Prefer: 'handling=strict, x=y', Accept: 'a/b' }, code: 'PGRST107' },
];

describe('refused', () => {
  test.each(refused)('$line $code', ({ line, body = '', headers = {}, options = {}, code, saying = '' }) => {
    const [method = '', target = ''] = line.split(' ');
    const config: Config = { ...harbour.config, ...options };
    let caught: unknown = null;
    try {
      prepareRequest(httpRequest(method, target, headers, body), config, harbour.cache);
    } catch (error) {
      caught = error;
    }
    if (!(caught instanceof ApiError)) throw caught;
    expect(caught.body.code).toBe(code);
    const text = [caught.body.message, JSON.stringify(caught.body.details), caught.body.hint].join('\n');
    expect(text).toContain(saying);
    // What the schema cache does not serve is not told of either.
    expect(text).not.toMatch(/vault\.|nickname/);
  });
});

test('a statement takes no more values than the protocol can count', () => {
  const filters = (count: number) => httpRequest('GET', `/ships?${Array(count).fill('id=eq.1').join('&')}`);
  const prepare = (count: number) => prepareRequest(filters(count), harbour.config, harbour.cache);
  expect(prepare(65_535).statements!.main.values).toHaveLength(65_535);
  expect(() => prepare(65_536)).toThrow('The request has more values than one statement can take');
});
