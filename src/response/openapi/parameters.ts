import type { Column, Table } from '../../schema-cache/model.ts';
import type { JsonObject } from './description.ts';

/** `parameters`: what the operations refer to (spec writing-functions-openapi 5.4). */
export function parameters(tables: readonly Table[]): JsonObject {
  const perTable = tables.flatMap((table) => [
    [`body.${table.name}`, bodyParameter(table)] as const,
    ...[...table.columns.values()].map(
      (column) => [`rowFilter.${table.name}.${column.name}`, rowFilter(column)] as const,
    ),
  ]);
  return { ...sharedParameters, ...Object.fromEntries(perTable) };
}

function bodyParameter({ name }: Table): JsonObject {
  return { name, in: 'body', description: name, required: false, schema: { $ref: `#/definitions/${name}` } };
}

function rowFilter({ name, description }: Column): JsonObject {
  return { name, in: 'query', description: description ?? undefined, required: false, type: 'string' };
}

function parameter(name: string, place: 'header' | 'query', description: string, extra: JsonObject = {}): JsonObject {
  return { name, in: place, description, required: false, type: 'string', ...extra };
}

const returnValues = ['return=representation', 'return=minimal', 'return=none'];

const sharedParameters: JsonObject = {
  preferParams: parameter('Prefer', 'header', 'Preference'),
  preferReturn: parameter('Prefer', 'header', 'Preference', { enum: returnValues }),
  preferCount: parameter('Prefer', 'header', 'Preference', { enum: ['count=none'] }),
  preferPost: parameter('Prefer', 'header', 'Preference', {
    enum: [...returnValues, 'resolution=ignore-duplicates', 'resolution=merge-duplicates'],
  }),
  select: parameter('select', 'query', 'Filtering Columns'),
  on_conflict: parameter('on_conflict', 'query', 'On Conflict'),
  order: parameter('order', 'query', 'Ordering'),
  range: parameter('Range', 'header', 'Limiting and Pagination'),
  rangeUnit: parameter('Range-Unit', 'header', 'Limiting and Pagination', { default: 'items' }),
  offset: parameter('offset', 'query', 'Limiting and Pagination'),
  limit: parameter('limit', 'query', 'Limiting and Pagination'),
};
