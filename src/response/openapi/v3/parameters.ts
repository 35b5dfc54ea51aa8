import type { Column, Table } from '../../../schema-cache/model.ts';
import type { JsonObject, TypedDescription } from '../description.ts';
import { componentNames, type DocumentScope, schemaReference } from './scope.ts';

/** Names in the query string that never mean a column or argument (spec reading 2.3). */
export const reservedNames: ReadonlySet<string> = new Set([
  'select',
  'order',
  'limit',
  'offset',
  'and',
  'or',
  'columns',
  'on_conflict',
]);

const filterSchemaName = 'pgrst.filter';

/** The form of every filter, which the parameters of columns refer to. */
export const filterSchema: JsonObject = {
  [filterSchemaName]: {
    type: 'string',
    description: `\`operator.value\`, negated by \`not.\` in front.

| Operators | Meaning |
|---|---|
| \`eq\`, \`neq\`, \`gt\`, \`gte\`, \`lt\`, \`lte\` | comparison |
| \`in.(a,"b,c")\` | one of a list |
| \`is.null\`, \`is.not_null\`, \`is.true\`, \`is.false\`, \`is.unknown\` | SQL's \`IS\` |
| \`isdistinct\` | not equal, where null is a value like others |
| \`like\`, \`ilike\` | pattern with \`*\` for any characters; \`ilike\` ignores case |
| \`match\`, \`imatch\` | POSIX regular expression |
| \`fts\`, \`plfts\`, \`phfts\`, \`wfts\` | full-text search, with a language as in \`fts(english).word\` |
| \`cs\`, \`cd\`, \`ov\` | contains, is contained in, overlaps: arrays, ranges, JSON |
| \`sl\`, \`sr\`, \`nxr\`, \`nxl\`, \`adj\` | position of ranges |

\`eq(any).{1,2}\` and \`like(all).{a*,*b}\` apply comparison and pattern operators to several values. A JSON path behind
the column's name (\`column->>member\`) and an embedded relation in front of it (\`relation.column\`) are possible, too.`,
    pattern:
      '^(not\\.)?((eq|gte?|lte?|i?like|i?match)(\\((any|all)\\))?|neq|in|is|isdistinct|(pl|ph|w)?fts(\\([^)]*\\))?|cs|cd|ov|sl|sr|nxr|nxl|adj)\\.',
    examples: ['eq.1', 'not.is.null', 'in.(1,2,3)', 'like.A*'],
  },
};

/** `components.parameters` that do not depend on a relation. */
export function sharedParameters({ schema, options }: TypedDescription): JsonObject {
  return {
    select: query('select', 'Columns and embedded relations: `id,name`, `alias:column::type`, `*,relation(column)`.'),
    order: query('order', '`column`, `column.desc`, `column.asc.nullsfirst`, separated by commas.'),
    limit: query('limit', 'The most rows to return.', { type: 'integer', minimum: 0 }),
    offset: query('offset', 'How many rows to skip.', { type: 'integer', minimum: 0 }),
    and: query('and', 'Filters that must all be met: `(column.gt.1,column.lt.9)`. Nests; `not.and` negates.'),
    or: query('or', 'Filters of which one must be met: `(column.lt.1,column.gt.9)`. Nests; `not.or` negates.'),
    columns: query('columns', 'The members of the body that count, separated by commas.'),
    on_conflict: query('on_conflict', 'Unique columns that tell which row exists; the primary key unless given.'),
    range: header('Range', 'First and last row to return, counted from 0: `0-24`.', {
      type: 'string',
      pattern: '^\\d*-\\d*$',
    }),
    rangeUnit: header('Range-Unit', 'Unit of `Range`.', { type: 'string', default: 'items' }),
    acceptProfile: profile('Accept-Profile', schema, options.dbSchemas),
    contentProfile: profile('Content-Profile', schema, options.dbSchemas),
  };
}

/** `components.parameters` of a relation: a filter for each column that a query can name. */
export function rowFilters(table: Table, scope: DocumentScope): JsonObject {
  return Object.fromEntries(
    filterable(table, scope).map(({ column, component }) => [
      component,
      {
        name: queryName(column.name),
        in: 'query',
        description: column.description ?? undefined,
        schema: schemaReference(filterSchemaName),
      },
    ]),
  );
}

export function rowFilterReferences(table: Table, scope: DocumentScope): readonly JsonObject[] {
  return filterable(table, scope).map(({ component }) => parameterReference(component));
}

export function inlineFilter(column: string): JsonObject {
  return { name: queryName(column), in: 'query', schema: schemaReference(filterSchemaName) };
}

export function parameterReference(name: string): JsonObject {
  return { $ref: `#/components/parameters/${name}` };
}

/** The header that chooses the schema, where there is a choice. */
export function profileReferences(
  name: 'acceptProfile' | 'contentProfile',
  { options }: TypedDescription,
): readonly JsonObject[] {
  return options.dbSchemas.length > 1 ? [parameterReference(name)] : [];
}

function filterable(
  table: Table,
  { relationNames }: DocumentScope,
): readonly { readonly column: Column; readonly component: string }[] {
  const columns = [...table.columns.values()].filter(({ name }) => !reservedNames.has(name));
  const names = componentNames(columns.map(({ name }) => name));
  return columns.map((column) => ({
    column,
    component: `rowFilter.${relationNames.get(table.name)}.${names.get(column.name)}`,
  }));
}

/** What has a meaning in the grammar of names must stand in quotes. */
function queryName(column: string): string {
  return /[.,:()"\\]|->|^\s|\s$/.test(column) ? `"${column.replace(/["\\]/g, '\\$&')}"` : column;
}

function query(name: string, description: string, schema: JsonObject = { type: 'string' }): JsonObject {
  return { name, in: 'query', description, schema };
}

function header(name: string, description: string, schema: JsonObject): JsonObject {
  return { name, in: 'header', description, schema };
}

function profile(name: string, schema: string, schemas: readonly string[]): JsonObject {
  const isDefault = schemas[0] === schema;
  return {
    ...header(name, 'The schema that is meant.', { type: 'string', const: schema }),
    required: isDefault ? undefined : true,
  };
}
