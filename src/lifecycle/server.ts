import type { Config } from '../config/config.ts';
import type { Observer } from '../observe/observation.ts';
import { createAdminHandler } from '../server/admin.ts';
import type { RequestHandler } from '../server/handler.ts';
import { createHttpServer, type HttpServer } from '../server/http-server.ts';
import { bind, type ListenTarget } from '../server/listen.ts';
import type { Instance } from './instance.ts';

export interface ServerOptions {
  readonly instance: Instance;
  readonly observe: Observer;
  /** Prometheus text, for the admin server. */
  readonly metricsText: () => Promise<string>;
  /** Opens the API, once the schema cache allows it; in this process unless given. */
  readonly openApi?: () => Promise<ApiServer>;
}

/** The API on its socket, here or in other processes. */
export interface ApiServer {
  /** `127.0.0.1:3000`, `[::1]:3000` or a socket's path. */
  readonly address: string;
  /** False once the socket is closed, or its file removed. */
  isOpen(): boolean;
  /** Refuses new connections and resolves when the last request has been answered. */
  shutdown(): Promise<void>;
}

export interface RunningServer {
  /** `127.0.0.1:3000`, `[::1]:3000` or a socket's path. */
  readonly address: string;
  /** Null without an admin server. */
  readonly adminAddress: string | null;
  /** Refuses new connections and resolves when the last request has been answered (spec operations 1.3). */
  shutdown(): Promise<void>;
}

/**
 * Opens the sockets in the order of spec operations 1.1: admin first; the API's after the first attempt to load the
 * schema cache, or with `server-reuseport` after the first success. Starts the instance.
 *
 * @throws BindError
 */
export async function startServer({
  instance,
  observe,
  metricsText,
  openApi = () => openApiHere(instance.handle, instance.state.config, observe),
}: ServerOptions): Promise<RunningServer> {
  const { config } = instance.state;
  let api: ApiServer | null = null;
  const admin = await openAdmin(instance, observe, metricsText, () => api?.isOpen() === true);
  instance.start();
  await (config.serverReuseport ? instance.loader.loaded : instance.loader.attempted);
  try {
    api = await openApi();
  } catch (error) {
    await admin?.server.shutdown.begin();
    throw error;
  }
  const { address, shutdown } = api;
  observe({ kind: 'api-listening', address });
  return {
    address,
    adminAddress: admin?.address ?? null,
    shutdown: async () => {
      // Requests on the admin server are not waited for.
      void admin?.server.shutdown.begin();
      await shutdown();
    },
  };
}

/** @throws BindError */
export async function openApiHere(handle: RequestHandler, config: Config, observe: Observer): Promise<ApiServer> {
  const { server, shutdown } = httpServer(handle, observe);
  const { address, isOpen } = await bind(server, apiTarget(config));
  return { address, isOpen, shutdown: () => shutdown.begin() };
}

async function openAdmin(
  instance: Instance,
  observe: Observer,
  metricsText: () => Promise<string>,
  isLive: () => boolean,
): Promise<{ readonly server: HttpServer; readonly address: string } | null> {
  const target = adminTarget(instance.state.config);
  if (target === null) return null;
  const { state } = instance;
  const handle = createAdminHandler({
    live: isLive,
    ready: async () => state.schemaCacheStatus === 'loaded' && (await instance.isConnected()),
    schemaCacheJson: () => state.schemaCache?.toJson() ?? null,
    metricsText,
  });
  const server = httpServer(handle, observe);
  const { address } = await bind(server.server, target);
  observe({ kind: 'admin-listening', address });
  return { server, address };
}

function httpServer(handle: RequestHandler, observe: Observer): HttpServer {
  return createHttpServer(handle, {
    onUncaught: (error) => observe({ kind: 'http-server-error', message: String(error) }),
  });
}

/** A Unix socket wins over host and port (spec operations 3.3). */
export function apiTarget(config: Config): ListenTarget {
  if (config.serverUnixSocket !== null) {
    return { kind: 'unix', path: config.serverUnixSocket, mode: config.serverUnixSocketMode };
  }
  return { kind: 'tcp', host: config.serverHost, port: config.serverPort, reusePort: config.serverReuseport };
}

function adminTarget(config: Config): ListenTarget | null {
  if (config.adminServerUnixSocket !== null) {
    return { kind: 'unix', path: config.adminServerUnixSocket, mode: config.adminServerUnixSocketMode };
  }
  if (config.adminServerPort === null) return null;
  return { kind: 'tcp', host: config.adminServerHost, port: config.adminServerPort, reusePort: false };
}
