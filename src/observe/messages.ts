import { stringLiteral } from '../config/string-literal.ts';
import type { ErrorBody } from '../errors/api-error.ts';
import { compatibleVersion } from '../version.ts';
import type { FatalReason, Observation } from './observation.ts';

/** From which log level on a message is written: `always` = at every level, `crit` included (spec operations 12). */
export type Importance = 'always' | 'error' | 'debug';

export interface Message {
  readonly importance: Importance;
  readonly lines: readonly string[];
}

/** Observations that the logger turns into diagnostics by themselves, without state. */
export type MessageObservation = Exclude<Observation, { kind: 'response' | 'pool-timeout' }>;

/** The diagnostic text of an observation (spec operations 1.1, 9.3, 10, 12); null when it is not logged. */
export function messageOf(observation: MessageObservation): Message | null {
  switch (observation.kind) {
    case 'starting':
      return always(`Starting PostgREST ${compatibleVersion}...`);
    case 'admin-listening':
      return always(`Admin server listening on ${observation.address}`);
    case 'api-listening':
      return always(`API server listening on ${observation.address}`);
    case 'termination-signal':
      return always(`Received termination unix signal ${observation.signal}`);
    case 'database-connected':
      return always(`Successfully connected to ${observation.version}`);
    case 'pool-initialized':
      return always(`Connection Pool initialized with a maximum size of ${observation.size} connections`);
    case 'version-query-failed':
      return always(`Failed to query the PostgreSQL version. ${errorJson(observation.error)}`);
    case 'version-unsupported':
      return always(`Cannot run in this PostgreSQL version (${observation.version}), PostgREST needs at least 14.0`);
    case 'config-reloaded':
      return always('Config reloaded');
    case 'config-reload-failed':
      return always(`Failed reloading config: ${observation.message}`);
    case 'config-query-failed':
      return always(`Failed to query database settings for the config parameters.${errorJson(observation.error)}`);
    case 'role-settings-query-failed':
      return always(`Failed to query the role settings. ${errorJson(observation.error)}`);
    case 'deprecated-role-claim-path':
      return always(...deprecatedRoleClaimPath(observation.path));
    case 'recovery-disabled':
      return always('Automatic recovery disabled, exiting.');
    case 'reconnecting':
      return always(`Attempting to reconnect to the database in ${observation.seconds} seconds...`);
    case 'schema-cache-queried':
      // The blank at the end is PostgREST's.
      return always(`Schema cache queried in ${observation.milliseconds.toFixed(1)} milliseconds `);
    case 'schema-cache-loaded':
      return always(
        `Schema cache loaded ${observation.summary}`,
        `Schema cache loaded in ${observation.milliseconds.toFixed(1)} milliseconds`,
      );
    case 'schema-cache-failed':
      return always(
        `Failed to load the schema cache using db-schemas=${observation.schemas.join(',')} and ` +
          `db-extra-search-path=${observation.extraSearchPath.join(',')}. ${errorJson(observation.error)}`,
      );
    case 'listener-connected':
      return always(
        `Listener connected to ${observation.version} on "${observation.address}" and listening for database ` +
          `notifications on the ${stringLiteral(observation.channel)} channel`,
      );
    case 'listener-failed':
      return always(
        `Failed listening for database notifications on the ${stringLiteral(observation.channel)} channel. ` +
          onOneLine(observation.message),
      );
    case 'listener-retrying':
      return always(`Retrying listening for database notifications in ${observation.seconds} seconds...`);
    case 'listener-notification-queue-bug':
      return always(
        'This is likely a PostgreSQL bug in the notification queue, executing the following to try to solve it: ' +
          'SELECT pg_notification_queue_usage();',
      );
    case 'notification-schema-reload':
      return always(`Received a schema cache reload message on the ${stringLiteral(observation.channel)} channel`);
    case 'notification-config-reload':
      return always(`Received a config reload message on the ${stringLiteral(observation.channel)} channel`);
    case 'fatal-database-error':
      return always(`${fatalText(observation.reason)}${errorJson(observation.error)}`);
    case 'request-error':
      return { importance: 'error', lines: [errorJson(observation.error)] };
    case 'legacy-target-names':
      return always(
        'WARNING: Embedded resource was referenced by relation name even though it has an alias. This is deprecated ' +
          'and will stop working in a future release.',
        `Update filters, orders or limits that use ${observation.updates} in \`${observation.request}\``,
      );
    case 'pool-borrowing':
      return debug('Trying to borrow a connection from pool');
    case 'pool-borrowed':
      return debug('Borrowed a connection from the pool');
    case 'pool-connection':
      return debug(`Connection ${observation.id} ${observation.event}`);
    case 'pool-flushed':
      return debug('Database connection pool flushed');
    case 'jwt-cache-lookup':
      return debug('Looked up a JWT in JWT cache');
    case 'jwt-cache-eviction':
      return debug('Evicted entry from JWT cache');
    case 'issuer-keys-failed':
      return always(`Failed to fetch the keys of the JWT issuer. ${onOneLine(observation.message)}`);
    case 'worker-lost':
      return always(`A worker has ended (${observation.reason}), a new one takes its place`);
    case 'admin-crashed':
      return always(`Admin server crashed unexpectedly: ${onOneLine(observation.message)}`);
    case 'http-server-error':
      return debug(`Warp server: ${observation.message}`);
  }
}

/** The debug line that follows `schema-cache-queried`; null when no timings were collected. */
export function catalogTimings(observation: Observation & { kind: 'schema-cache-queried' }): Message | null {
  if (observation.timings.length === 0) return null;
  return debug(observation.timings.map(([query, milliseconds]) => `${query}: ${milliseconds} ms`).join(', '));
}

/** An error as the logs show it: all four members in alphabetical order, whatever `client-error-verbosity` says. */
export function errorJson({ code, details, hint, message }: ErrorBody): string {
  return JSON.stringify({ code, details, hint, message });
}

function always(...lines: readonly string[]): Message {
  return { importance: 'always', lines };
}

function debug(line: string): Message {
  return { importance: 'debug', lines: [line] };
}

/** Blanks stay as they are: libpq writes two of them after `FATAL:`. */
function onOneLine(text: string): string {
  return text.trim().replace(/[\r\n\t]+/g, ' ');
}

function deprecatedRoleClaimPath(path: string): readonly [string, string] {
  return [
    `WARNING: The config \`jwt-role-claim-key=${path}\` is using the deprecated JSPath syntax.`,
    `Update \`jwt-role-claim-key=${path}\` to the new JSONPath syntax as support for JSPath will be removed in a ` +
      'future release. See the migration guide on how to update: ' +
      'https://github.com/PostgREST/postgrest/blob/main/CHANGELOG.md#migration-to-v16',
  ];
}

function fatalText(reason: FatalReason): string {
  switch (reason) {
    case 'connection':
      return 'Failed to establish a connection. ';
    case 'bug':
      return 'This is probably a bug in PostgREST, please report it at https://github.com/PostgREST/postgrest/issues. ';
    case 'prepared-statements':
      return 'If you are using connection poolers in transaction mode, try setting db-prepared-statements to false. ';
    case 'statement-pooling':
      // No blank before the error, as in PostgREST.
      return 'Connection poolers in statement mode are not supported.';
  }
}
