import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import pg from 'pg';
import type { ConnectionHost, ConnectionTarget } from '../config/connection-target.ts';
import { connectionFailure, describeEndpoint, resolutionFailure } from './connection-failure.ts';
import { acceptsSession, type SessionRequirement, sessionRequirements } from './session-attributes.ts';
import { SharedBufferSocket } from './shared-buffer-socket.ts';
import { isServerWithoutTls, type SslAttempt, sslAttempts } from './ssl-attempts.ts';
import { ConnectionError } from './transaction.ts';

/** An authenticated connection: its raw byte stream, idle and without a reader, and where it leads. */
export interface Connected {
  readonly stream: Duplex;
  /** `host:port`, the socket directory for Unix sockets. */
  readonly address: string;
}

/** One address to try: a host of the target, resolved. */
export interface Endpoint {
  readonly host: ConnectionHost;
  /** IP address, or the socket directory. */
  readonly address: string;
}

/**
 * Opens a connection as libpq does: hosts in order, each address of each, each way of encrypting, until one session
 * has the wanted attributes. Authentication (SCRAM, MD5, clear text) and TLS are `pg`'s work; its client is given up
 * once the server is ready, because it decodes result bytes as text.
 * @throws ConnectionError PGRST000 with the texts of all attempts, in libpq's words (spec operations 8.3)
 */
export async function connect(target: ConnectionTarget): Promise<Connected> {
  const failures: string[] = [];
  for (const requirement of sessionRequirements(target.targetSessionAttrs)) {
    for (const host of inOrder(target)) {
      const connected = await connectToHost(target, host, requirement, failures);
      if (connected !== null) return connected;
    }
  }
  throw new ConnectionError('PGRST000', failures.join(''));
}

function inOrder(target: ConnectionTarget): readonly ConnectionHost[] {
  if (target.loadBalanceHosts === 'disable') return target.hosts;
  const hosts = [...target.hosts];
  for (let left = hosts.length; left > 1; left--) {
    const [picked] = hosts.splice(Math.floor(Math.random() * left), 1);
    if (picked !== undefined) hosts.push(picked);
  }
  return hosts;
}

async function connectToHost(
  target: ConnectionTarget,
  host: ConnectionHost,
  requirement: SessionRequirement,
  failures: string[],
): Promise<Connected | null> {
  let addresses: readonly string[];
  try {
    addresses = await resolve(host);
  } catch (error) {
    failures.push(resolutionFailure(host, error));
    return null;
  }
  for (const address of addresses) {
    const stream = await connectToEndpoint(target, { host, address }, requirement, failures);
    if (stream !== null) return { stream, address: `${host.host}:${host.port}` };
  }
  return null;
}

async function resolve(host: ConnectionHost): Promise<readonly string[]> {
  if (host.isSocketDirectory) return [host.host];
  if (host.address !== null) return [host.address];
  if (isIP(host.host) !== 0) return [host.host];
  const found = await lookup(host.host, { all: true, verbatim: true });
  return found.map((entry) => entry.address);
}

async function connectToEndpoint(
  target: ConnectionTarget,
  endpoint: Endpoint,
  requirement: SessionRequirement,
  failures: string[],
): Promise<Duplex | null> {
  let client: pg.Client | null = null;
  const onFailure = (error: unknown) => {
    failures.push(`${describeEndpoint(endpoint)}: ${connectionFailure(error, endpoint)}`);
  };
  try {
    client = await authenticate(target, endpoint, onFailure);
    const objection = await acceptsSession(client, requirement);
    if (objection === null) return handOver(client);
    failures.push(`${describeEndpoint(endpoint)}: ${objection}\n`);
  } catch (error) {
    onFailure(error);
  }
  client?.end().catch(() => undefined);
  return null;
}

/**
 * Tries the ways of encrypting that the SSL mode allows; rejects with the failure of the last one.
 * @param onFailure told of the failures before. A server without TLS is none, as libpq then goes on in clear text
 */
async function authenticate(
  target: ConnectionTarget,
  endpoint: Endpoint,
  onFailure: (error: unknown) => void,
): Promise<pg.Client> {
  const attempts = await sslAttempts(target.ssl, endpoint.host);
  for (const attempt of attempts) {
    const client = new pg.Client(clientConfig(target, endpoint, attempt));
    // Failures are reported by connect(); later ones by the session that takes over the stream.
    client.on('error', () => undefined);
    const binding = observeChannelBinding(client);
    try {
      await client.connect();
      if (target.channelBinding === 'require' && !binding.used) throw new Error(channelBindingMissing);
      return client;
    } catch (error) {
      client.end().catch(() => undefined);
      if (attempt === attempts.at(-1) || !attempt.mayTryOther(error)) throw error;
      if (!isServerWithoutTls(error)) onFailure(error);
    }
  }
  throw new Error('no way to connect');
}

function clientConfig(target: ConnectionTarget, endpoint: Endpoint, attempt: SslAttempt): pg.ClientConfig {
  const config: pg.ClientConfig = {
    host: endpoint.address,
    port: endpoint.host.port,
    stream: () => new SharedBufferSocket(),
    database: target.database,
    user: target.user,
    // A function, because pg would look for a password of its own in place of a missing one.
    password: () => {
      if (endpoint.host.password === null) throw new Error('fe_sendauth: no password supplied');
      return endpoint.host.password;
    },
    application_name: target.applicationName,
    ssl: attempt.options ?? false,
    enableChannelBinding: target.channelBinding !== 'disable' && attempt.options !== null,
    sslnegotiation: target.ssl.negotiation,
    keepAlive: target.keepalives,
    keepAliveInitialDelayMillis: 1000 * (target.keepalivesIdleSeconds ?? 0),
    connectionTimeoutMillis: 1000 * (target.connectTimeoutSeconds ?? 0),
  };
  const options = startupOptions(target);
  if (options !== '') config.options = options;
  return config;
}

/** pg sends no start-up parameters but its own; `-c` options have the same effect. */
function startupOptions(target: ConnectionTarget): string {
  const parameters = target.parameters.map(([name, value]) => `-c ${name}=${value.replace(/[\\\s]/g, '\\$&')}`);
  return (target.options === null ? parameters : [target.options, ...parameters]).join(' ');
}

const channelBindingMissing = 'channel binding required, but server authenticated client without channel binding';

/** pg binds the channel whenever the server offers it over TLS, but does not tell. */
function observeChannelBinding(client: pg.Client): { readonly used: boolean } {
  const binding = { used: false };
  connectionOf(client).on('authenticationSASL', ({ mechanisms }: { readonly mechanisms: readonly string[] }) => {
    binding.used = mechanisms.includes('SCRAM-SHA-256-PLUS') && connectionOf(client).stream instanceof TLSSocket;
  });
  return binding;
}

/**
 * Takes the byte stream from pg. The server is idle, so no message can be half-read. pg keeps its error listeners:
 * they only tell a client that nobody asks any more.
 */
function handOver(client: pg.Client): Duplex {
  const { stream } = connectionOf(client);
  stream.removeAllListeners('data');
  return stream;
}

/** A documented class of pg under an undocumented name. */
function connectionOf(client: pg.Client): pg.Connection {
  return (client as unknown as { readonly connection: pg.Connection }).connection;
}
