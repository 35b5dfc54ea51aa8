/** PostgreSQL itself as judge: no text from outside makes a statement that it cannot parse. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Config } from '../../../src/config/config.ts';
import { PostgresError } from '../../../src/database/transaction.ts';
import { ApiError } from '../../../src/errors/api-error.ts';
import { UnhandledRequestError } from '../../../src/errors/unhandled-request-error.ts';
import type { HttpRequest } from '../../../src/http/message.ts';
import { prepareRequest } from '../../../src/prepare.ts';
import { loadSchemaCache } from '../../../src/schema-cache/index.ts';
import type { SchemaCache } from '../../../src/schema-cache/model.ts';
import { dataTransaction, openingStatements } from '../../../src/transaction.ts';
import { type Harbour, openHarbour } from '../../fixtures/harbour.ts';
import { httpRequest } from '../../fixtures/request.ts';
import { withClient } from '../../postgres/database.ts';
import fc, { runs } from '../fast-check.ts';
import { requestShapes, type Texts, textNames, worldSql } from './hostile-requests.ts';

let harbour: Harbour;
beforeAll(async () => {
  harbour = await openHarbour();
});
afterAll(() => harbour.close());

/** Runs a request to its end and undoes it. Rejects with the error of any stage. */
async function run(http: HttpRequest, given: Config, cache: SchemaCache): Promise<void> {
  const config: Config = { ...given, dbTxEnd: 'rollback' };
  const prepared = prepareRequest(http, config, cache);
  if (prepared.statements === null) return;
  const authentication = { role: 'harbour_visitor', claims: '{}', authenticated: false };
  const opening = openingStatements(prepared, http.headers, authentication, config);
  const { transaction } = dataTransaction(opening, prepared, authentication.role, config);
  await harbour.database.run(transaction);
}

const worlds: Readonly<Record<string, (index: number) => string>> = {
  'double quotes': (index) => `"${'"'.repeat(index)}`,
  'single quotes': (index) => `'${index}''`,
  backslashes: (index) => `\\${'\\'.repeat(index)}'`,
  'comments and semicolons': (index) => `${index};--/*"; drop schema harbour; select '`,
  'parameters and tags': (index) => `$1 $$ $${index}$ :p ? %s`,
  'white space': (index) => `${' '.repeat(index)}\n\t\r`,
  'other quotes': (index) => `\u2019\uff07\u02ba\ufeff😀${index}`,
  'the words of the server': (index) =>
    ['pgrst_source', '_postgrest_t', 'select', 'pgrst_body'][index] ?? `null${index}`,
  brackets: (index) => `)${index}(->>'x'::text[]`,
};

describe.each(Object.entries(worlds))('where all names are %s', (world, nameOf) => {
  const texts = Object.fromEntries(textNames.map((name, index) => [name, nameOf(index)])) as unknown as Texts;
  let config: Config;
  let cache: SchemaCache;
  beforeAll(async () => {
    await withClient(harbour.uri('postgres'), (client) =>
      client.query(worldSql(texts, 'harbour_visitor', (name) => pg.escapeIdentifier(name))),
    );
    config = { ...harbour.config, dbSchemas: [texts.schema] };
    ({ cache } = await loadSchemaCache(harbour.database, config));
  });
  afterAll(() =>
    withClient(harbour.uri('postgres'), async (client) => {
      await client.query(`drop schema ${pg.escapeIdentifier(texts.schema)} cascade`);
    }),
  );

  test.each(Object.keys(requestShapes))('%s', async (shape) => {
    const outcome = await run(requestShapes[shape]!(texts), config, cache).catch((error: unknown) => error);
    // As regular expression, as JSON or as text search query these values may make no sense.
    if (outcome instanceof PostgresError && /^(?:22P02|2201B|42601)$/.test(outcome.sqlstate)) {
      expect(outcome.message, world).toMatch(/^invalid (?:input syntax for type json|regular expression)|in tsquery/);
    } else expect(outcome).toBe(undefined);
  });
});

const piece = fc.constantFrom(
  ...[
    '"',
    "'",
    '\\',
    ';',
    '--',
    '/*',
    '$1',
    '\n',
    '*',
    '(',
    ')',
    ',',
    '.',
    ':',
    '::text',
    '->',
    '->>',
    '!',
    '!inner',
    '...',
  ],
  ...[
    'id',
    'name',
    'ships',
    'ports',
    'papers',
    'place',
    'crew',
    'home',
    'visited',
    'title',
    'count()',
    '.sum()',
    'a',
    '1',
  ],
  ...['eq.', 'not.', 'in.(', 'is.null', 'fts.', 'and(', 'or(', 'like(any).{', '}', '%00', '%FF', '%E2%82%AC', '&', '='],
  ...[
    '{',
    '[',
    ' ',
    '.asc',
    '.nullslast',
    'limit=1',
    'select=',
    'order=',
    '&or=(',
    'ships.',
    'columns=',
    '&on_conflict=',
  ],
);
const soup = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(''));
const target = fc
  .tuple(
    fc.constantFrom('ships', 'ports', 'crew', 'rpc/fleet', 'rpc/roll_call', 'rpc/add_up', 'berths'),
    soup,
    soup,
    soup,
  )
  .map(([path, select, filter, rest]) => `/${path}?select=${select}&${filter}&${rest}`);
const method = fc.constantFrom('GET', 'POST', 'PATCH', 'DELETE', 'PUT', 'HEAD');
const body = fc.oneof(
  soup,
  fc.dictionary(soup, soup, { maxKeys: 3 }).map((value) => JSON.stringify(value)),
);
const prefer = fc.constantFrom(
  '',
  'return=representation',
  'count=exact',
  'resolution=merge-duplicates, missing=default',
);

test('no request gets a syntax error', async () => {
  await fc.assert(
    fc.asyncProperty(method, target, prefer, body, async (method, target, prefer, body) => {
      try {
        await run(httpRequest(method, target, { Prefer: prefer }, body), harbour.config, harbour.cache);
      } catch (error) {
        if (error instanceof ApiError || error instanceof UnhandledRequestError) return;
        if (!(error instanceof PostgresError)) throw error;
        // The grammar admits a name without characters, which PostgreSQL knows but refuses.
        const isRefused =
          error.sqlstate !== '42601' || /^zero-length delimited identifier|in tsquery/.test(error.message);
        expect(isRefused, `${error.message}: ${error.statementText}`).toBe(true);
      }
    }),
    { numRuns: runs / 5 },
  );
});
