import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Listener, startListener } from '../../../src/database/listener.ts';
import type { Observation } from '../../../src/observe/observation.ts';
import { freePort } from '../../free-port.ts';
import { type TestDatabase, withClient } from '../../postgres/database.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';
import { targetOf } from './database-fixture.ts';

let server: TestDatabase;
let closedPort: number;
beforeAll(async () => {
  server = await createTestDatabase([]);
  closedPort = await freePort();
});
afterAll(() => server.drop());

let started: Started | null = null;
afterEach(async () => {
  await started?.listener.stop();
  started = null;
});

interface Started {
  readonly listener: Listener;
  readonly observations: Observation[];
  readonly events: string[];
  /** Resolves when `events` has so many entries. */
  reached(count: number): Promise<void>;
  /** Ends the wait for the next retry. */
  wake(): void;
}

function start(uri: () => string, channel = 'pgrst'): Started {
  const observations: Observation[] = [];
  const events: string[] = [];
  let watcher: { count: number; resolve: () => void } | null = null;
  let wake = () => {};
  const record = (event: string) => {
    events.push(event);
    if (watcher !== null && events.length >= watcher.count) watcher.resolve();
  };
  const listener = startListener({
    configuration: () => ({ target: () => targetOf(uri()), channel }),
    observe: (observation) => observations.push(observation),
    onNotification: (payload) => record(`payload ${payload}`),
    onReady: (afterRetry) => record(afterRetry ? 'ready again' : 'ready'),
    onLost: () => record('lost'),
    sleep: (milliseconds, signal) =>
      new Promise((resolve) => {
        wake = resolve;
        signal.addEventListener('abort', () => resolve());
        record(`sleep ${milliseconds}`);
      }),
  });
  started = {
    listener,
    observations,
    events,
    reached: (count) =>
      new Promise((resolve) => {
        watcher = { count, resolve };
        if (events.length >= count) resolve();
      }),
    wake: () => wake(),
  };
  return started;
}

const notify = (channel: string, payload: string) =>
  withClient(server.uri(), (client) => client.query('SELECT pg_notify($1, $2)', [channel, payload]));

test('payloads arrive in order, those with a meaning are observed', async () => {
  const { events, observations, reached } = start(() => server.uri());
  await reached(1);
  for (const payload of ['', 'reload schema', 'reload config', 'other']) await notify('pgrst', payload);
  await reached(5);
  expect(events).toEqual(['ready', 'payload ', 'payload reload schema', 'payload reload config', 'payload other']);
  const { hostname, port } = new URL(server.uri());
  expect(observations).toEqual([
    {
      kind: 'listener-connected',
      version: expect.stringMatching(/^PostgreSQL \d/),
      address: `${hostname}:${port}`,
      channel: 'pgrst',
    },
    { kind: 'notification-schema-reload', channel: 'pgrst' },
    { kind: 'notification-schema-reload', channel: 'pgrst' },
    { kind: 'notification-config-reload', channel: 'pgrst' },
  ]);
});

test('the channel is an identifier, case and quotes included', async () => {
  const channel = 'Harbour "North"';
  const { events, reached } = start(() => server.uri(), channel);
  await reached(1);
  await notify('harbour "north"', 'wrong');
  await notify(channel, 'right');
  await reached(2);
  expect(events).toEqual(['ready', 'payload right']);
});

test('a lost connection is reported and replaced', async () => {
  const { events, observations, reached, wake } = start(() => server.uri());
  await reached(1);
  await withClient(server.uri(), (client) =>
    client.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    ),
  );
  await reached(3);
  wake();
  await reached(4);
  expect(events).toEqual(['ready', 'lost', 'sleep 1000', 'ready again']);
  expect(observations.slice(1, 3)).toEqual([
    {
      kind: 'listener-failed',
      channel: 'pgrst',
      message:
        'server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.\n',
    },
    { kind: 'listener-retrying', seconds: 1 },
  ]);
});

test('the waits double up to 32 seconds and start over after a success', async () => {
  let isDown = true;
  const { events, observations, reached, wake } = start(() =>
    isDown ? `postgresql://u:p@127.0.0.1:${closedPort}/d` : server.uri(),
  );
  for (let attempt = 1; attempt <= 7; attempt++) {
    await reached(2 * attempt);
    if (attempt === 7) isDown = false;
    wake();
  }
  await reached(15);
  expect(events.filter((event) => event.startsWith('sleep'))).toEqual(
    [1, 2, 4, 8, 16, 32, 32].map((seconds) => `sleep ${1000 * seconds}`),
  );
  expect(events.at(-1)).toBe('ready again');
  expect(observations.slice(0, 3)).toEqual([
    {
      kind: 'listener-failed',
      channel: 'pgrst',
      message: `connection to server at "127.0.0.1", port ${closedPort} failed: Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?\n`,
    },
    { kind: 'listener-failed', channel: 'pgrst', message: 'ExitFailure 1' },
    { kind: 'listener-retrying', seconds: 1 },
  ]);
});

test('stop ends it silently, while listening or waiting', async () => {
  const listening = start(() => server.uri());
  await listening.reached(1);
  await listening.listener.stop();
  expect(listening.events).toEqual(['ready']);
  const waiting = start(() => `postgresql://u:p@127.0.0.1:${closedPort}/d`);
  await waiting.reached(2);
  await waiting.listener.stop();
  expect(waiting.events).toEqual(['lost', 'sleep 1000']);
});
