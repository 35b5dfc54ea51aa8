import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Greenhouse, keeperToken, openGreenhouse } from '../../fixtures/greenhouse.ts';
import { testSecret } from '../../unit/auth/signed-token.ts';

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly $ref?: string; readonly name?: string }[];
  readonly responses: Readonly<Record<string, unknown>>;
}

interface Schema {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly required: readonly string[];
}

interface Document {
  readonly openapi?: string;
  readonly swagger?: string;
  readonly info: unknown;
  readonly servers: unknown;
  readonly security?: unknown;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly parameters: Readonly<Record<string, unknown>>;
    readonly securitySchemes?: unknown;
  };
}

const typed = { Accept: 'application/openapi+json;version=3.1' };

let greenhouse: Greenhouse;
let url: string;
let document: Document;
beforeAll(async () => {
  greenhouse = await openGreenhouse();
  ({ url } = await greenhouse.serve());
  document = await documentOf(url);
});
afterAll(() => greenhouse.close());

async function documentOf(base: string, headers: Record<string, string> = typed): Promise<Document> {
  return (await (await fetch(base, { headers })).json()) as Document;
}

describe('which version', () => {
  test.each([
    ['application/openapi+json;version=3.1', '3.1'],
    ['application/openapi+json; version="3.1"', '3.1'],
    ['text/html, application/openapi+json;version=3.1;q=0.5', '3.1'],
    ['application/openapi+json', '2.0'],
    ['application/openapi+json;version=2.0', '2.0'],
    ['application/openapi+json;version=3.0', '2.0'],
    ['application/json, application/openapi+json;version=3.1;q=0.5', '2.0'],
    ['*/*', '2.0'],
  ])('Accept: %s gives %s', async (accept, version) => {
    const response = await fetch(url, { headers: { Accept: accept } });
    const parameter = version === '3.1' ? ';version=3.1' : '';
    expect(response.headers.get('content-type')).toBe(`application/openapi+json${parameter}; charset=utf-8`);
    const { openapi, swagger } = (await response.json()) as Document;
    expect(openapi ?? swagger).toMatch(version);
  });

  test('openapi-version=3.1 makes it the default', async () => {
    const server = await greenhouse.serve({ openapiVersion: '3.1' });
    expect((await documentOf(server.url, {})).openapi).toBe('3.1.0');
    const older = { Accept: 'application/openapi+json;version=2.0' };
    expect((await documentOf(server.url, older)).swagger).toBe('2.0');
  });

  test('the parameter is not in the list of PGRST107', async () => {
    const response = await fetch(`${url}/plants`, { headers: typed });
    expect([response.status, await response.json()]).toMatchObject([
      406,
      { message: 'None of these media types are available: application/openapi+json' },
    ]);
  });

  test('HEAD has the headers only', async () => {
    const response = await fetch(url, { method: 'HEAD', headers: typed });
    expect([response.status, await response.text(), response.headers.get('content-type')]).toEqual([
      200,
      '',
      'application/openapi+json;version=3.1; charset=utf-8',
    ]);
  });
});

