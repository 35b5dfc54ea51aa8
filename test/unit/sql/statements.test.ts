/**
 * The SQL of every shape of request. `requests/*.http` holds the requests; the `.sql` file beside each holds the
 * statements they become, with what PostgreSQL answers, so that a review sees any change of SQL. `npx vitest run -u
 * test/unit/sql` rewrites the `.sql` files.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Config } from '../../../src/config/config.ts';
import type { HttpRequest } from '../../../src/http/message.ts';
import { type PreparedDataRequest, prepareRequest } from '../../../src/prepare.ts';
import { decodeCountEstimate, decodeMainResult } from '../../../src/response/result.ts';
import type { MainStatements } from '../../../src/sql/main.ts';
import type { BindValue, Statement } from '../../../src/sql/statement.ts';
import { dataTransaction, openingStatements } from '../../../src/transaction.ts';
import { type Harbour, openHarbour } from '../../fixtures/harbour.ts';
import { parseRequests } from '../../fixtures/request.ts';

const files: Readonly<Record<string, Partial<Config>>> = {
  filters: {},
  aggregates: {},
  embeds: {},
  counts: {},
  'max-rows': { dbMaxRows: 2 },
  mutations: {},
  calls: {},
  'media-types': {},
  explain: {},
};

let harbour: Harbour;
beforeAll(async () => {
  harbour = await openHarbour();
});
afterAll(() => harbour.close());

describe.each(Object.entries(files))('%s', (name, options) => {
  const cases = parseRequests(readFileSync(path.join(import.meta.dirname, 'requests', `${name}.http`), 'utf8'));
  const printed: string[] = [];

  test.each(cases)('$remark: $request.method $request.target', async ({ remark, request }) => {
    // What a write returns has to be undone, so that every case sees the same rows.
    const config: Config = { ...harbour.config, ...options, dbTxEnd: 'rollback' };
    const prepared = prepareRequest(request, config, harbour.cache) as PreparedDataRequest;
    expect(prepareRequest(request, config, harbour.cache).statements).toEqual(prepared.statements);
    const answer = await run(request, prepared, config);
    printed.push(printCase(remark, request, prepared.statements, answer));
  });

  test('statements and answers are those on record', async () => {
    expect(printed).toHaveLength(cases.length);
    await expect(printed.join('\n')).toMatchFileSnapshot(path.join('requests', `${name}.sql`));
  });
});

/** What PostgreSQL makes of it: body and numbers; of EXPLAIN only that there is something to read. */
async function run(request: HttpRequest, prepared: PreparedDataRequest, config: Config): Promise<string> {
  const { plan, statements } = prepared;
  const authentication = { role: config.dbAnonRole!, claims: '{}', authenticated: false };
  const opening = openingStatements(prepared, request.headers, authentication, config);
  const { transaction, mainIndex } = dataTransaction(opening, prepared, authentication.role, config);
  const results = await harbour.database.run(transaction);
  const main = results[mainIndex]!;
  if (plan.representation.explain !== null) {
    expect(main.rows.length).toBeGreaterThan(0);
    return 'a plan';
  }
  const { total, pageTotal, body, inserted, location } = decodeMainResult(main);
  if (statements.countEstimate !== null) expect(decodeCountEstimate(results[mainIndex + 1])).toBeGreaterThan(0);
  const numbers = [`${pageTotal} rows`];
  if (total !== null) numbers.push(`of ${total}`);
  if (inserted !== null) numbers.push(`${inserted} inserted`);
  if (location !== null) numbers.push(`at ${JSON.stringify(location)}`);
  return [numbers.join(', '), ...body.toString('utf8').split('\n')].filter((line) => line !== '').join('\n--   ');
}

function printCase(remark: string, request: HttpRequest, statements: MainStatements, answer: string): string {
  const lines = [`-- ${remark}`, `-- ${request.method} ${decodeURI(request.target)}`];
  for (let i = 0; i < request.headers.length; i += 2) lines.push(`-- ${request.headers[i]}: ${request.headers[i + 1]}`);
  lines.push(printStatement(statements.main));
  if (statements.countEstimate !== null) lines.push(printStatement(statements.countEstimate));
  lines.push(`-- => ${answer}`, '');
  return lines.join('\n');
}

/** Broken into lines for the eye; the statement itself is one line. */
function printStatement({ text, values }: Statement): string {
  const broken = text.replace(
    /(?<!DISTINCT|DELETE) (?=(?:SELECT|FROM|LEFT JOIN|INNER JOIN|WHERE|GROUP BY|ORDER BY|LIMIT|RETURNING|ON CONFLICT|SET) )/g,
    '\n',
  );
  return [`${broken};`, ...values.map((value, index) => `--   $${index + 1} = ${printValue(value)}`)].join('\n');
}

function printValue(value: BindValue): string {
  if (value === null || typeof value === 'string') return JSON.stringify(value);
  return `bytes ${JSON.stringify(Buffer.from(value).toString('latin1'))}`;
}
