import type { Config } from '../config/config.ts';
import type { Database, QueryResult, Transaction } from '../database/transaction.ts';
import type { Header, HttpResponse } from '../http/message.ts';
import type { StageClock } from '../observe/stage-clock.ts';
import type { DescribePlan } from '../plan/plan.ts';
import type { ApiRequest } from '../request/api-request.ts';
import type { Routine, SchemaCache, Table } from '../schema-cache/model.ts';
import {
  accessibleTablesStatement,
  readAccessibleTables,
  readSchemaDescription,
  schemaDescriptionStatement,
} from '../schema-cache/queries/openapi.ts';
import { accessibleRoutinesStatement, readRoutines } from '../schema-cache/queries/routines.ts';
import type { Statement } from '../sql/statement.ts';
import { varyHeader } from './data-response.ts';
import type { ApiDescription } from './openapi/description.ts';
import { openApiDocument } from './openapi/document.ts';

export interface DescribeRequest {
  readonly plan: DescribePlan;
  readonly request: ApiRequest;
  /** Settings and pre-request. */
  readonly opening: readonly Statement[];
  readonly isolation: Transaction['isolation'];
  readonly cache: SchemaCache;
  readonly config: Config;
  readonly database: Database;
  /** Told what runs, for the query log. */
  readonly onStatements: (statements: readonly Statement[]) => void;
  readonly clock: StageClock;
}

/** The root document (spec writing-functions-openapi 5.1): the schema's comment and, by privileges, what is in it. */
export async function openApiResponse(describe: DescribeRequest): Promise<HttpResponse> {
  const { plan, request, clock } = describe;
  const description = await queryDescription(describe);
  clock.end('transaction');
  const body = Buffer.from(JSON.stringify(openApiDocument(description)), 'utf8');
  const headers: Header[] = plan.headersOnly ? [] : [['Content-Length', String(body.length)]];
  headers.push(['Content-Type', 'application/openapi+json; charset=utf-8']);
  if (request.schemaNegotiated) headers.push(['Content-Profile', plan.schema]);
  const timing = clock.serverTiming();
  if (timing !== null) headers.push(timing);
  headers.push(varyHeader);
  return { status: 200, statusText: null, headers, body: plan.headersOnly ? null : body };
}

async function queryDescription(describe: DescribeRequest): Promise<ApiDescription> {
  const { plan, opening, cache, config } = describe;
  const followsPrivileges = config.openapiMode === 'follow-privileges';
  const catalog = followsPrivileges
    ? [
        schemaDescriptionStatement(plan.schema),
        accessibleTablesStatement(plan.schema),
        accessibleRoutinesStatement(plan.schema),
      ]
    : [schemaDescriptionStatement(plan.schema)];
  const statements = [...opening, ...catalog];
  describe.onStatements(statements);
  const results = await describe.database.run({
    accessMode: 'READ ONLY',
    isolation: describe.isolation,
    statements: statements.map((statement) => ({ ...statement, resultFormat: 'text' })),
    judge: null,
    end: 'commit',
  });
  const [comment, tables, routines] = results.slice(opening.length);
  return {
    schema: plan.schema,
    comment: comment === undefined ? null : readSchemaDescription(comment),
    tables: visibleTables(cache.tables(plan.schema), tables),
    routines: visibleRoutines(cache.allRoutines(plan.schema), routines),
    relationships: (table) => cache.relationships(table.schema, table.name) ?? [],
    options: config,
  };
}

function visibleTables(all: readonly Table[], accessible: QueryResult | undefined): readonly Table[] {
  if (accessible === undefined) return all;
  const names = readAccessibleTables(accessible);
  return all.filter(({ name }) => names.has(name));
}

function visibleRoutines(all: readonly Routine[], accessible: QueryResult | undefined): readonly Routine[] {
  return accessible === undefined ? all : readRoutines(accessible);
}
