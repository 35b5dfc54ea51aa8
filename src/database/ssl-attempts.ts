import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { type ConnectionOptions, checkServerIdentity } from 'node:tls';
import type { ConnectionHost, SslSettings } from '../config/connection-target.ts';

/** One way to open the connection: encrypted with these options, or (null) in clear text. */
export interface SslAttempt {
  readonly options: ConnectionOptions | null;
  /** Whether the next attempt may still succeed after this error. */
  mayTryOther(error: unknown): boolean;
}

/**
 * The ways that `sslmode` allows, in order. As in libpq, Unix sockets are never encrypted, and `prefer` and `allow`
 * fall back to the other way only when the server has no TLS or rejects this way, not after a wrong password.
 * @throws Error in libpq's words when a certificate file cannot be read or a root certificate is missing
 */
export async function sslAttempts(settings: SslSettings, host: ConnectionHost): Promise<readonly SslAttempt[]> {
  const clear: SslAttempt = { options: null, mayTryOther: wasRejected };
  if (host.isSocketDirectory || settings.mode === 'disable') return [clear];
  const encrypted: SslAttempt = { options: await tlsOptions(settings, host), mayTryOther: hasNoTlsOrWasRejected };
  switch (settings.mode) {
    case 'allow':
      return [clear, encrypted];
    case 'prefer':
      return [encrypted, clear];
    case 'require':
    case 'verify-ca':
    case 'verify-full':
      return [encrypted];
  }
}

/** Whether the server answered 'N' to SSLRequest, which pg words like this. */
export function isServerWithoutTls(error: unknown): boolean {
  return error instanceof Error && error.message === 'The server does not support SSL connections';
}

function hasNoTlsOrWasRejected(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return isServerWithoutTls(error) || isTlsFailure(error) || wasRejected(error);
}

function isTlsFailure(error: Error): boolean {
  const code = 'code' in error ? String(error.code) : '';
  return code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS') || code.includes('CERT');
}

/** No matching line in pg_hba.conf. */
function wasRejected(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '28000';
}

async function tlsOptions(settings: SslSettings, host: ConnectionHost): Promise<ConnectionOptions> {
  const { mode, rootCertificateFile } = settings;
  const mustVerify = mode === 'verify-ca' || mode === 'verify-full';
  if (mustVerify && rootCertificateFile === null) throw missingRootCertificate('');
  const verifies = mustVerify || (mode === 'require' && rootCertificateFile !== null);
  const options: ConnectionOptions = { rejectUnauthorized: verifies };
  if (verifies && rootCertificateFile !== null && rootCertificateFile !== 'system') {
    options.ca = await readFile(rootCertificateFile).catch(() => {
      throw missingRootCertificate(` "${rootCertificateFile}"`);
    });
  }
  // pg connects to a resolved address, but certificates carry the name.
  options.checkServerIdentity =
    mode === 'verify-full' ? (_, certificate) => checkServerIdentity(host.host, certificate) : () => undefined;
  if (settings.certificateFile !== null) options.cert = await readCertificate('certificate', settings.certificateFile);
  if (settings.keyFile !== null) options.key = await readCertificate('private key', settings.keyFile);
  if (settings.keyPassword !== null) options.passphrase = settings.keyPassword;
  if (settings.revocationListFile !== null) {
    options.crl = await readCertificate('certificate revocation list', settings.revocationListFile);
  }
  if (settings.minimumProtocol !== null) options.minVersion = settings.minimumProtocol;
  if (settings.maximumProtocol !== null) options.maxVersion = settings.maximumProtocol;
  options.servername = settings.sendServerName && isIP(host.host) === 0 ? host.host : '';
  return options;
}

function missingRootCertificate(file: string): Error {
  return new Error(
    `root certificate file${file} does not exist\nEither provide the file, use the system's trusted roots with ` +
      'sslrootcert=system, or change sslmode to disable server certificate verification.',
  );
}

async function readCertificate(what: string, path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch {
    throw new Error(`could not read ${what} file "${path}": No such file or directory`);
  }
}