describe('schemas', () => {
  test('a row', () => {
    const { properties, required } = document.components.schemas['plants']!;
    expect(properties).toEqual({
      id: { type: 'integer', format: 'int32', description: 'Primary key.', readOnly: true },
      name: { type: 'string', maxLength: 30 },
      shouted: { type: ['string', 'null'], readOnly: true },
      kind: { type: 'string', enum: ['herb', 'shrub', 'tree'], default: 'herb' },
      once: { type: ['array', 'null'], items: { type: 'string', enum: ['herb', 'shrub', 'tree'] } },
      height: { type: ['number', 'null'], description: 'Centimetres' },
      weight: { type: ['number', 'null'], format: 'double', default: 1.5 },
      leaves: { type: ['integer', 'null'], format: 'int64' },
      evergreen: { type: 'boolean', default: false },
      tags: { type: 'array', items: { type: 'string' }, default: [] },
      notes: { default: { care: 'little' } },
      sown: { type: 'string', format: 'date' },
      watered: { type: ['string', 'null'], format: 'date-time' },
      code: { type: ['string', 'null'], format: 'uuid' },
      blossom: {},
      spot: {
        type: ['object', 'null'],
        properties: { bed: { type: ['string', 'null'] }, steps: { type: ['integer', 'null'], format: 'int32' } },
        required: ['bed', 'steps'],
      },
      season: { type: ['string', 'null'], format: 'daterange' },
      order: { type: ['integer', 'null'], format: 'int32' },
      'a.b': { type: ['integer', 'null'], format: 'int32' },
      bed_id: { type: ['integer', 'null'], format: 'int32', description: 'Foreign key to `beds.id`.' },
    });
    expect(required).toEqual(Object.keys(properties));
  });

  test('domains count as what they are made of', () => {
    expect(document.components.schemas['beds']?.properties).toMatchObject({
      label: { type: 'string', maxLength: 12 },
      soil: { type: ['number', 'null'] },
    });
  });

  test('what may be written, and what a new row must have', () => {
    const { schemas } = document.components;
    expect(schemas['plants.write']?.properties).not.toHaveProperty('id');
    expect(schemas['plants.write']?.properties).not.toHaveProperty('shouted');
    // A colour is only read through its representation.
    expect(schemas['plants.write']?.properties['blossom']).toEqual({ type: ['integer', 'null'], format: 'int32' });
    expect(schemas['plants.insert']).toEqual({
      allOf: [{ $ref: '#/components/schemas/plants.write' }],
      required: ['name'],
    });
    expect(schemas['labels.write']?.properties).not.toHaveProperty('title');
    expect(schemas).not.toHaveProperty(['kinds.write']);
  });
});

