/**
 * Requests with text from outside in every position of the grammar, for a world in which all these names exist: so that
 * no look-up keeps a name from reaching the statement.
 */
import type { HttpRequest } from '../../../src/http/message.ts';
import { LoadedSchemaCache } from '../../../src/schema-cache/cache.ts';
import type { Column, QualifiedName, Relationship, Routine, SchemaCache } from '../../../src/schema-cache/model.ts';
import { QualifiedMap } from '../../../src/schema-cache/qualified-name.ts';

/** The texts of one request, by their place. Names are distinct. */
export interface Texts {
  readonly schema: string;
  readonly table: string;
  readonly child: string;
  readonly parent: string;
  readonly junction: string;
  readonly column: string;
  readonly column2: string;
  readonly constraint: string;
  readonly routine: string;
  readonly parameter: string;
  readonly parameter2: string;
  readonly alias: string;
  readonly alias2: string;
  readonly key: string;
  readonly value: string;
  readonly value2: string;
}

export const textNames: readonly (keyof Texts)[] = [
  'schema',
  'table',
  'child',
  'parent',
  'junction',
  'column',
  'column2',
  'constraint',
  'routine',
  'parameter',
  'parameter2',
  'alias',
  'alias2',
  'key',
  'value',
  'value2',
];

/** One request for each part of the grammar; the schema is the only one that is served. */
export const requestShapes: Readonly<Record<string, (texts: Texts) => HttpRequest>> = {
  'select list, filters, logic, order': (t) =>
    request('GET', [t.table], {
      select: `${q(t.alias)}:${q(t.column)}->${q(t.key)}->>${q(t.value)}::text,${q(t.column2)},${q(t.column)}->-1->${q(t.key)}`,
      [q(t.column)]: `eq.${t.value}`,
      [`${q(t.column2)}->>${q(t.key)}`]: `not.like.${t.value}`,
      or: `(${q(t.column)}.in.(${q(t.value)},${q(t.value2)}),not.and(${q(t.column2)}.isdistinct.${q(t.value)},${q(t.column)}->${q(t.key)}.is.null))`,
      order: `${q(t.column)}.desc.nullslast,${q(t.column2)}->>${q(t.key)}`,
      limit: '3',
    }),
  'lists, patterns, ranges': (t) =>
    request('GET', [t.table], {
      [q(t.column)]: `in.(${q(`x${t.value}`)},${q(t.value2)})`,
      [q(t.column2)]: `match.${t.value}`,
      [`${q(t.column2)}->${q(t.key)}`]: `cs.${t.value}`,
      select: '*',
    }),
  'text search': (t) =>
    request('GET', [t.table], {
      [q(t.column)]: `fts(simple).${t.value}`,
      [q(t.column2)]: `not.wfts.${t.value2}`,
    }),
  aggregates: (t) =>
    request('GET', [t.table], {
      select: `${q(t.alias)}:${q(t.column)}.max(),${q(t.column2)},${q(t.alias2)}:count()`,
    }),
  'to-many embed': (t) =>
    request(
      'GET',
      [t.table],
      {
        select: `${q(t.column)},${q(t.alias)}:${q(t.child)}!${q(t.constraint)}!inner(${q(t.alias2)}:${q(t.column2)}->>${q(t.key)})`,
        [`${q(t.alias)}.${q(t.column)}`]: `eq.${t.value}`,
        [`${q(t.alias)}.order`]: `${q(t.column2)}.asc`,
        [`${q(t.alias)}.limit`]: '2',
        [q(t.alias)]: 'not.is.null',
        limit: '1',
      },
      { Prefer: 'count=exact' },
    ),
  'to-one embed, related order': (t) =>
    request('GET', [t.child], {
      select: `${q(t.column)},${q(t.alias)}:${q(t.table)}(${q(t.column2)})`,
      order: `${q(t.alias)}(${q(t.column2)}).desc`,
      [`${q(t.alias)}.or`]: `(${q(t.column)}.eq.${q(t.value)},${q(t.column2)}.neq.${q(t.value2)})`,
    }),
  'many-to-many embed': (t) =>
    request('GET', [t.table], {
      select: `${q(t.column)},${q(t.parent)}!${q(t.junction)}(${q(t.column)})`,
      [q(t.parent)]: 'is.null',
    }),
  'to-one spread': (t) =>
    request('GET', [t.child], { select: `...${q(t.table)}(${q(t.alias)}:${q(t.column)},${q(t.alias2)}:count())` }),
  'to-many spread': (t) =>
    request('GET', [t.table], {
      select: `...${q(t.child)}(${q(t.alias)}:${q(t.column2)})`,
      [`${q(t.child)}.order`]: `${q(t.column)}.desc`,
    }),
  insert: (t) =>
    request(
      'POST',
      [t.table],
      {
        columns: `${q(t.column)},${q(t.column2)}`,
        on_conflict: `${q(t.column)}`,
        select: `${q(t.alias)}:${q(t.column)},${q(t.child)}(${q(t.column2)})`,
      },
      { Prefer: 'return=representation, resolution=merge-duplicates, missing=default' },
      [{ [t.column]: t.value, [t.column2]: t.value2 }],
    ),
  'insert, keys from the body, Location': (t) =>
    request(
      'POST',
      [t.table],
      {},
      { Prefer: 'return=headers-only, missing=default' },
      {
        [t.column]: t.value,
        [t.column2]: { [t.key]: t.value2 },
      },
    ),
  update: (t) =>
    request(
      'PATCH',
      [t.table],
      { [q(t.column)]: `eq.${t.value}` },
      { Prefer: 'return=representation' },
      {
        [t.column2]: t.value2,
      },
    ),
  delete: (t) =>
    request(
      'DELETE',
      [t.table],
      { or: `(${q(t.column)}.eq.${q(t.value)},${q(t.column2)}.in.(${q(t.value2)}))`, select: q(t.column) },
      { Prefer: 'return=representation' },
    ),
  'call from the query': (t) =>
    request('GET', ['rpc', t.routine], {
      [q(t.parameter)]: `x${t.value}`,
      [q(t.parameter2)]: `x${t.value2}`,
      select: `${q(t.column)},${q(t.alias)}:${q(t.column2)}`,
    }),
  'call from the body': (t) =>
    request(
      'POST',
      ['rpc', t.routine],
      { order: q(t.column) },
      {},
      {
        [t.parameter]: t.value,
        [t.parameter2]: t.value2,
      },
    ),
  'call from a form': (t) => ({
    ...request('POST', ['rpc', t.routine], {}, { 'Content-Type': 'application/x-www-form-urlencoded' }),
    body: Buffer.from(`${e(t.parameter)}=${e(t.value)}&${e(t.parameter2)}=${e(t.value2)}`),
  }),
};

