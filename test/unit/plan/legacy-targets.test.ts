import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DataPlan } from '../../../src/plan/plan.ts';
import { prepareRequest } from '../../../src/prepare.ts';
import { type Harbour, openHarbour } from '../../fixtures/harbour.ts';
import { httpRequest } from '../../fixtures/request.ts';

let harbour: Harbour;
beforeAll(async () => {
  harbour = await openHarbour();
});
afterAll(() => harbour.close());

function plan(target: string): DataPlan {
  return prepareRequest(httpRequest('GET', target), harbour.config, harbour.cache).plan as DataPlan;
}

test.each<[string, [string, string][]]>([
  ['/ships?select=*,home_port:ports(*)&ports.id=eq.1', [['ports', 'home_port']]],
  ['/ships?select=*,home_port:ports(*)&home_port.id=eq.1', []],
  ['/ships?select=*,ports(*)&ports.id=eq.1', []],
  [
    '/ports?select=fleet:ships(trips:voyages(*))&ships.voyages.limit=1',
    [
      ['ships', 'fleet'],
      ['voyages', 'trips'],
    ],
  ],
])('%s is told to use %j', (target, legacyTargets) => {
  expect(plan(target).legacyTargets).toEqual(legacyTargets);
});

test('each addressed embed moves to the front of its siblings, the first parameter last', () => {
  const names = (target: string) => plan(target).read.embeds.map(({ name }) => name);
  const select = 'select=id,ports(id),voyages(id),crew(rank)';
  expect(names(`/ships?${select}`)).toEqual(['ports', 'voyages', 'crew']);
  expect(names(`/ships?${select}&crew.rank=eq.mate`)).toEqual(['crew', 'ports', 'voyages']);
  expect(names(`/ships?${select}&crew.rank=eq.mate&voyages.id=gt.1`)).toEqual(['crew', 'voyages', 'ports']);
  expect(names(`/ships?${select}&ports.id=eq.1&crew.order=rank&ports.id=gt.0`)).toEqual(['crew', 'ports', 'voyages']);
});

test('of two embeds with one target, a parameter means the one nearest to the front', () => {
  const twice = '/ships?select=a:voyages(id),b:voyages(id)';
  const filtered = (target: string) => plan(target).read.embeds.map(({ name, where }) => [name, where.length]);
  expect(filtered(`${twice}&voyages.id=eq.1`)).toEqual([
    ['a', 1],
    ['b', 0],
  ]);
  // Parameters are taken from the last to the first.
  expect(filtered(`${twice}&voyages.id=eq.1&b.id=eq.2`)).toEqual([
    ['b', 2],
    ['a', 0],
  ]);
});
