import type { Routine } from '../../../schema-cache/model.ts';
import { type ApiDescription, type JsonObject, splitComment, type TypedDescription } from '../description.ts';
import { info, publicAddress } from '../document.ts';
import { filterSchema, rowFilters, sharedParameters } from './parameters.ts';
import { preferParameters } from './prefer.ts';
import { relationPath, rowsResponse } from './relation-paths.ts';
import { relationSchemas } from './relation-schemas.ts';
import { errorReferences, errorResponses, errorSchema, headers } from './responses.ts';
import { resultResponse, routinePath } from './routine-paths.ts';
import { namedRoutines, routineSchemas } from './routine-schemas.ts';
import { type DocumentScope, documentScope } from './scope.ts';

/**
 * The OpenAPI 3.1 document of a schema, which PostgREST does not have: the same relations and functions as in the
 * document of version 2.0, with types, bodies and answers in full (docs/openapi.md).
 */
export function openApi31Document(description: TypedDescription): JsonObject {
  const scope = documentScope(description);
  return {
    openapi: '3.1.0',
    info: documentInfo(description),
    servers: [{ url: serverUrl(description) }],
    externalDocs: {
      description: 'PostgREST Documentation',
      url: 'https://postgrest.org/en/v16/references/api.html',
    },
    ...security(description),
    tags: tags(scope),
    paths: paths(scope),
    components: {
      schemas: schemas(scope),
      parameters: parameters(scope),
      responses: responses(scope),
      headers,
      securitySchemes: isSecured(description) ? { JWT: bearerToken } : undefined,
    },
  };
}

function documentInfo(description: ApiDescription): JsonObject {
  const { description: text, ...rest } = info(description);
  return { ...rest, description: text === '' ? undefined : text };
}

/** The proxy's address or the server's own; relative to the document when the server listens on any address. */
function serverUrl(description: ApiDescription): string {
  const { openapiServerProxyUri, serverHost } = description.options;
  if (openapiServerProxyUri !== null) return openapiServerProxyUri.replace(/\/$/, '');
  const { scheme, host, port } = publicAddress(description);
  if (host === '0.0.0.0' || serverHost === '::') return '/';
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

const bearerToken: JsonObject = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description: 'A JSON Web Token whose role claim names the database role to run as.',
};

function isSecured({ options }: ApiDescription): boolean {
  return options.openapiSecurityActive || options.jwtKeySet !== null || options.jwtIssuer !== null;
}

/** Where there is an anonymous role, a token is not a must. */
function security(description: ApiDescription): JsonObject {
  if (!isSecured(description)) return {};
  const token = { JWT: [] };
  return { security: description.options.dbAnonRole === null ? [token] : [token, {}] };
}

function tags({ description }: DocumentScope): readonly JsonObject[] {
  const ofRelations = description.tables.map(({ name, description: comment }) => ({
    name,
    description: splitComment(comment).summary,
  }));
  const ofRoutines = [...overloadsByName(description.routines).keys()].map((name) => ({ name: `(rpc) ${name}` }));
  return [{ name: introspection }, ...ofRelations, ...ofRoutines];
}

const introspection = 'Introspection';

function paths(scope: DocumentScope): JsonObject {
  const { tables, routines } = scope.description;
  return {
    '/': rootPath,
    ...Object.fromEntries(
      tables.map((table) => [`/${encodeURIComponent(table.name)}`, relationPath(table, scope)] as const),
    ),
    ...Object.fromEntries(
      [...overloadsByName(routines)].map(
        ([name, overloads]) => [`/rpc/${encodeURIComponent(name)}`, routinePath(name, overloads, scope)] as const,
      ),
    ),
  };
}

const rootPath: JsonObject = {
  get: {
    tags: [introspection],
    operationId: 'openapi',
    summary: 'OpenAPI description (this document)',
    responses: {
      '200': {
        description: 'The description. `Accept: application/openapi+json;version=2.0` asks for the older form.',
        content: { 'application/openapi+json': { schema: { type: 'object' } } },
      },
      ...errorReferences([]),
    },
  },
};

function overloadsByName(routines: readonly Routine[]): ReadonlyMap<string, readonly Routine[]> {
  const byName = new Map<string, Routine[]>();
  for (const routine of routines) {
    const overloads = byName.get(routine.name);
    if (overloads === undefined) byName.set(routine.name, [routine]);
    else overloads.push(routine);
  }
  return byName;
}

function schemas(scope: DocumentScope): JsonObject {
  const { description } = scope;
  const ofRelations = description.tables.map((table) => relationSchemas(table, scope));
  const ofRoutines = [...overloadsByName(description.routines).values()]
    .flatMap((overloads) => namedRoutines(overloads, scope))
    .map((named) => routineSchemas(named, scope));
  return { ...united(ofRelations), ...united(ofRoutines), ...filterSchema, ...errorSchema(description) };
}

function parameters(scope: DocumentScope): JsonObject {
  const { description } = scope;
  const filters = description.tables.map((table) => rowFilters(table, scope));
  return { ...sharedParameters(description), ...preferParameters(description), ...united(filters) };
}

function responses(scope: DocumentScope): JsonObject {
  const { tables, routines } = scope.description;
  const ofRelations = tables.map((table) => rowsResponse(table, scope));
  const ofRoutines = [...overloadsByName(routines)].map(([name, overloads]) => resultResponse(name, overloads, scope));
  return { ...united(ofRelations), ...united(ofRoutines), ...errorResponses() };
}

/** Not by assignment, which would take a member `__proto__` for something else. */
function united(objects: readonly JsonObject[]): JsonObject {
  return Object.fromEntries(objects.flatMap((object) => Object.entries(object)));
}
