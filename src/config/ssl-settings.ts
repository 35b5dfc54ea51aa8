import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { keywordParameter } from './connection-parameters.ts';
import { ConnectionStringError } from './connection-string.ts';
import type { SslSettings, TlsVersion } from './connection-target.ts';

/**
 * The TLS part of a connection target, with libpq's defaults: certificates in `~/.postgresql` are used where they
 * exist (spec operations 8.1).
 * @param get a connection parameter, null when it is not given
 * @throws ConnectionStringError for an unknown mode or version, or a mode too weak for its other parameters
 */
export function resolveSslSettings(get: (name: string) => string | null, home: string | null): SslSettings {
  const root = get('sslrootcert');
  const mode = keywordParameter('sslmode', sslModes, get('sslmode') ?? (root === 'system' ? 'verify-full' : 'prefer'));
  const negotiation = keywordParameter('sslnegotiation', ['postgres', 'direct'], get('sslnegotiation') ?? 'postgres');
  if (root === 'system' && mode !== 'verify-full') {
    throw new ConnectionStringError(
      `weak sslmode "${mode}" may not be used with sslrootcert=system (use "verify-full")`,
    );
  }
  if (negotiation === 'direct' && !['require', 'verify-ca', 'verify-full'].includes(mode)) {
    throw new ConnectionStringError(
      `weak sslmode "${mode}" may not be used with sslnegotiation=direct (use "require", "verify-ca", or "verify-full")`,
    );
  }
  const defaultFile = (name: string): string | null => {
    if (home === null) return null;
    const path = join(home, '.postgresql', name);
    return existsSync(path) ? path : null;
  };
  const sendsCertificate = get('sslcertmode') !== 'disable';
  return {
    mode,
    negotiation,
    certificateFile: sendsCertificate ? (get('sslcert') ?? defaultFile('postgresql.crt')) : null,
    keyFile: sendsCertificate ? (get('sslkey') ?? defaultFile('postgresql.key')) : null,
    keyPassword: get('sslpassword'),
    rootCertificateFile: root ?? defaultFile('root.crt'),
    revocationListFile: get('sslcrl') ?? defaultFile('root.crl'),
    sendServerName: get('sslsni') !== '0',
    minimumProtocol: protocol('ssl_min_protocol_version', get('ssl_min_protocol_version') ?? 'TLSv1.2'),
    maximumProtocol: protocol('ssl_max_protocol_version', get('ssl_max_protocol_version')),
  };
}

const sslModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
const protocols = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;

function protocol(name: string, value: string | null): TlsVersion | null {
  if (value === null) return null;
  const version = protocols.find((candidate) => candidate.toLowerCase() === value.toLowerCase());
  if (version === undefined) throw new ConnectionStringError(`invalid ${name} value: "${value}"`);
  return version;
}
