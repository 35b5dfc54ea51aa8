import { get } from 'node:http';
import type { Config } from '../config/config.ts';

export interface ReadyResult {
  /** Decides the exit code (0 or 1) and the stream: standard output or standard error. */
  readonly isReady: boolean;
  /** Without line end. */
  readonly message: string;
}

/**
 * The `--ready` flag: asks the admin server of a running instance, as configured, whether it is ready (spec operations
 * 2.3). Never rejects.
 */
export async function checkReady(config: Pick<Config, 'adminServerHost' | 'adminServerPort'>): Promise<ReadyResult> {
  const { adminServerHost: host, adminServerPort: port } = config;
  if (port === null) return failure('Admin server is not running. Please check admin-server-port config.');
  if (wildcardHosts.has(host)) {
    return failure(
      `The \`--ready\` flag cannot be used when server-host is configured as "${host}". Please update your server-host config to "localhost".`,
    );
  }
  const url = `http://${host.includes(':') ? `[${host}]` : encodeHost(host)}:${port}/ready`;
  if (port < 0 || port > 65535) return failure(`invalid url - ${url}`);
  const status = await requestStatus(host, port);
  if (status === null) return failure(`connection refused to ${url}`);
  return status >= 200 && status < 300 ? { isReady: true, message: `OK: ${url}` } : failure(url);
}

const wildcardHosts: ReadonlySet<string> = new Set(['*', '*4', '!4', '*6', '!6']);
const timeoutMilliseconds = 30_000;

function failure(text: string): ReadyResult {
  return { isReady: false, message: `ERROR: ${text}` };
}

/** Everything but RFC 3986's unreserved characters; the way through bytes replaces lone surrogates, which throw. */
function encodeHost(host: string): string {
  return encodeURIComponent(Buffer.from(host).toString()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The status of GET /ready, null for any failure to get one. */
function requestStatus(host: string, port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(timeoutMilliseconds);
    try {
      const request = get({ host, port, path: '/ready', signal, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode ?? null);
      });
      request.on('error', () => resolve(null));
    } catch {
      resolve(null);
    }
  });
}