/** A name as the grammar quotes it. */
function q(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function e(text: string): string {
  return encodeURIComponent(text);
}

function request(
  method: string,
  path: readonly string[],
  query: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
  body: unknown = null,
): HttpRequest {
  const parameters = Object.entries(query).map(([name, value]) => `${e(name)}=${e(value)}`);
  return {
    method,
    target: `/${path.map(e).join('/')}?${parameters.join('&')}`,
    headers: Object.entries(headers).flat(),
    body: body === null ? new Uint8Array(0) : Buffer.from(JSON.stringify(body)),
    remoteAddress: null,
    httpVersion: '1.1',
  };
}

/** A schema cache in which the texts are the names of things. */
export function worldOf(t: Texts): SchemaCache {
  const columns = new Map([column(t.column), column(t.column2)].map((each) => [each.name, each]));
  const qualified = (name: string): QualifiedName => ({ schema: t.schema, name });
  const relations = [t.table, t.child, t.parent, t.junction].map((name) => ({
    ...qualified(name),
    description: null,
    isView: false,
    insertable: true,
    updatable: true,
    deletable: true,
    primaryKey: [t.column],
    columns,
  }));
  const relationships = new QualifiedMap<Map<string, readonly Relationship[]>>();
  relationships.set(t.schema, t.table, new Map([[t.schema, [toMany(t, qualified), manyToMany(t, qualified)]]]));
  relationships.set(t.schema, t.child, new Map([[t.schema, [toOne(t, qualified)]]]));
  return new LoadedSchemaCache({
    tables: relations,
    relationships,
    routines: [routine(t)],
    representations: [],
    mediaHandlers: [
      { target: null, mediaType: '*/*', resolved: { handler: { kind: 'json' }, mediaType: 'application/json' } },
    ],
  });
}

function column(name: string): Column {
  return {
    name,
    description: null,
    nullable: true,
    type: 'text',
    nominalType: 'text',
    maxLength: null,
    default: "'none'::text",
    enum: [],
    isTsvector: false,
  };
}

const tablesOnly = { isSelf: false, tableIsView: false, foreignTableIsView: false } as const;

function toMany(t: Texts, qualified: (name: string) => QualifiedName): Relationship {
  const ends = { table: qualified(t.table), foreignTable: qualified(t.child) };
  const columns = [[t.column, t.column2]] as const;
  return {
    kind: 'foreign-key',
    ...tablesOnly,
    ...ends,
    cardinality: 'O2M',
    isParent: false,
    constraint: t.constraint,
    columns,
  };
}

function toOne(t: Texts, qualified: (name: string) => QualifiedName): Relationship {
  const ends = { table: qualified(t.child), foreignTable: qualified(t.table) };
  const columns = [[t.column2, t.column]] as const;
  return {
    kind: 'foreign-key',
    ...tablesOnly,
    ...ends,
    cardinality: 'M2O',
    isParent: false,
    constraint: t.constraint,
    columns,
  };
}

function manyToMany(t: Texts, qualified: (name: string) => QualifiedName): Relationship {
  return {
    kind: 'many-to-many',
    ...tablesOnly,
    table: qualified(t.table),
    foreignTable: qualified(t.parent),
    junction: qualified(t.junction),
    constraint1: t.constraint,
    constraint2: t.constraint,
    sourceColumns: [[t.column, t.column]],
    targetColumns: [[t.column, t.column2]],
  };
}

function routine(t: Texts): Routine {
  const parameter = (name: string) => ({ name, type: 'text', callType: 'text', required: true, variadic: false });
  return {
    schema: t.schema,
    name: t.routine,
    description: null,
    parameters: [parameter(t.parameter), parameter(t.parameter2)],
    returns: { set: true, kind: 'composite', type: { schema: t.schema, name: t.table }, isDomain: false },
    volatility: 'volatile',
    hasVariadic: false,
    isolationLevel: null,
    settings: [],
  };
}

/** The objects of `worldOf` in a database, empty. `quote` makes identifiers. */
export function worldSql(t: Texts, role: string, quote: (name: string) => string): string {
  const [schema, first, second] = [t.schema, t.column, t.column2].map(quote);
  const table = (name: string) => `${schema}.${quote(name)}`;
  const columns = `${first} text primary key default 'none', ${second} text default 'none'`;
  return `
    create schema ${schema};
    create table ${table(t.table)} (${columns});
    create table ${table(t.parent)} (${columns});
    create table ${table(t.child)} (${columns},
      constraint ${quote(t.constraint)} foreign key (${second}) references ${table(t.table)});
    create table ${table(t.junction)} (
      ${first} text references ${table(t.table)}, ${second} text references ${table(t.parent)},
      primary key (${first}, ${second}));
    create function ${table(t.routine)}(${quote(t.parameter)} text, ${quote(t.parameter2)} text)
      returns setof ${table(t.table)} language sql as 'select ''a''::text, $1 || $2';
    grant usage on schema ${schema} to ${role};
    grant all on all tables in schema ${schema} to ${role};`;
}
