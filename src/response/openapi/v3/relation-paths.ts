import type { Table } from '../../../schema-cache/model.ts';
import { type JsonObject, splitComment } from '../description.ts';
import { rowsContent } from './media.ts';
import {
  inlineFilter,
  parameterReference,
  profileReferences,
  reservedNames,
  rowFilterReferences,
} from './parameters.ts';
import { preferReference } from './prefer.ts';
import { errorReferences, headerReference, responseReference } from './responses.ts';
import { type DocumentScope, schemaReference } from './scope.ts';

/** The operations of a relation that it supports, as its `Allow` header lists them. */
export function relationPath(table: Table, scope: DocumentScope): JsonObject {
  const { insertable, updatable, deletable, primaryKey } = table;
  const parts: RelationParts = { table, scope, component: scope.relationNames.get(table.name) ?? table.name };
  return {
    ...about(table),
    get: readOperation(parts),
    post: insertable ? insertOperation(parts) : undefined,
    put: insertable && updatable && primaryKey.length > 0 ? upsertOperation(parts) : undefined,
    patch: updatable ? updateOperation(parts) : undefined,
    delete: deletable ? deleteOperation(parts) : undefined,
  };
}

/** The component of `components.responses` that the operations of a relation share: `<name>.rows`. */
export function rowsResponse(table: Table, scope: DocumentScope): JsonObject {
  const component = scope.relationNames.get(table.name) ?? table.name;
  return {
    [`${component}.rows`]: {
      description: 'Rows.',
      headers: {
        ...rangeHeaders,
        'Content-Location': headerReference('contentLocation'),
        Location: headerReference('location'),
      },
      content: rowsContent(schemaReference(component), scope.description.options.dbPlanEnabled),
    },
  };
}

interface RelationParts {
  readonly table: Table;
  readonly scope: DocumentScope;
  readonly component: string;
}

function about({ description }: Table): JsonObject {
  const { summary, rest } = splitComment(description);
  return { summary, description: rest === '' ? undefined : rest };
}

function readOperation({ table, scope, component }: RelationParts): JsonObject {
  return {
    tags: [table.name],
    operationId: `${component}.read`,
    parameters: [
      ...rowFilterReferences(table, scope),
      ...['select', 'and', 'or', 'order', 'limit', 'offset', 'range', 'rangeUnit'].map(parameterReference),
      preferReference('read'),
      ...profileReferences('acceptProfile', scope.description),
    ],
    responses: {
      '200': rows(component, 'The rows.'),
      '206': rows(component, 'Not all rows, as the count in `Content-Range` shows.'),
      ...errorReferences(['300', '416']),
    },
  };
}

function insertOperation({ table, scope, component }: RelationParts): JsonObject {
  const one = schemaReference(`${component}.insert`);
  return {
    tags: [table.name],
    operationId: `${component}.insert`,
    parameters: [
      ...['columns', 'on_conflict', 'select'].map(parameterReference),
      preferReference('insert'),
      ...profileReferences('contentProfile', scope.description),
    ],
    requestBody: {
      required: true,
      content: {
        'application/json': { schema: { anyOf: [one, { type: 'array', items: one }] } },
        'text/csv': { schema: { type: 'string' } },
        'application/x-www-form-urlencoded': { schema: one },
      },
    },
    responses: {
      '200': rows(component, `No row is new, all were merged. ${bodyCondition}`),
      '201': rows(component, `The rows were created. ${bodyCondition}`),
      ...errorReferences(['300', '409']),
    },
  };
}

function upsertOperation({ table, scope, component }: RelationParts): JsonObject {
  const filters = table.primaryKey
    .filter((name) => !reservedNames.has(name))
    .map((name) => ({ ...inlineFilter(name), required: true, schema: { type: 'string', pattern: '^eq\\.' } }));
  return {
    tags: [table.name],
    operationId: `${component}.upsert`,
    parameters: [
      ...filters,
      ...['columns', 'select'].map(parameterReference),
      preferReference('upsert'),
      ...profileReferences('contentProfile', scope.description),
    ],
    requestBody: writtenBody(`${component}.insert`),
    responses: {
      '200': rows(component, 'The row was updated, and is returned.'),
      '201': rows(component, 'The row was created, and is returned.'),
      '204': { description: 'The row was created or updated.' },
      ...errorReferences(['300', '405', '409']),
    },
  };
}

function updateOperation({ table, scope, component }: RelationParts): JsonObject {
  return {
    tags: [table.name],
    operationId: `${component}.update`,
    parameters: [
      ...rowFilterReferences(table, scope),
      ...['and', 'or', 'columns', 'select'].map(parameterReference),
      preferReference('update'),
      ...profileReferences('contentProfile', scope.description),
    ],
    requestBody: writtenBody(`${component}.write`),
    responses: {
      '200': rows(component, 'The updated rows.'),
      '204': { description: 'The rows were updated.', headers: rangeHeaders },
      ...errorReferences(['300', '409']),
    },
  };
}

function deleteOperation({ table, scope, component }: RelationParts): JsonObject {
  return {
    tags: [table.name],
    operationId: `${component}.delete`,
    parameters: [
      ...rowFilterReferences(table, scope),
      ...['and', 'or', 'select'].map(parameterReference),
      preferReference('delete'),
      ...profileReferences('contentProfile', scope.description),
    ],
    responses: {
      '200': rows(component, 'The deleted rows.'),
      '204': { description: 'The rows were deleted.', headers: rangeHeaders },
      ...errorReferences(['300', '409']),
    },
  };
}

const bodyCondition = 'With `Prefer: return=representation` they are returned, otherwise the body is empty.';

const rangeHeaders = {
  'Content-Range': headerReference('contentRange'),
  'Preference-Applied': headerReference('preferenceApplied'),
};

/** A description beside a reference stands in place of the component's own. */
function rows(component: string, description: string): JsonObject {
  return { ...responseReference(`${component}.rows`), description };
}

function writtenBody(component: string): JsonObject {
  return {
    required: true,
    content: {
      'application/json': { schema: schemaReference(component) },
      'application/x-www-form-urlencoded': { schema: schemaReference(component) },
    },
  };
}
