import type { Config } from './config.ts';
import {
  boolean,
  type Example,
  emptyableList,
  integer,
  keyword,
  list,
  type Option,
  type OptionType,
  octalMode,
  qualifiedName,
  text,
} from './option.ts';

/** What the options hold after coercion; validation and the secret steps make a `Config` of it. */
export type OptionValues = Omit<Config, 'appSettings' | 'jwtKeySet' | 'roleSettings' | keyof TextOptions> & TextOptions;

/** Options that validation turns from text into something else. */
interface TextOptions {
  readonly adminServerHost: string | null;
  readonly adminServerUnixSocketMode: string;
  readonly clientErrorVerbosity: string;
  readonly dbTxEnd: string;
  readonly jwtRoleClaimKey: string;
  readonly jwtSecret: string | null;
  readonly logFormat: string;
  readonly logLevel: string;
  readonly openapiMode: string;
  readonly openapiVersion: string;
  readonly serverUnixSocketMode: string;
}

export type OptionField = keyof OptionValues;

const active: Example = { state: 'active' };
const commented: Example = { state: 'commented' };
const inDatabase = true;

/**
 * Every option, by its field of `Config` (spec operations 3.3). This table drives reading, `--dump-config`,
 * `--example`, the usage text and the documentation. `app.settings.*` is the only setting outside of it.
 */
