/** The root document (writing-functions-openapi 5). */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Apiary, openApiary } from '../../fixtures/apiary.ts';

let apiary: Apiary;
beforeAll(async () => {
  apiary = await openApiary();
});
afterAll(() => apiary.close());

interface Document {
  readonly paths: Readonly<Record<string, { readonly get?: { readonly parameters: readonly unknown[] } }>>;
  readonly definitions: Readonly<
    Record<string, { readonly properties: Readonly<Record<string, { readonly default?: unknown }>> }>
  >;
}

async function document(): Promise<Document> {
  const { body } = await apiary.send('GET', '/');
  return JSON.parse(body.toString()) as Document;
}

test('defaults lose their quotes only together with a cast to the type of the column', async () => {
  const properties = Object.entries((await document()).definitions['hives']?.properties ?? {});
  expect(Object.fromEntries(properties.map(([name, property]) => [name, property.default]))).toEqual({
    id: undefined,
    name: 'unnamed',
    row: "'a'::bpchar",
    mark: "'xyz'::bpchar",
    keeper: 'nobody',
    founded: 'CURRENT_DATE',
  });
});

test('the elements of a variadic parameter of JSON have no type', async () => {
  expect((await document()).paths['/rpc/recipes']?.get?.parameters).toEqual([
    { name: 'hives', in: 'query', required: true, type: 'integer', format: 'int32' },
    {
      name: 'steps',
      in: 'query',
      required: true,
      type: 'array',
      items: { format: 'json' },
      collectionFormat: 'multi',
    },
  ]);
});

test('two characters are cut off the type of a variadic parameter, an array of anything or not', async () => {
  expect((await document()).paths['/rpc/mixture']?.get?.parameters).toEqual([
    {
      name: 'honeys',
      in: 'query',
      required: true,
      type: 'string',
      items: { type: 'string', format: 'anyarr' },
      collectionFormat: 'multi',
    },
  ]);
});
