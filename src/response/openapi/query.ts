import type { Config } from '../../config/config.ts';
import type { Database, QueryResult, Transaction } from '../../database/transaction.ts';
import type { StageClock } from '../../observe/stage-clock.ts';
import type { ApiRequest } from '../../request/api-request.ts';
import type { SchemaCache, Table } from '../../schema-cache/model.ts';
import { namedTypesStatement, readNamedTypes } from '../../schema-cache/queries/named-types.ts';
import {
  accessibleTablesStatement,
  readAccessibleTables,
  readSchemaDescription,
  schemaDescriptionStatement,
} from '../../schema-cache/queries/openapi.ts';
import { readOnlyColumnsStatement, readReadOnlyColumns } from '../../schema-cache/queries/read-only-columns.ts';
import { readRoutineResults, routineResultsStatement } from '../../schema-cache/queries/routine-results.ts';
import { accessibleRoutinesStatement, readRoutines, routinesStatement } from '../../schema-cache/queries/routines.ts';
import { quoteIdentifier } from '../../sql/fragment.ts';
import type { Statement } from '../../sql/statement.ts';
import type { ApiDescription, TypedDescription } from './description.ts';

/** A request for a description, with what it takes to look into the catalog as the requesting role. */
export interface DescribeRequest<Plan extends { readonly schema: string }> {
  readonly plan: Plan;
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

/** What the requesting role may see of a schema, by `openapi-mode` (spec writing-functions-openapi 5.1). */
export function queryDescription(describe: DescribeRequest<{ readonly schema: string }>): Promise<ApiDescription> {
  return query(describe, { comment: schemaDescriptionStatement(describe.plan.schema) });
}

/** As `queryDescription`, without the comment on the schema. */
export function queryObjects(describe: DescribeRequest<{ readonly schema: string }>): Promise<ApiDescription> {
  return query(describe, {});
}

async function query(
  describe: DescribeRequest<{ readonly schema: string }>,
  comment: { readonly comment?: Statement },
): Promise<ApiDescription> {
  const { schema } = describe.plan;
  const results = await runCatalogQueries(describe, {
    ...(followsPrivileges(describe) && {
      tables: accessibleTablesStatement(schema),
      routines: accessibleRoutinesStatement(schema),
    }),
    ...comment,
  });
  return {
    ...known(describe, results),
    routines: results.routines === undefined ? describe.cache.allRoutines(schema) : readRoutines(results.routines),
  };
}

/** As `queryDescription`, with all that is needed to tell the JSON form of every value. */
export async function queryTypedDescription(
  describe: DescribeRequest<{ readonly schema: string }>,
): Promise<TypedDescription> {
  const { cache } = describe;
  const { schema } = describe.plan;
  const follows = followsPrivileges(describe);
  const results = await runCatalogQueries(describe, {
    // Unlike the document of version 2.0 this one has no past that forbids to quote the name.
    comment: schemaDescriptionStatement(quoteIdentifier(schema)),
    // Queried in any case: types must be rendered under the search path that the other queries see.
    routines: follows ? accessibleRoutinesStatement(schema) : routinesStatement([schema], []),
    types: namedTypesStatement(),
    readOnlyColumns: readOnlyColumnsStatement(schema),
    routineResults: routineResultsStatement(schema),
    ...(follows && { tables: accessibleTablesStatement(schema) }),
  });
  const readOnlyColumns = readReadOnlyColumns(results.readOnlyColumns);
  return {
    ...known(describe, results),
    routines: readRoutines(results.routines),
    types: readNamedTypes(results.types),
    isReadOnly: (table, column) => readOnlyColumns.get(table.name)?.has(column.name) ?? false,
    resultOf: readRoutineResults(results.routineResults),
    hasRepresentation: (source, target) => cache.representation(source, target) !== undefined,
  };
}

function followsPrivileges({ config }: DescribeRequest<{ readonly schema: string }>): boolean {
  return config.openapiMode === 'follow-privileges';
}

function known(
  { plan, cache, config }: DescribeRequest<{ readonly schema: string }>,
  results: { readonly comment?: QueryResult | undefined; readonly tables?: QueryResult | undefined },
): Omit<ApiDescription, 'routines'> {
  return {
    schema: plan.schema,
    comment: results.comment === undefined ? null : readSchemaDescription(results.comment),
    tables: visibleTables(cache.tables(plan.schema), results.tables),
    relationships: (table) => cache.relationships(table.schema, table.name) ?? [],
    options: config,
  };
}

function visibleTables(all: readonly Table[], accessible: QueryResult | undefined): readonly Table[] {
  if (accessible === undefined) return all;
  const names = readAccessibleTables(accessible);
  return all.filter(({ name }) => names.has(name));
}

/** Runs all in one transaction; the results have the names of their statements. */
async function runCatalogQueries<Queries extends Readonly<Record<string, Statement>>>(
  { opening, isolation, database, onStatements, clock }: DescribeRequest<{ readonly schema: string }>,
  queries: Queries,
): Promise<{ readonly [Name in keyof Queries]: QueryResult }> {
  const statements = [...opening, ...Object.values(queries)];
  onStatements(statements);
  const results = await database.run({
    accessMode: 'READ ONLY',
    isolation,
    statements,
    judge: null,
    end: 'commit',
  });
  clock.end('transaction');
  const named = Object.keys(queries).map((name, position) => [name, results[opening.length + position]]);
  return Object.fromEntries(named) as { readonly [Name in keyof Queries]: QueryResult };
}
