import { setTimeout as wait } from 'node:timers/promises';
import type { ConnectionTarget } from '../config/connection-target.ts';
import type { Observer } from '../observe/observation.ts';
import { connect } from './connect.ts';
import { describeServerError } from './connection-failure.ts';
import type { EmbeddedDatabase } from './embedded.ts';
import { closedUnexpectedly, Session } from './session.ts';
import { ConnectionError, PostgresError } from './transaction.ts';

export interface ListenerConfiguration {
  /** As a function, asked for each connection; throws `ConnectionError`. */
  readonly target: (() => ConnectionTarget) | EmbeddedDatabase;
  /** Case-sensitive. */
  readonly channel: string;
}

export interface ListenerOptions {
  /** Asked before every attempt, so that a retry uses the configuration then in force. */
  readonly configuration: () => ListenerConfiguration;
  readonly observe: Observer;
  /** Every notification on the channel, whatever its payload; those with a meaning have been observed by then. */
  readonly onNotification: (payload: string) => void;
  /** Listening from now on. After a retry notifications may have been missed. */
  readonly onReady: (afterRetry: boolean) => void;
  /** Not listening any more, or still not; the failure has been observed by then. */
  readonly onLost: () => void;
  /** For tests: resolves after the time, or rejects when the signal aborts. */
  readonly sleep?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

export interface Listener {
  /** Closes the listener's connection without any observation; it stays off. */
  stop(): Promise<void>;
}

const maxRetrySeconds = 32;
const notificationQueueBug = 'could not access status of transaction';

/**
 * Keeps one connection of its own listening on the channel, for ever (spec operations 10). Failures are observed and
 * retried after 1, 2, 4 … 32 seconds.
 */
export function startListener(options: ListenerOptions): Listener {
  const stopping = new AbortController();
  const loop = listen(options, stopping.signal);
  return {
    stop: () => {
      stopping.abort();
      return loop;
    },
  };
}

async function listen(options: ListenerOptions, signal: AbortSignal): Promise<void> {
  const { observe, sleep = defaultSleep } = options;
  let retries = 0;
  let repairQueue = false;
  while (!signal.aborted) {
    const { target, channel } = options.configuration();
    try {
      const subscription = await subscribe(target, channel, repairQueue, (payload) =>
        notify(options, channel, payload),
      );
      repairQueue = false;
      if (!signal.aborted) {
        observe({ kind: 'listener-connected', version: subscription.version, address: subscription.address, channel });
        options.onReady(retries > 0);
      }
      retries = 0;
      await subscription.untilLost(signal);
    } catch (error) {
      if (signal.aborted) return;
      repairQueue = observeFailure(observe, channel, error);
      options.onLost();
    }
    if (signal.aborted) return;
    const seconds = Math.min(2 ** retries, maxRetrySeconds);
    retries += 1;
    observe({ kind: 'listener-retrying', seconds });
    await sleep(1000 * seconds, signal).catch(() => undefined);
  }
}

async function defaultSleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, { signal });
}

function notify({ observe, onNotification }: ListenerOptions, channel: string, payload: string): void {
  if (payload === '' || payload === 'reload schema') observe({ kind: 'notification-schema-reload', channel });
  else if (payload === 'reload config') observe({ kind: 'notification-config-reload', channel });
  onNotification(payload);
}

/** Whether the notification queue needs repair before the next attempt. */
function observeFailure(observe: Observer, channel: string, error: unknown): boolean {
  const message = failureText(error);
  observe({ kind: 'listener-failed', channel, message });
  // Upstream reports a connection that could not be opened twice, and log filters know it so.
  if (error instanceof ConnectionError && error.code === 'PGRST000') {
    observe({ kind: 'listener-failed', channel, message: 'ExitFailure 1' });
  }
  const isQueueBug = message.includes(notificationQueueBug);
  if (isQueueBug) observe({ kind: 'listener-notification-queue-bug' });
  return isQueueBug;
}

interface Subscription {
  readonly version: string;
  readonly address: string;
  /** Rejects when the connection is lost; resolves, with the connection closed, when the signal aborts. */
  untilLost(signal: AbortSignal): Promise<void>;
}

function subscribe(
  target: ListenerConfiguration['target'],
  channel: string,
  repairQueue: boolean,
  onPayload: (payload: string) => void,
): Promise<Subscription> {
  return typeof target === 'function'
    ? subscribeToServer(target, channel, repairQueue, onPayload)
    : subscribeToEmbedded(target, channel, onPayload);
}

/** LISTEN needs a server that accepts writes, hence the session attributes. */
async function subscribeToServer(
  target: () => ConnectionTarget,
  channel: string,
  repairQueue: boolean,
  onPayload: (payload: string) => void,
): Promise<Subscription> {
  const { stream, address } = await connect({ ...target(), targetSessionAttrs: 'read-write' });
  const lost = new Promise<never>((_, reject) => {
    stream.once('close', () => reject(new ConnectionError('PGRST001', closedUnexpectedly)));
  });
  lost.catch(() => undefined);
  const session = new Session(
    stream,
    () => 0,
    ({ payload }) => onPayload(payload),
  );
  try {
    const version = await session.query('SELECT version()');
    if (repairQueue) await session.query('SELECT pg_notification_queue_usage()');
    await session.query(`LISTEN "${channel.replaceAll('"', '""')}"`);
    return {
      version: version.rows[0]?.[0]?.toString() ?? '',
      address,
      untilLost: async (signal) => {
        await Promise.race([lost, whenAborted(signal)]);
        session.end();
      },
    };
  } catch (error) {
    session.end();
    throw error;
  }
}

async function subscribeToEmbedded(
  embedded: EmbeddedDatabase,
  channel: string,
  onPayload: (payload: string) => void,
): Promise<Subscription> {
  const unlisten = await embedded.listen(channel, onPayload);
  return {
    version: embedded.version,
    address: 'embedded',
    untilLost: async (signal) => {
      await whenAborted(signal);
      await unlisten();
    },
  };
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function failureText(error: unknown): string {
  if (error instanceof PostgresError) return describeServerError(error);
  if (error instanceof ConnectionError) return error.detail ?? 'Connection error';
  return error instanceof Error ? error.message : String(error);
}
