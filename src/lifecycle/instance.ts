import type { ConfigSources } from '../config/index.ts';
import { connectionSource } from '../database/connection-source.ts';
import type { PooledDatabase } from '../database/index.ts';
import { type Listener, startListener } from '../database/listener.ts';
import type { RequestHandler } from '../server/handler.ts';
import { configErrorText, reloadedConfig, warnOfDeprecations } from './config-reload.ts';
import { SchemaCacheLoader } from './schema-cache-loader.ts';
import { createService, type ServiceOptions } from './service.ts';
import type { ServerState } from './state.ts';

/** `config`: as read from `sources` at the start. Read once, since a secret may come from a pipe. */
export interface InstanceOptions extends Omit<ServiceOptions, 'onUnavailable'> {
  /** Read again at each reload. */
  readonly sources: ConfigSources;
}

/** A running server without its sockets: what the command and the library have in common. */
export interface Instance {
  readonly state: ServerState;
  readonly database: PooledDatabase;
  readonly handle: RequestHandler;
  readonly loader: SchemaCacheLoader;
  /** Re-reads the configuration; an invalid one is reported and leaves the old one in force. Never rejects. */
  reloadConfig(): Promise<void>;
  /** Whether the database can be reached, as the admin server understands it (spec operations 7.2). */
  isConnected(): Promise<boolean>;
  /** Starts the listener and the first schema cache load. */
  start(): void;
  /** Ends listener, loader and pool; requests under way in the database are waited for. */
  close(): Promise<void>;
}

export function createInstance(options: InstanceOptions): Instance {
  const { sources, observe, onFatal } = options;
  const service = createService({ ...options, onUnavailable: () => loader.trigger() });
  const { state, database } = service;

  const reloadConfig = async (): Promise<void> => {
    const wasListening = state.config.dbChannelEnabled;
    try {
      const { serverVersion } = state;
      state.config = await reloadedConfig(state.config, { sources, database, serverVersion, observe });
    } catch (error) {
      observe({ kind: 'config-reload-failed', message: configErrorText(error) });
      return;
    }
    warnOfDeprecations(state.config, observe);
    if (wasListening !== state.config.dbChannelEnabled) switchListener();
    observe({ kind: 'config-reloaded' });
  };
  const loader = new SchemaCacheLoader({ state, database, observe, reloadConfig, onFatal });

  function onNotification(payload: string): void {
    if (payload === '' || payload === 'reload schema') loader.trigger();
    else if (payload === 'reload config') void reloadConfig();
  }

  let listener: Listener | null = null;
  function switchListener(): void {
    void listener?.stop();
    listener = null;
    state.listenerIsOn = false;
    if (!state.config.dbChannelEnabled) return;
    listener = openListener(options, state, onNotification, () => loader.trigger());
  }

  return {
    state,
    database,
    handle: service.handle,
    loader,
    reloadConfig,
    isConnected: async () => {
      if (state.config.dbChannelEnabled) return state.listenerIsOn;
      return database.query('SELECT 1').then(
        () => true,
        () => false,
      );
    },
    start: () => {
      switchListener();
      loader.trigger();
    },
    close: async () => {
      loader.stop();
      await listener?.stop();
      await service.close();
      await options.embedded?.close();
    },
  };
}

function openListener(
  { embedded, environment, observe, onFatal }: InstanceOptions,
  state: ServerState,
  onNotification: (payload: string) => void,
  onRecovered: () => void,
): Listener {
  return startListener({
    configuration: () => ({
      target: embedded ?? connectionSource(state.config.dbUri, environment),
      channel: state.config.dbChannel,
    }),
    observe,
    onNotification,
    onReady: (afterRetry) => {
      state.listenerIsOn = true;
      if (afterRetry) onRecovered();
    },
    onLost: () => {
      state.listenerIsOn = false;
      if (!state.config.dbPoolAutomaticRecovery) onFatal();
    },
  });
}
