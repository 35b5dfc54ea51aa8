import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Greenhouse, keeperToken, openGreenhouse } from '../../fixtures/greenhouse.ts';

let greenhouse: Greenhouse;
let url: string;
beforeAll(async () => {
  greenhouse = await openGreenhouse();
  ({ url } = await greenhouse.serve());
});
afterAll(() => greenhouse.close());

async function options(path: string, headers: Record<string, string> = {}, base = url): Promise<Response> {
  return fetch(base + path, { method: 'OPTIONS', headers });
}

interface Description {
  readonly name: string;
  readonly description: string | null;
  readonly columns: readonly { readonly name: string; readonly references: unknown }[];
  readonly overloads: readonly { readonly arguments: readonly unknown[] }[];
}

async function bodyOf(response: Promise<Response>): Promise<Description> {
  return (await (await response).json()) as Description;
}

const json = { Accept: 'application/json' };

describe('OPTIONS that asks for JSON', () => {
  test('a table: columns, keys, references', async () => {
    const response = await options('/tastings', json);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'access-control-allow-origin': '*',
      allow: 'OPTIONS,GET,HEAD,POST,PUT,PATCH,DELETE',
      vary: 'Accept, Prefer, Range',
    });
    const harvest = (column: string) => ({ schema: 'greenhouse', table: 'harvests', column });
    const plain = { description: null, default: null, maxLen: null, enum: [] };
    expect(await response.json()).toEqual({
      schema: 'greenhouse',
      name: 'tastings',
      kind: 'table',
      description: null,
      insertable: true,
      updatable: true,
      deletable: true,
      pkey: ['id'],
      columns: [
        {
          ...plain,
          name: 'id',
          position: 1,
          type: 'integer',
          nominalType: 'integer',
          nullable: false,
          default: "nextval('greenhouse.tastings_id_seq')",
          references: null,
        },
        {
          ...plain,
          name: 'plant_id',
          position: 2,
          type: 'integer',
          nominalType: 'integer',
          nullable: false,
          references: harvest('plant_id'),
        },
        {
          ...plain,
          name: 'day',
          position: 3,
          type: 'date',
          nominalType: 'date',
          nullable: false,
          references: harvest('day'),
        },
        {
          ...plain,
          name: 'verdict',
          position: 4,
          type: 'text',
          nominalType: 'text',
          nullable: true,
          references: null,
        },
      ],
      foreignKeys: [
        {
          name: 'tasted_harvest',
          columns: ['plant_id', 'day'],
          references: { schema: 'greenhouse', table: 'harvests', columns: ['plant_id', 'day'] },
        },
      ],
    });
  });

  test('enum labels, lengths, defaults and comments', async () => {
    const { description, columns } = await bodyOf(options('/plants', json));
    const column = (wanted: string) => columns.find(({ name }) => name === wanted);
    expect(description).toBe('Plants\n\nEvery single one.');
    expect(column('name')).toMatchObject({ type: 'character varying', maxLen: 30, nullable: false });
    expect(column('kind')).toMatchObject({
      enum: ['herb', 'shrub', 'tree'],
      default: "'herb'::greenhouse.plant_kind",
    });
    expect(column('height')).toMatchObject({ description: 'Centimetres', nominalType: 'numeric(5,2)', nullable: true });
    expect(column('bed_id')?.references).toEqual({ schema: 'greenhouse', table: 'beds', column: 'id' });
  });

  test('a view', async () => {
    const response = await options('/kinds', json);
    expect(response.headers.get('allow')).toBe('OPTIONS,GET,HEAD');
    expect(await response.json()).toMatchObject({ kind: 'view', insertable: false, pkey: [] });
  });

  test('a function with required arguments: all overloads', async () => {
    const response = await options('/rpc/measure', json);
    expect(response.status).toBe(200);
    expect(response.headers.get('allow')).toBe('OPTIONS,GET,HEAD,POST');
    const plant = { name: 'plant', type: 'integer', required: true, variadic: false };
    expect(await response.json()).toEqual({
      schema: 'greenhouse',
      name: 'measure',
      kind: 'function',
      overloads: [
        {
          description: null,
          volatility: 'stable',
          arguments: [plant],
          returns: { set: false, kind: 'scalar', type: { schema: 'pg_catalog', name: 'numeric' } },
        },
        {
          description: null,
          volatility: 'stable',
          arguments: [plant, { name: 'unit', type: 'text', required: true, variadic: false }],
          returns: { set: false, kind: 'scalar', type: { schema: 'pg_catalog', name: 'text' } },
        },
      ],
    });
  });

  test('a function that writes', async () => {
    const response = await options('/rpc/water', json);
    expect(response.headers.get('allow')).toBe('OPTIONS,POST');
    expect((await bodyOf(Promise.resolve(response))).overloads[0]?.arguments).toHaveLength(2);
  });

  test('beside other types, JSON counts', async () => {
    const accept = { Accept: 'text/html, application/json;q=0.5' };
    expect((await bodyOf(options('/beds', accept))).name).toBe('beds');
  });
});

describe('what stays as it was', () => {
  const cases = [
    ['no Accept that names JSON', '/plants', { Accept: '*/*' }],
    ['what clients send that want nothing in particular', '/plants', { Accept: 'application/json, text/plain, */*' }],
    ['JSON, but rather anything', '/beds', { Accept: 'application/json;q=0.5, */*' }],
    ['another type', '/plants', { Accept: 'text/csv' }],
    ['the root', '/', json],
  ] as const;
  test.each(cases)('%s: no body', async (_, path, headers) => {
    const response = await options(path, headers);
    expect([response.status, response.headers.get('content-length'), response.headers.get('content-type')]).toEqual([
      200,
      '0',
      null,
    ]);
    expect(response.headers.get('allow')).toMatch(/^OPTIONS,GET,HEAD/);
  });

  test('unknown names', async () => {
    const [table, routine] = [await options('/plant', json), await options('/rpc/nothing', json)];
    expect([table.status, routine.status]).toEqual([404, 404]);
    expect([await table.json(), await routine.json()]).toMatchObject([{ code: 'PGRST205' }, { code: 'PGRST202' }]);
  });
});

describe('privileges', () => {
  test('a role gets no description of what it may not reach', async () => {
    const [table, routine] = [await options('/accounts', json), await options('/rpc/balance', json)];
    expect([table.status, await table.text(), routine.status, await routine.text()]).toEqual([200, '', 200, '']);
    expect(table.headers.get('allow')).toBe('OPTIONS,GET,HEAD,POST,PUT,PATCH,DELETE');
  });

  test('a role gets the description of what it may reach', async () => {
    const keeper = { ...json, Authorization: keeperToken };
    expect((await bodyOf(options('/accounts', keeper))).name).toBe('accounts');
    expect((await bodyOf(options('/rpc/balance', keeper))).name).toBe('balance');
  });

  test('openapi-mode=ignore-privileges describes everything', async () => {
    const { url: open } = await greenhouse.serve({ openapiMode: 'ignore-privileges' });
    expect((await bodyOf(options('/accounts', json, open))).name).toBe('accounts');
    expect((await bodyOf(options('/rpc/balance', json, open))).name).toBe('balance');
  });

  test('openapi-mode=disabled describes nothing', async () => {
    const { url: closed } = await greenhouse.serve({ openapiMode: 'disabled' });
    const response = await options('/plants', json, closed);
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  test('a bad token is refused', async () => {
    expect((await options('/plants', { ...json, Authorization: 'Bearer a.b.c' })).status).toBe(401);
  });
});