describe('operations', () => {
  test('those of the Allow header', () => {
    expect(Object.keys(document.paths['/plants']!)).toEqual(
      expect.arrayContaining(['get', 'post', 'put', 'patch', 'delete']),
    );
    expect(Object.keys(document.paths['/kinds']!)).toEqual(['get']);
    expect(Object.keys(document.paths['/rpc/water']!)).toEqual(['post']);
  });

  test('filters: one for each column but those that a reserved parameter hides', () => {
    const references = document.paths['/plants']!['get']!.parameters.map(({ $ref }) => $ref);
    expect(references).toContain('#/components/parameters/rowFilter.plants.height');
    expect(references).not.toContain('#/components/parameters/rowFilter.plants.order');
    expect(references).toContain('#/components/parameters/order');
    expect(document.components.parameters['rowFilter.plants.a_b']).toMatchObject({ name: '"a.b"', in: 'query' });
  });

  test('all answers', () => {
    const { get, post, put } = document.paths['/plants']!;
    const common = ['400', '401', '403', '404', '406', '5XX', 'default'];
    expect(Object.keys(get!.responses).sort()).toEqual(['200', '206', '300', '416', ...common].sort());
    expect(Object.keys(post!.responses).sort()).toEqual(['200', '201', '300', '409', ...common].sort());
    expect(Object.keys(put!.responses).sort()).toEqual(['200', '201', '204', '300', '405', '409', ...common].sort());
    expect(document.paths['/rpc/water']!['post']?.responses).toHaveProperty('204');
  });

  test('operation names are unique', () => {
    const names = Object.values(document.paths).flatMap((path) =>
      Object.values(path).flatMap(({ operationId }) => operationId ?? []),
    );
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('what is served is what is described', () => {
  let validate: (reference: string) => ValidateFunction;
  beforeAll(() => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema({ ...document, $id: 'document' } as object);
    validate = (reference) => ajv.compile({ $ref: `document#/components/${reference}` });
  });

  function check(reference: string, value: unknown): void {
    const isValid = validate(reference);
    isValid(value);
    expect(isValid.errors ?? null).toBeNull();
  }

  const json = 'content/application~1json/schema';

  test.each(['beds', 'plants', 'harvests', 'tastings', 'labels', 'kinds'])('rows of %s', async (relation) => {
    check(`responses/${relation}.rows/${json}`, await (await fetch(`${url}/${relation}`)).json());
  });

  test('a single row', async () => {
    const singular = 'application/vnd.pgrst.object+json';
    const response = await fetch(`${url}/plants?id=eq.1`, { headers: { Accept: singular } });
    check(`responses/plants.rows/content/${singular.replace('/', '~1')}/schema`, await response.json());
  });

  test.each([
    ['plants_in', '?bed=1'],
    ['tallest', ''],
    ['tally', ''],
    ['where_is', ''],
    ['where_is', '?plant=2'],
    ['names', ''],
    ['usual_kind', ''],
    ['sum_of', '?ns=1&ns=2'],
    ['measure', '?plant=1'],
    ['measure', '?plant=1&unit=cm'],
  ])('result of %s%s', async (name, query) => {
    const response = await fetch(`${url}/rpc/${name}${query}`);
    expect(response.status).toBe(200);
    check(`responses/rpc.${name}.result/${json}`, await response.json());
  });

  test.each(['/nothing', '/plants?height=tall', '/plants?select=nothing', '/accounts', '/rpc/sum_of?x=1'])(
    'error of %s',
    async (target) => {
      const response = await fetch(url + target);
      expect(response.ok).toBe(false);
      check('schemas/pgrst.error', await response.json());
    },
  );

  test('a written row', async () => {
    const row = { name: 'thyme', kind: 'herb', once: ['herb'], spot: { bed: 'south', steps: 1 }, blossom: 17 };
    check('schemas/plants.insert', row);
    const response = await fetch(`${url}/plants`, {
      method: 'POST',
      body: JSON.stringify(row),
      headers: { 'Content-Type': 'application/json', Prefer: 'return=representation' },
    });
    expect(response.status).toBe(201);
    check(`responses/plants.rows/${json}`, await response.json());
  });

  test('a function that answers in a type of its own', async () => {
    const response = await fetch(`${url}/rpc/picture`, { headers: { Accept: 'image/svg+xml' } });
    expect([response.headers.get('content-type'), await response.text()]).toEqual(['image/svg+xml', '<svg/>']);
    const { responses } = document.components as { readonly responses?: Record<string, { content: object }> };
    expect(Object.keys(responses?.['rpc.picture.result']?.content ?? {})).toContain('image/svg+xml');
  });
});

describe('the whole', () => {
  test('title, server, security', () => {
    expect(document.info).toEqual({
      title: 'Greenhouse',
      description: 'Plants and where they stand.',
      version: '16.2',
    });
    expect(document.servers).toEqual([{ url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) }]);
    expect(document.security).toEqual([{ JWT: [] }, {}]);
    expect(document.components.securitySchemes).toMatchObject({ JWT: { type: 'http', scheme: 'bearer' } });
  });

  test('proxy, several schemas, no anonymous role, short errors', async () => {
    const server = await greenhouse.serve({
      dbSchemas: ['public', 'greenhouse'],
      dbAnonRole: null,
      jwtSecret: testSecret,
      openapiServerProxyUri: 'https://example.org/garden/',
      clientErrorVerbosity: 'minimal',
    });
    const headers = { ...typed, 'Accept-Profile': 'greenhouse', Authorization: keeperToken };
    const described = await documentOf(server.url, headers);
    expect(described.servers).toEqual([{ url: 'https://example.org/garden' }]);
    expect(described.security).toEqual([{ JWT: [] }]);
    expect(described.components.parameters['acceptProfile']).toMatchObject({
      name: 'Accept-Profile',
      required: true,
      schema: { const: 'greenhouse' },
    });
    expect(Object.keys(described.components.schemas['pgrst.error']!.properties)).toEqual(['code', 'message']);
  });

  test('by privileges', async () => {
    expect(document.paths).not.toHaveProperty(['/accounts']);
    expect(document.paths).not.toHaveProperty(['/rpc/balance']);
    const ofKeeper = await documentOf(url, { ...typed, Authorization: keeperToken });
    expect(ofKeeper.paths).toHaveProperty(['/accounts']);
    expect(ofKeeper.paths).toHaveProperty(['/rpc/balance']);
  });
});
