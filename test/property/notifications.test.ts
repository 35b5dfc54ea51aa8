/** What NOTIFY says: from any bytes of the server to the payload, and from any payload to what is done. */
import { Duplex } from 'node:stream';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Listener, startListener } from '../../src/database/listener.ts';
import { type Notification, readNotification, serverMessage } from '../../src/database/server-message.ts';
import { Session } from '../../src/database/session.ts';
import type { Observation } from '../../src/observe/observation.ts';
import type { TestDatabase } from '../postgres/database.ts';
import { createTestDatabase } from '../postgres/test-database.ts';
import { targetOf } from '../unit/database/database-fixture.ts';
import fc, { runs } from './fast-check.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((value) => !value.includes('\0'));
const payload = fc.oneof(
  text,
  fc.constantFrom('', 'reload schema', 'reload config', 'Reload schema', 'reload schema '),
);
const notification = fc.record({ channel: text, payload });

function encode({ channel, payload }: Notification): Buffer {
  const content = Buffer.from(`\0\0\0\x07${channel}\0${payload}\0`);
  const header = Buffer.from([serverMessage.notification, 0, 0, 0, 0]);
  header.writeUInt32BE(content.length + 4, 1);
  return Buffer.concat([header, content]);
}

/** A session whose server says `chunks`, and what it is told. */
async function received(chunks: readonly Buffer[]): Promise<readonly Notification[]> {
  const notifications: Notification[] = [];
  const stream = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  const session = new Session(
    stream,
    () => 0,
    (notification) => notifications.push(notification),
  );
  const ended = new Promise((resolve) => stream.once('end', resolve));
  for (const chunk of chunks) stream.push(chunk);
  stream.push(null);
  await ended;
  session.end();
  return notifications;
}

describe('notifications', () => {
  test('come out whole and in order, however the stream is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(notification, { maxLength: 5 }), fc.array(fc.nat(300)), async (sent, cuts) => {
        const bytes = Buffer.concat(sent.map(encode));
        const ends = [...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length].sort((a, b) => a - b);
        const chunks = ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
        expect(await received(chunks.filter((chunk) => chunk.length > 0))).toEqual(sent);
      }),
    );
  });

  test('of any bytes are texts', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const { channel, payload } = readNotification(Buffer.from(bytes), 0, bytes.length);
        expect([typeof channel, typeof payload]).toEqual(['string', 'string']);
      }),
    );
  });
});

describe('a listener', () => {
  let database: TestDatabase;
  let sender: pg.Client;
  let listener: Listener;
  let payloads: string[] = [];
  let reloads: Observation['kind'][] = [];
  let arrived = (): void => undefined;
  beforeAll(async () => {
    database = await createTestDatabase([]);
    sender = new pg.Client(database.uri());
    await sender.connect();
    await new Promise<void>((resolve) => {
      listener = startListener({
        configuration: () => ({ target: () => targetOf(database.uri()), channel: 'Any "channel"' }),
        observe: ({ kind }) => {
          if (kind.startsWith('notification-')) reloads.push(kind);
        },
        onNotification: (text) => {
          payloads.push(text);
          arrived();
        },
        onReady: () => resolve(),
        onLost: () => undefined,
      });
    });
  });
  afterAll(async () => {
    await listener.stop();
    await sender.end();
    await database.drop();
  });

  /** What a listener makes of payloads sent in one transaction. */
  async function heard(sent: readonly string[]) {
    payloads = [];
    reloads = [];
    const all = new Promise<void>((resolve) => {
      arrived = () => payloads.length === sent.length && resolve();
    });
    await sender.query(`select pg_notify('Any "channel"', payload) from unnest($1::text[]) as payload`, [sent]);
    if (sent.length > 0) await all;
    return { payloads, reloads };
  }

  test('hears every payload, and takes three of them for orders', async () => {
    const orders = new Map<string, Observation['kind']>([
      ['', 'notification-schema-reload'],
      ['reload schema', 'notification-schema-reload'],
      ['reload config', 'notification-config-reload'],
    ]);
    await fc.assert(
      // In one transaction PostgreSQL sends equal notifications once.
      fc.asyncProperty(fc.uniqueArray(payload, { maxLength: 10 }), async (sent) => {
        expect(await heard(sent)).toEqual({
          payloads: sent,
          reloads: sent.flatMap((text) => orders.get(text) ?? []),
        });
      }),
      { numRuns: runs / 10 },
    );
  });
});