export const options: { readonly [Field in OptionField]: Option<OptionValues[Field]> } = {
  adminServerHost: option('admin-server-host', text, null, {
    reload: 'start',
    flag: 'admin-host',
    description: 'Address of the admin server; the value of server-host when unset.',
  }),
  adminServerPort: option('admin-server-port', integer, null, {
    reload: 'start',
    flag: 'admin-port',
    example: { state: 'commented', value: '3001' },
    description: 'Port of the admin server (/live, /ready, /metrics, /schema_cache); unset = no admin server.',
  }),
  adminServerUnixSocket: option('admin-server-unix-socket', text, null, {
    reload: 'start',
    description: 'Unix socket path of the admin server, instead of host and port.',
  }),
  adminServerUnixSocketMode: option('admin-server-unix-socket-mode', octalMode, '660', {
    reload: 'start',
    description: 'Permissions of the admin Unix socket, octal, 600 to 777.',
  }),
  clientErrorVerbosity: option('client-error-verbosity', keyword, 'verbose', {
    reload: 'request',
    inDatabase,
    keywords: ['verbose', 'minimal'],
    example: commented,
    description: 'Whether error bodies hold details and hint (verbose) or only code and message (minimal).',
  }),
  dbAggregatesEnabled: option('db-aggregates-enabled', boolean, false, {
    reload: 'request',
    inDatabase,
    description: 'Allow aggregate functions (sum, avg, count, max, min) in select.',
  }),
  dbAnonRole: option('db-anon-role', text, null, {
    reload: 'request',
    inDatabase,
    flag: 'anonymous',
    example: { state: 'commented', value: '"anon"' },
    description: 'Database role of requests without a token; unset = such requests are refused.',
  }),
  dbChannel: option('db-channel', text, 'pgrst', {
    reload: 'listener',
    example: active,
    description: 'Notification channel that is listened to for reload commands.',
  }),
  dbChannelEnabled: option('db-channel-enabled', boolean, true, {
    reload: 'request',
    example: active,
    description: 'Listen on db-channel, over a connection of its own.',
  }),
  dbConfig: option('db-config', boolean, true, {
    reload: 'next-reload',
    example: active,
    description: 'Read further options (pgrst.*) and the settings of roles from the database.',
  }),
  dbExtraSearchPath: option('db-extra-search-path', emptyableList, ['public'], {
    reload: 'request and schema-cache',
    inDatabase,
    example: active,
    description: 'Schemas added to the search path of every request; not exposed.',
  }),
  dbHoistedTxSettings: option(
    'db-hoisted-tx-settings',
    list,
    ['statement_timeout', 'plan_filter.statement_cost_limit', 'default_transaction_isolation'],
    {
      reload: 'schema-cache',
      inDatabase,
      description: "Settings of a function (regular expressions) that are applied to its request's whole transaction.",
    },
  ),
  dbMaxRows: option('db-max-rows', integer, null, {
    reload: 'request',
    alias: 'max-rows',
    inDatabase,
    flag: 'max-rows',
    example: { state: 'commented', value: '1000' },
    description: 'Most rows that a response holds; unset = no limit.',
  }),
  dbPlanEnabled: option('db-plan-enabled', boolean, false, {
    reload: 'request',
    inDatabase,
    example: commented,
    description: 'Serve execution plans (application/vnd.pgrst.plan); not for production.',
  }),
  dbPool: option('db-pool', integer, 10, {
    reload: 'start',
    flag: 'pool',
    example: active,
    description: 'Most connections in the pool.',
  }),
  dbPoolAcquisitionTimeout: option('db-pool-acquisition-timeout', integer, 10, {
    reload: 'start',
    example: commented,
    description: 'Seconds that a request waits for a connection before it is answered 504.',
  }),
  dbPoolAutomaticRecovery: option('db-pool-automatic-recovery', boolean, true, {
    reload: 'request',
    example: commented,
    description: 'Retry a lost database for ever; false = exit.',
  }),
  dbPoolMaxIdletime: option('db-pool-max-idletime', integer, 30, {
    reload: 'start',
    alias: 'db-pool-timeout',
    aliasWins: true,
    example: commented,
    description: 'Seconds after which an unused connection is closed.',
  }),
  dbPoolMaxLifetime: option('db-pool-max-lifetime', integer, 1800, {
    reload: 'start',
    example: commented,
    description: 'Seconds after which a connection is replaced.',
  }),
  dbPreConfig: option('db-pre-config', qualifiedName, null, {
    reload: 'next-reload',
    inDatabase,
    example: { state: 'hidden', value: '"postgrest.pre_config"' },
    description: 'Function that sets pgrst.* options; called on every configuration reload.',
  }),
  dbPreRequest: option('db-pre-request', qualifiedName, null, {
    reload: 'request',
    alias: 'pre-request',
    inDatabase,
    example: { state: 'commented', value: '"stored_proc_name"' },
    description: 'Function called in every request before its main query.',
  }),
  dbPreparedStatements: option('db-prepared-statements', boolean, true, {
    reload: 'partial',
    inDatabase,
    example: active,
    description: 'Prepare statements; false for connection poolers in transaction mode.',
  }),
  dbRootSpec: option('db-root-spec', qualifiedName, null, {
    reload: 'request',
    alias: 'root-spec',
    inDatabase,
    description: 'Function that answers at the root path instead of the OpenAPI document.',
  }),
  dbSchemas: option('db-schemas', list, ['public'], {
    reload: 'request and schema-cache',
    alias: 'db-schema',
    inDatabase,
    flag: 'schema',
    example: active,
    description: 'Schemas to expose; the first one is the default.',
  }),
  dbTxEnd: option('db-tx-end', keyword, 'commit', {
    reload: 'request',
    inDatabase,
    keywords: ['commit', 'commit-allow-override', 'rollback', 'rollback-allow-override'],
    example: active,
    description: 'How transactions end, and whether clients may choose with Prefer: tx.',
  }),
  dbUri: option('db-uri', text, 'postgresql://', {
    reload: 'start',
    example: active,
    description: 'Connection string of the database, or @file; PG* variables fill what it leaves out.',
  }),
  jwtAud: option('jwt-aud', text, null, {
    reload: 'request',
    inDatabase,
    example: { state: 'commented', value: '"your_audience_claim"' },
    description: 'Audience that tokens must carry in aud, if they carry any.',
  }),
  jwtCacheMaxEntries: option('jwt-cache-max-entries', integer, 1000, {
    reload: 'request',
    example: { state: 'commented', value: '0' },
    description: 'Most verified tokens that are remembered; 0 = none.',
  }),
  jwtIssuer: option('jwt-issuer', text, null, {
    reload: 'start',
    origin: 'own',
    description: 'URL of an OpenID Connect issuer whose published keys verify tokens.',
  }),
  jwtRoleClaimKey: option('jwt-role-claim-key', text, '$.role', {
    reload: 'request',
    alias: 'role-claim-key',
    inDatabase,
    example: { state: 'active', value: '".role"' },
    description: 'JSONPath of the claim that names the database role ($ is written $$ in a file).',
  }),
  jwtSecret: option('jwt-secret', text, null, {
    reload: 'request',
    inDatabase,
    flag: 'jwt-secret',
    example: { state: 'commented', value: '"secret_with_at_least_32_characters"' },
    description: 'Secret, JSON Web Key or key set that verifies tokens, or @file.',
  }),
  jwtSecretIsBase64: option('jwt-secret-is-base64', boolean, false, {
    reload: 'request',
    alias: 'secret-is-base64',
    inDatabase,
    example: active,
    description: 'Whether jwt-secret is base64-encoded.',
  }),
  logFormat: option('log-format', keyword, 'text', {
    reload: 'request',
    keywords: ['text', 'json'],
    origin: 'own',
    flag: 'log-format',
    description: 'Log lines as text or as one JSON object each.',
  }),
  logLevel: option('log-level', keyword, 'error', {
    reload: 'request',
    keywords: ['crit', 'error', 'warn', 'info', 'debug'],
    flag: 'log-level',
    example: active,
    description: 'Which responses are logged: none, from status 500, from 400, all, all with details.',
  }),
  logQuery: option('log-query', boolean, false, {
    reload: 'request',
    example: active,
    description: 'Log the SQL of the responses that log-level logs.',
  }),
  openapiMode: option('openapi-mode', keyword, 'follow-privileges', {
    reload: 'request',
    inDatabase,
    keywords: ['follow-privileges', 'ignore-privileges', 'disabled'],
    example: active,
    description: 'Whether the OpenAPI document shows what the role may use, everything, or is not served.',
  }),
  openapiSecurityActive: option('openapi-security-active', boolean, false, {
    reload: 'request',
    inDatabase,
    description: 'Describe JWT authentication in the OpenAPI document.',
  }),
  openapiServerProxyUri: option('openapi-server-proxy-uri', text, null, {
    reload: 'request',
    inDatabase,
    example: active,
    description: 'Base URL that the OpenAPI document shows, when the API is behind a proxy.',
  }),
  openapiVersion: option('openapi-version', keyword, '2.0', {
    reload: 'request',
    keywords: ['2.0', '3.1'],
    origin: 'own',
    description: 'Version of the OpenAPI document served at the root path.',
  }),
  serverCorsAllowedOrigins: option('server-cors-allowed-origins', list, null, {
    reload: 'request',
    inDatabase,
    example: { state: 'commented', value: '""' },
    description: 'Origins that browsers may call from; unset = any.',
  }),
  serverHost: option('server-host', text, '!4', {
    reload: 'start',
    flag: 'host',
    example: active,
    description: 'Address to bind; * *4 !4 *6 !6 = any address, IPv4 first, IPv4 only, IPv6 first, IPv6 only.',
  }),
  serverPort: option('server-port', integer, 3000, {
    reload: 'start',
    flag: 'port',
    example: active,
    description: 'Port to bind; 0 = a free one.',
  }),
  serverReuseport: option('server-reuseport', boolean, false, {
    reload: 'start',
    example: active,
    description: 'Share the port with other processes (SO_REUSEPORT).',
  }),
  serverTimingEnabled: option('server-timing-enabled', boolean, false, {
    reload: 'request',
    inDatabase,
    example: active,
    description: 'Send the Server-Timing header.',
  }),
  serverTraceHeader: option('server-trace-header', text, null, {
    reload: 'request',
    inDatabase,
    description: 'Request header that is copied to the response.',
  }),
  serverUnixSocket: option('server-unix-socket', text, null, {
    reload: 'start',
    example: { state: 'commented', value: '"/tmp/pgrst.sock"' },
    description: 'Unix socket path to bind, instead of host and port.',
  }),
  serverUnixSocketMode: option('server-unix-socket-mode', octalMode, '660', {
    reload: 'start',
    example: commented,
    description: 'Permissions of the Unix socket, octal, 600 to 777.',
  }),
  serverWorkers: option('server-workers', integer, 1, {
    reload: 'start',
    origin: 'own',
    flag: 'workers',
    description: 'Processes that share the API port; each has a pool of its own.',
  }),
  urlUseLegacyTargetNames: option('url-use-legacy-target-names', boolean, true, {
    reload: 'request',
    inDatabase,
    example: active,
    description: 'Let filters name an aliased embed by its relation.',
  }),
  internalSchemaCacheQuerySleep: option('internal-schema-cache-query-sleep', integer, null, {
    reload: 'schema-cache',
    origin: 'test-aid',
    description: 'Milliseconds to sleep after the schema-cache queries.',
  }),
  internalSchemaCacheQuerySleepBeforeQueries: option(
    'internal-schema-cache-query-sleep-before-queries',
    integer,
    null,
    {
      reload: 'schema-cache',
      origin: 'test-aid',
      description: 'Milliseconds to sleep before the schema-cache queries.',
    },
  ),
};

/** The fields of the table, in its order (by option name). */
export const optionFields = Object.keys(options) as readonly OptionField[];

/** The value of an option as a configuration file has it. */
export function printValue<Field extends OptionField>(field: Field, value: OptionValues[Field]): string {
  return options[field].type.print(value);
}

/** Environment variable of an option or alias: `db-uri` → `PGRST_DB_URI`. */
export function environmentName(name: string): string {
  return `PGRST_${name.toUpperCase().replaceAll('-', '_')}`;
}

/** Setting of an option in the database: `db-uri` → `pgrst.db_uri`. */
export function databaseSettingName(name: string): string {
  return `pgrst.${name.replaceAll('-', '_')}`;
}

type OptionRest = Omit<Option<never>, 'name' | 'type' | 'default'>;

function option<Value>(name: string, type: OptionType<Value>, unset: null, rest: OptionRest): Option<Value | null>;
function option<Value>(name: string, type: OptionType<Value>, value: NoInfer<Value>, rest: OptionRest): Option<Value>;
function option<Value>(name: string, type: OptionType<Value>, value: Value | null, rest: OptionRest) {
  return { name, type, default: value, ...rest };
}
