import type { JsonObject, TypedDescription } from '../description.ts';
import { schemaReference } from './scope.ts';

/** Name of the component that describes the body of every error (spec auth-transactions-errors 3.1). */
const errorSchemaName = 'pgrst.error';

export function errorSchema({ options }: TypedDescription): JsonObject {
  const short = {
    code: {
      type: 'string',
      description: 'A code of PostgREST (`PGRST…`) or an SQLSTATE.',
      examples: ['PGRST100', '42501'],
    },
    message: { type: 'string' },
  };
  const long = {
    details: { type: ['string', 'array', 'null'], items: { type: 'object', additionalProperties: { type: 'string' } } },
    hint: { type: ['string', 'null'], description: 'How to mend the request.' },
  };
  const properties = options.clientErrorVerbosity === 'minimal' ? short : { ...short, ...long };
  return {
    [errorSchemaName]: {
      type: 'object',
      description: 'What went wrong.',
      properties,
      required: Object.keys(properties),
    },
  };
}

/** `components.responses`: one for each status of an error. */
export function errorResponses(): JsonObject {
  return Object.fromEntries(
    Object.entries(errorDescriptions).map(([status, description]) => [
      `error.${status}`,
      {
        description,
        headers: { 'Proxy-Status': headerReference('proxyStatus'), ...extraHeaders[status] },
        content: { 'application/json': { schema: schemaReference(errorSchemaName) } },
      },
    ]),
  );
}

type ErrorStatus = keyof typeof errorDescriptions;

/** References to the errors that any request can end in and to those of `statuses`. */
export function errorReferences(statuses: readonly ErrorStatus[]): JsonObject {
  const all: readonly ErrorStatus[] = [...statuses, ...commonStatuses];
  return Object.fromEntries(all.map((status) => [status, responseReference(`error.${status}`)] as const));
}

export function responseReference(name: string): JsonObject {
  return { $ref: `#/components/responses/${name}` };
}

const commonStatuses: readonly ErrorStatus[] = ['400', '401', '403', '404', '406', '5XX', 'default'];

const errorDescriptions = {
  '300': 'An embedding or a call can be understood in several ways; the error lists them (PGRST201, PGRST203).',
  '400': 'The request or a value in it is invalid.',
  '401': 'The token is not valid, or without one the privilege is missing.',
  '403': 'The role lacks a privilege.',
  '404': 'The relation or function does not exist.',
  '405': 'The method cannot be used here.',
  '406':
    'None of the accepted media types is available, a single object was asked for and there is not exactly one, or the schema is not exposed.',
  '409': 'A unique or foreign key constraint would be violated.',
  '416': 'The range begins after the last row, or is empty.',
  '5XX': 'The database could not finish the request (500), cannot be reached (503) or is too busy (504).',
  default: 'Another error, such as one that a function or trigger raises.',
};

const extraHeaders: Readonly<Record<string, JsonObject>> = {
  '401': { 'WWW-Authenticate': headerReference('wwwAuthenticate') },
  '5XX': { 'Retry-After': headerReference('retryAfter') },
};

export function headerReference(name: keyof typeof headers): JsonObject {
  return { $ref: `#/components/headers/${name}` };
}

/** `components.headers`. */
export const headers = {
  contentLocation: textHeader('The request in canonical form: its path and sorted parameters.'),
  contentRange: textHeader(
    'Positions of the first and the last row and, if counted, the number of all: `0-24/573`, `*/0`.',
  ),
  location: textHeader('The new row as a filter by its primary key, with `Prefer: return=headers-only`.'),
  preferenceApplied: textHeader('The preferences that were honoured.'),
  proxyStatus: textHeader('`PostgREST; error=` and the code of the error.'),
  retryAfter: { description: 'Seconds to wait.', schema: { type: 'integer' } },
  wwwAuthenticate: textHeader('`Bearer`, with the reason where a token was refused.'),
};

function textHeader(description: string): JsonObject {
  return { description, schema: { type: 'string' } };
}
