/** One row of the error reference. `message` holds `<placeholders>` where the thrower supplies the text. */
export interface CatalogueEntry {
  readonly status: number;
  readonly message: string;
  /** When it is raised, for docs/errors.md. */
  readonly raised: string;
}

const entries = {
  PGRST000: { status: 503, message: 'Database connection error.', raised: 'A connection could not be established.' },
  PGRST001: {
    status: 503,
    message: 'Database client error. Retrying the connection.',
    raised: 'The connection was lost while a statement ran.',
  },
  PGRST002: {
    status: 503,
    message: 'Could not query the database for the schema cache. Retrying.',
    raised: 'No schema cache has been loaded yet.',
  },
  PGRST003: {
    status: 504,
    message: 'Timed out acquiring connection from connection pool.',
    raised: '`db-pool-acquisition-timeout` passed while waiting for a free connection.',
  },
  PGRST100: {
    status: 400,
    message: '"failed to parse <what> (<input>)" (line <l>, column <c>)',
    raised: 'A query string parameter does not follow the grammar.',
  },
  PGRST101: {
    status: 405,
    message: 'Cannot use the <METHOD> method on RPC',
    raised: 'A function was called with a method other than GET, HEAD, POST or OPTIONS.',
  },
  PGRST102: {
    status: 400,
    message: 'Empty or invalid json',
    raised: 'The request body is invalid or of an unknown type.',
  },
  PGRST103: {
    status: 416,
    message: 'Requested range not satisfiable',
    raised: 'limit, offset or the Range header ask for an empty or unreachable range.',
  },
  PGRST105: {
    status: 405,
    message: "Filters must include all and only primary key columns with 'eq' operators",
    raised: 'A PUT whose filters are not exactly the primary key.',
  },
  PGRST106: {
    status: 406,
    message: 'Invalid schema: <schema>',
    raised: 'A profile header names a schema that is not in `db-schemas`.',
  },
  PGRST107: {
    status: 406,
    message: 'None of these media types are available: <types>',
    raised: 'No accepted media type can be produced.',
  },
  PGRST108: {
    status: 400,
    message: "'<name>' is not an embedded resource in this request",
    raised: 'A filter, order, limit or logic tree addresses an embed that is not selected.',
  },
  PGRST111: {
    status: 500,
    message: 'response.headers guc must be a JSON array composed of objects with a single key and a string value',
    raised: 'The database set `response.headers` to something else.',
  },
  PGRST112: {
    status: 500,
    message: 'response.status guc must be a valid status code',
    raised: 'The database set `response.status` to something that does not begin with a digit.',
  },
  PGRST114: {
    status: 400,
    message: 'limit/offset querystring parameters are not allowed for PUT',
    raised: 'A PUT with limit or offset.',
  },
  PGRST115: {
    status: 400,
    message: 'Payload values do not match URL in primary key column(s)',
    raised: 'A PUT that did not affect exactly one row.',
  },
  PGRST116: {
    status: 406,
    message: 'Cannot coerce the result to a single JSON object',
    raised: 'A singular representation was asked for and the result has not exactly one row.',
  },
  PGRST117: { status: 405, message: 'Unsupported HTTP method: <METHOD>', raised: 'The method is not supported.' },
  PGRST118: {
    status: 400,
    message: "A related order on '<embed>' is not possible",
    raised: 'Ordering by a column of a to-many embed.',
  },
  PGRST121: {
    status: 500,
    message: 'Could not parse JSON in the "RAISE SQLSTATE \'PGRST\'" error',
    raised: "A function raised SQLSTATE 'PGRST' with malformed JSON.",
  },
  PGRST122: {
    status: 400,
    message: 'Invalid preferences given with handling=strict',
    raised: '`Prefer: handling=strict` beside unknown preferences.',
  },
  PGRST123: {
    status: 400,
    message: 'Use of aggregate functions is not allowed',
    raised: 'An aggregate while `db-aggregates-enabled` is false.',
  },
  PGRST124: {
    status: 400,
    message: 'Query result exceeds max-affected preference constraint',
    raised: 'More rows were affected than `Prefer: max-affected` allows.',
  },
  PGRST125: {
    status: 404,
    message: 'Invalid path specified in request URL',
    raised: 'The path is neither a relation nor a function.',
  },
  PGRST126: {
    status: 404,
    message: 'Root endpoint metadata is disabled',
    raised: 'The root was requested while `openapi-mode` is disabled.',
  },
  PGRST127: { status: 400, message: 'Feature not implemented', raised: 'An aggregate inside a to-many spread.' },
  PGRST128: {
    status: 400,
    message: 'Function must return SETOF or TABLE when max-affected preference is used with handling=strict',
    raised: '`max-affected` on a function that returns a single value.',
  },
  PGRST200: {
    status: 400,
    message: "Could not find a relationship between '<origin>' and '<target>' in the schema cache",
    raised: 'An embed without a relationship.',
  },
  PGRST201: {
    status: 300,
    message: "Could not embed because more than one relationship was found for '<origin>' and '<target>'",
    raised: 'An embed with several candidate relationships.',
  },
  PGRST202: {
    status: 404,
    message: 'Could not find the function <function> in the schema cache',
    raised: 'No function of that name takes these arguments.',
  },
  PGRST203: {
    status: 300,
    message: 'Could not choose the best candidate function between: <candidates>',
    raised: 'Several overloads take these arguments.',
  },
  PGRST204: {
    status: 400,
    message: "Could not find the '<column>' column of '<table>' in the schema cache",
    raised: 'The body or `columns` names an unknown column.',
  },
  PGRST205: {
    status: 404,
    message: "Could not find the table '<schema>.<name>' in the schema cache",
    raised: 'The relation is unknown.',
  },
  PGRST300: {
    status: 500,
    message: 'Server lacks JWT secret',
    raised: 'A token was sent but no secret is configured.',
  },
  PGRST301: {
    status: 401,
    message: 'JWT cryptographic operation failed',
    raised: 'The token could not be decoded or its signature does not verify.',
  },
  PGRST302: {
    status: 401,
    message: 'Anonymous access is disabled',
    raised: 'No role was found and no anonymous role is configured.',
  },
  PGRST303: { status: 401, message: 'Parsing claims failed', raised: 'A claim of the token is malformed or not met.' },
  PGRSTX00: { status: 500, message: 'Internal error', raised: 'A result of the database could not be understood.' },
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof entries;

/** Every error of the server's own, by code (spec auth-transactions-errors 3.2-3.6); docs/errors.md is made of it. */
export const catalogue: Readonly<Record<ErrorCode, CatalogueEntry>> = entries;
