import cluster from 'node:cluster';
import { randomBytes } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { existsSync } from 'node:fs';
import { access, chmod, rename, unlink } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { ListenOptions } from 'node:net';
import { basename, dirname, join } from 'node:path';

/** Where a server is reachable (spec operations 6.1). */
export type ListenTarget =
  /** `host` may be one of the patterns `*`, `*4`, `!4`, `*6`, `!6`; port 0 lets the system choose. */
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly reusePort: boolean }
  /** `mode` in the file system's bits, e.g. 0o660. */
  | { readonly kind: 'unix'; readonly path: string; readonly mode: number };

/** A server that accepts connections. */
export interface Binding {
  /** `127.0.0.1:3000`, `[::1]:3000` or the socket's path, with the real port. */
  readonly address: string;
  /** False once the socket is closed, or its file removed. */
  isOpen(): boolean;
}

/** The address could not be bound; the message is what operators see after `postgrest: `. */
export class BindError extends Error {
  constructor(cause: NodeJS.ErrnoException) {
    super(bindFailureText(cause), { cause });
    this.name = 'BindError';
  }
}

/**
 * Makes a server listen on the first candidate address that can be bound.
 *
 * @throws BindError when none can, or when a stale socket file cannot be removed
 */
export async function bind(server: Server, target: ListenTarget): Promise<Binding> {
  try {
    return target.kind === 'unix' ? await bindUnix(server, target) : await bindTcp(server, target);
  } catch (error) {
    throw new BindError(error as NodeJS.ErrnoException);
  }
}

/** Whether several processes can bind one TCP port (`server-reuseport`): Linux from Node.js 22.12 on. */
function reusePortSupported(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return process.platform === 'linux' && (major > 23 || (major === 23 && minor >= 1) || (major === 22 && minor >= 12));
}

const backlog = 2048;

async function bindTcp(server: Server, target: ListenTarget & { readonly kind: 'tcp' }): Promise<Binding> {
  if (target.reusePort && !reusePortSupported()) {
    process.emitWarning(
      'server-reuseport needs Node.js 22.12 or newer on Linux; the port is bound for this process only',
    );
  }
  let failure: unknown;
  for (const candidate of await candidates(target.host)) {
    try {
      // Cluster workers share the primary's socket, which `exclusive` (implied by reusePort) would prevent.
      const reusePort = target.reusePort && reusePortSupported() ? { reusePort: true } : {};
      await listen(server, { ...candidate, ...reusePort, port: target.port, backlog });
      return { address: tcpAddress(server), isOpen: () => server.listening };
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

async function bindUnix(server: Server, target: ListenTarget & { readonly kind: 'unix' }): Promise<Binding> {
  const { path, mode } = target;
  if (cluster.isWorker) {
    // The primary owns the file, and another worker may be serving on it already.
    await listen(server, { path, backlog });
    await chmod(path, mode);
  } else {
    await removeStale(path);
    // libuv deletes the path it bound when the server closes, but the file has to stay (spec operations 1.3). A
    // renamed socket keeps working.
    const provisional = provisionalPath(path);
    // libuv would call a missing directory a lack of permission.
    await access(dirname(path));
    await listen(server, { path: provisional, backlog });
    await chmod(provisional, mode);
    await rename(provisional, path);
  }
  return { address: path, isOpen: () => server.listening && existsSync(path) };
}

/** In the same directory, of the same length where that makes it unique, since socket paths are limited. */
function provisionalPath(path: string): string {
  const length = Math.max(basename(path).length - 1, 6);
  return join(dirname(path), `~${randomBytes(length).toString('hex').slice(0, length)}`);
}

/** Removes the file an earlier process left at a socket's path. */
export async function removeStale(path: string): Promise<void> {
  await unlink(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}

type Candidate = Readonly<{ host: string; ipv6Only?: boolean }>;

async function candidates(host: string): Promise<readonly Candidate[]> {
  switch (host) {
    case '*':
    case '*4':
      return [{ host: '0.0.0.0' }, { host: '::' }];
    case '!4':
      return [{ host: '0.0.0.0' }];
    case '*6':
      return [{ host: '::' }, { host: '0.0.0.0' }];
    case '!6':
      return [{ host: '::', ipv6Only: true }];
    default:
      return (await lookup(host, { all: true, verbatim: true })).map(({ address }) => ({ host: address }));
  }
}

function listen(server: Server, options: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function tcpAddress(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') return address ?? '';
  return address.family === 'IPv6' ? `[${address.address}]:${address.port}` : `${address.address}:${address.port}`;
}

function bindFailureText(cause: NodeJS.ErrnoException): string {
  switch (cause.code) {
    case 'EADDRINUSE':
      return 'Network.Socket.bind: resource busy (Address already in use)';
    case 'EACCES':
      return 'Network.Socket.bind: permission denied (Permission denied)';
    case 'EADDRNOTAVAIL':
      return 'Network.Socket.bind: unsupported operation (Cannot assign requested address)';
    case 'ENOENT':
      return 'Network.Socket.bind: does not exist (No such file or directory)';
    case 'ENOTFOUND':
      return 'Network.Socket.getAddrInfo: does not exist (Name or service not known)';
    default:
      return cause.message.replace(/\s+/g, ' ');
  }
}
