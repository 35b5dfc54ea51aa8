/** GeoJSON (spec reading 12): with PostGIS where the server has it, everywhere with what stands in for it. */
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { HttpConnection, headerValues } from '../../http-client.ts';
import { withClient } from '../../postgres/database.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';
import { startServer } from '../../server.ts';

const hasPostgis = await withClient(inject('serverUri'), async (client) => {
  const { rows } = await client.query("select name from pg_available_extensions where name = 'postgis'");
  return rows.length === 1;
});

describe.each([
  ['a stand-in', 'test/fixtures/chart-stand-in.sql', true],
  ['PostGIS', 'test/fixtures/chart-postgis.sql', hasPostgis],
])('with %s', (_, geometry, isPossible) => {
  describe.skipIf(!isPossible)('', () => {
    let close = async () => {};
    let get: (method: string, target: string) => Promise<[status: number, type: string, body: unknown]>;

    beforeAll(async () => {
      const database = await createTestDatabase([geometry, 'test/fixtures/chart.sql']);
      const server = await startServer({
        dbUri: database.uri('chart_gate'),
        dbSchemas: ['chart'],
        dbAnonRole: 'chart_reader',
      });
      const connection = new HttpConnection(server.url);
      close = async () => {
        connection.close();
        await server.close();
        await database.drop();
      };
      get = async (method, target) => {
        const headers = [
          ['Host', 'localhost'],
          ['Accept', 'application/geo+json'],
        ] as const;
        const response = await connection.send({ method, target, headers, body: new Uint8Array() });
        const [type = ''] = headerValues(response, 'content-type');
        return [response.status, type, JSON.parse(response.body.toString())];
      };
    });
    afterAll(() => close());

    const mediaType = 'application/geo+json; charset=utf-8';
    const nab = {
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [-0.95, 50.67] },
      properties: { id: 1, name: 'Nab', depth: 20.5 },
    };

    test('rows are the features of a collection', async () => {
      const [status, type, body] = await get('GET', '/buoys?order=id');
      const owers = { id: 2, name: 'Owers', depth: null };
      const bramble = { id: 3, name: 'Bramble', depth: 1 };
      expect([status, type]).toEqual([200, mediaType]);
      expect(body).toEqual({
        type: 'FeatureCollection',
        features: [
          nab,
          { type: 'Feature', geometry: { type: 'Point', coordinates: [-0.68, 50.61] }, properties: owers },
          { type: 'Feature', geometry: { type: 'Point', coordinates: [-1.29, 50.79] }, properties: bramble },
        ],
      });
    });

    test('selected columns are the properties', async () => {
      const [, , body] = await get('GET', '/buoys?select=name,place&id=eq.1');
      expect(body).toEqual({ type: 'FeatureCollection', features: [{ ...nab, properties: { name: 'Nab' } }] });
    });

    test('no rows are no features', async () => {
      expect(await get('GET', '/buoys?id=eq.9')).toEqual([200, mediaType, { type: 'FeatureCollection', features: [] }]);
    });

    test('of the rows of a function', async () => {
      const [, , body] = await get('GET', '/rpc/deeper_than?fathoms=5');
      expect(body).toEqual({ type: 'FeatureCollection', features: [nab] });
    });
  });
});
