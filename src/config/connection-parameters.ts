import { readService } from './connection-service.ts';
import { ConnectionStringError, isConnectionUri, parseConnectionString } from './connection-string.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The connection parameters of libpq and the environment variables that stand in for them (spec operations 8.1);
 * null = none. A parameter outside of this table is an error.
 */
const parameterVariables: ReadonlyMap<string, string | null> = new Map([
  ['service', 'PGSERVICE'],
  ['servicefile', 'PGSERVICEFILE'],
  ['host', 'PGHOST'],
  ['hostaddr', 'PGHOSTADDR'],
  ['port', 'PGPORT'],
  ['dbname', 'PGDATABASE'],
  ['user', 'PGUSER'],
  ['password', 'PGPASSWORD'],
  ['passfile', 'PGPASSFILE'],
  ['options', 'PGOPTIONS'],
  ['application_name', 'PGAPPNAME'],
  ['fallback_application_name', null],
  ['connect_timeout', 'PGCONNECT_TIMEOUT'],
  ['client_encoding', 'PGCLIENTENCODING'],
  ['target_session_attrs', 'PGTARGETSESSIONATTRS'],
  ['load_balance_hosts', 'PGLOADBALANCEHOSTS'],
  ['channel_binding', 'PGCHANNELBINDING'],
  ['require_auth', 'PGREQUIREAUTH'],
  ['requirepeer', 'PGREQUIREPEER'],
  ['keepalives', null],
  ['keepalives_idle', null],
  ['keepalives_interval', null],
  ['keepalives_count', null],
  ['tcp_user_timeout', null],
  ['replication', null],
  ['sslmode', 'PGSSLMODE'],
  ['sslnegotiation', 'PGSSLNEGOTIATION'],
  ['sslcompression', 'PGSSLCOMPRESSION'],
  ['sslcert', 'PGSSLCERT'],
  ['sslkey', 'PGSSLKEY'],
  ['sslcertmode', 'PGSSLCERTMODE'],
  ['sslpassword', null],
  ['sslrootcert', 'PGSSLROOTCERT'],
  ['sslcrl', 'PGSSLCRL'],
  ['sslcrldir', 'PGSSLCRLDIR'],
  ['sslsni', 'PGSSLSNI'],
  ['ssl_min_protocol_version', 'PGSSLMINPROTOCOLVERSION'],
  ['ssl_max_protocol_version', 'PGSSLMAXPROTOCOLVERSION'],
  ['min_protocol_version', 'PGMINPROTOCOLVERSION'],
  ['max_protocol_version', 'PGMAXPROTOCOLVERSION'],
  ['gssencmode', 'PGGSSENCMODE'],
  ['gssdelegation', 'PGGSSDELEGATION'],
  ['gsslib', 'PGGSSLIB'],
  ['krbsrvname', 'PGKRBSRVNAME'],
]);

/**
 * Parameters that restrict how a connection is made and that this client cannot enforce; ignoring one would weaken
 * what the operator asked for.
 */
const unsupported = ['require_auth', 'requirepeer', 'sslcrldir'] as const;

/**
 * All parameters that are given: by the connection string, else by its service, else by the environment.
 * @throws ConnectionStringError for a malformed string, an unknown or unsupported parameter or a missing service
 */
export function collectParameters(connectionString: string, environment: Environment): ReadonlyMap<string, string> {
  const given = parseConnectionString(connectionString);
  for (const name of given.keys()) {
    if (parameterVariables.has(name)) continue;
    throw new ConnectionStringError(
      isConnectionUri(connectionString)
        ? `invalid URI query parameter: "${name}"`
        : `invalid connection option "${name}"`,
    );
  }
  const parameters = new Map(given);
  const service = given.get('service') ?? environment['PGSERVICE'];
  if (service !== undefined) {
    const file = given.get('servicefile') ?? environment['PGSERVICEFILE'] ?? null;
    addMissing(parameters, readService(service, file, environment, new Set(parameterVariables.keys())));
  }
  for (const [name, variable] of parameterVariables) {
    const value = variable === null ? undefined : environment[variable];
    if (value !== undefined && !parameters.has(name)) parameters.set(name, value);
  }
  for (const name of unsupported) {
    if (parameters.get(name)) throw new ConnectionStringError(`connection option "${name}" is not supported`);
  }
  return parameters;
}

function addMissing(parameters: Map<string, string>, more: ReadonlyMap<string, string>): void {
  for (const [name, value] of more) {
    if (!parameters.has(name)) parameters.set(name, value);
  }
}

/**
 * One of the words that a parameter admits.
 * @throws ConnectionStringError for any other value
 */
export function keywordParameter<Word extends string>(name: string, words: readonly Word[], value: string): Word {
  const word = words.find((candidate) => candidate === value);
  if (word === undefined) throw new ConnectionStringError(`invalid ${name} value: "${value}"`);
  return word;
}
