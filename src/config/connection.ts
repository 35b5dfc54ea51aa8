import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { compatibleVersion } from '../version.ts';
import { collectParameters, type Environment, keywordParameter } from './connection-parameters.ts';
import { findPassword, readPasswordFile } from './connection-password.ts';
import { ConnectionStringError } from './connection-string.ts';
import type { ConnectionHost, ConnectionTarget } from './connection-target.ts';
import { homeDirectory } from './home-directory.ts';
import { resolveSslSettings } from './ssl-settings.ts';

/**
 * Applies libpq's rules to a connection string: what it says, then its service, the `PG*` variables, the defaults and
 * the password file (spec operations 8.1). Reads the service and the password file.
 * @param overrides.targetSessionAttrs wins over the connection string, as the listener needs
 * @throws ConnectionStringError with libpq's text
 */
export function resolveConnection(
  connectionString: string,
  environment: Environment,
  overrides: { readonly targetSessionAttrs?: string } = {},
): ConnectionTarget {
  const parameters = collectParameters(connectionString, environment);
  const get = (name: string): string | null => parameters.get(name) || null;
  refuseGssEncryption(get);
  const user = get('user') ?? systemUser();
  const database = get('dbname') ?? user;
  const home = homeDirectory(environment);
  const passwordFile = get('passfile') ?? (home === null ? null : join(home, '.pgpass'));
  const passwordLines = get('password') === null && passwordFile !== null ? readPasswordFile(passwordFile) : [];
  const hosts = resolveHosts(get).map((host) => ({
    ...host,
    password:
      get('password') ?? findPassword(passwordLines, { host: passwordHost(host), port: host.port, database, user }),
  }));
  return {
    hosts,
    database,
    user,
    ssl: resolveSslSettings(get, home),
    applicationName: get('application_name') ?? `PostgREST ${compatibleVersion}`,
    options: get('options'),
    parameters: sessionParameters(environment),
    channelBinding: keywordParameter('channel_binding', channelBindings, get('channel_binding') ?? 'prefer'),
    connectTimeoutSeconds: positive(integerParameter('connect_timeout', get)),
    keepalives: integerParameter('keepalives', get) !== 0,
    keepalivesIdleSeconds: positive(integerParameter('keepalives_idle', get)),
    targetSessionAttrs: keywordParameter(
      'target_session_attrs',
      sessionAttributes,
      overrides.targetSessionAttrs ?? get('target_session_attrs') ?? 'any',
    ),
    loadBalanceHosts: keywordParameter(
      'load_balance_hosts',
      ['disable', 'random'],
      get('load_balance_hosts') ?? 'disable',
    ),
  };
}

type Get = (name: string) => string | null;

/** As a libpq without GSSAPI: it may be preferred in vain, but not required. */
function refuseGssEncryption(get: Get): void {
  const mode = keywordParameter('gssencmode', ['disable', 'prefer', 'require'], get('gssencmode') ?? 'prefer');
  if (mode !== 'require') return;
  throw new ConnectionStringError('gssencmode value "require" invalid when GSSAPI support is not compiled in');
}

const channelBindings = ['disable', 'prefer', 'require'] as const;
const sessionAttributes = ['any', 'read-write', 'read-only', 'primary', 'standby', 'prefer-standby'] as const;
const defaultPort = 5432;

function resolveHosts(get: Get): readonly Omit<ConnectionHost, 'password'>[] {
  const addresses = get('hostaddr')?.split(',') ?? null;
  const names = get('host')?.split(',') ?? null;
  if (names !== null && addresses !== null && names.length !== addresses.length) {
    throw new ConnectionStringError(
      `could not match ${names.length} host names to ${addresses.length} hostaddr values`,
    );
  }
  const count = (names ?? addresses ?? ['']).length;
  const ports = get('port')?.split(',') ?? [''];
  if (ports.length !== 1 && ports.length !== count) {
    throw new ConnectionStringError(`could not match ${ports.length} port numbers to ${count} hosts`);
  }
  return Array.from({ length: count }, (_, index) => {
    const address = addresses?.[index] || null;
    const host = names?.[index] || address || defaultSocketDirectory();
    const port = parsePort(ports.length === 1 ? ports[0] : ports[index]);
    return { host, isSocketDirectory: address === null && isSocketDirectory(host), address, port };
  });
}

function parsePort(text = ''): number {
  if (text.trim() === '') return defaultPort;
  const port = parseInteger('port', text);
  if (port < 1 || port > 65535) throw new ConnectionStringError(`invalid port number: "${text}"`);
  return port;
}

/** A directory, or `@` for an abstract socket. */
function isSocketDirectory(host: string): boolean {
  return host.startsWith('/') || host.startsWith('@');
}

/** Where distributions' PostgreSQL listens, else where PostgreSQL itself does. */
function defaultSocketDirectory(): string {
  if (process.platform === 'win32') return 'localhost';
  return existsSync('/var/run/postgresql') ? '/var/run/postgresql' : '/tmp';
}

function passwordHost(host: Omit<ConnectionHost, 'password'>): string {
  return host.isSocketDirectory && host.host === defaultSocketDirectory() ? 'localhost' : host.host;
}

function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    throw new ConnectionStringError(`local user with ID ${process.getuid?.() ?? 'unknown'} does not exist`);
  }
}

function sessionParameters(environment: Environment): ConnectionTarget['parameters'] {
  const sources = [
    ['DateStyle', environment['PGDATESTYLE']],
    ['TimeZone', environment['PGTZ']],
    ['geqo', environment['PGGEQO']],
  ] as const;
  // As in libpq, `default` leaves the server's own setting alone.
  return sources.flatMap(([name, value]) =>
    value === undefined || value.toLowerCase() === 'default' ? [] : [[name, value] as const],
  );
}

function integerParameter(name: string, get: Get): number | null {
  const text = get(name);
  return text === null ? null : parseInteger(name, text);
}

function parseInteger(name: string, text: string): number {
  if (!/^\s*[+-]?[0-9]+\s*$/.test(text)) {
    throw new ConnectionStringError(`invalid integer value "${text}" for connection option "${name}"`);
  }
  return Number(text);
}

function positive(value: number | null): number | null {
  return value !== null && value > 0 ? value : null;
}
