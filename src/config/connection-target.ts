/**
 * Everything needed to open a connection, after libpq's rules have been applied to `db-uri`, the service file, the
 * `PG*` variables and the password file (spec operations 8.1).
 */
export interface ConnectionTarget {
  /** Tried in order; never empty. */
  readonly hosts: readonly ConnectionHost[];
  readonly database: string;
  readonly user: string;
  readonly ssl: SslSettings;
  readonly applicationName: string;
  /** Command-line options for the server (`-c name=value …`), sent as start-up parameter `options`. */
  readonly options: string | null;
  /** Further start-up parameters, from `PGTZ`, `PGDATESTYLE` and `PGGEQO`. */
  readonly parameters: readonly (readonly [string, string])[];
  readonly channelBinding: 'disable' | 'prefer' | 'require';
  /** Per host; null = wait for ever. */
  readonly connectTimeoutSeconds: number | null;
  readonly keepalives: boolean;
  /** Seconds of idleness before the first keep-alive probe; null = the system's. */
  readonly keepalivesIdleSeconds: number | null;
  readonly targetSessionAttrs: TargetSessionAttrs;
  /** `random` shuffles `hosts` for every attempt. */
  readonly loadBalanceHosts: 'disable' | 'random';
}

export interface ConnectionHost {
  /** Name or address; for a Unix socket its directory (then `isSocketDirectory`). Used to verify certificates. */
  readonly host: string;
  /** Socket file is `<host>/.s.PGSQL.<port>`. */
  readonly isSocketDirectory: boolean;
  /** `hostaddr`: connect to this address without resolving `host`. */
  readonly address: string | null;
  readonly port: number;
  readonly password: string | null;
}

export interface SslSettings {
  readonly mode: SslMode;
  /** `direct` starts TLS at once, without the SSLRequest message. */
  readonly negotiation: 'postgres' | 'direct';
  /** Client certificate file; null = none. A default file is named only if it exists. */
  readonly certificateFile: string | null;
  readonly keyFile: string | null;
  /** Passphrase of the key file. */
  readonly keyPassword: string | null;
  /**
   * Trusted roots: a file, `system` for the system's own, or null = verify nothing. As in libpq, a root file makes
   * `require` behave like `verify-ca`; `verify-ca` and `verify-full` without one fail.
   */
  readonly rootCertificateFile: string | null;
  readonly revocationListFile: string | null;
  /** Whether the host name is sent (SNI). */
  readonly sendServerName: boolean;
  readonly minimumProtocol: TlsVersion | null;
  readonly maximumProtocol: TlsVersion | null;
}

export type SslMode = 'disable' | 'allow' | 'prefer' | 'require' | 'verify-ca' | 'verify-full';
export type TlsVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
export type TargetSessionAttrs = 'any' | 'read-write' | 'read-only' | 'primary' | 'standby' | 'prefer-standby';
