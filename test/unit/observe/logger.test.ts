import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LogLevel } from '../../../src/config/config.ts';
import type { HttpRequest } from '../../../src/http/message.ts';
import { createLogger, type LogSettings } from '../../../src/observe/logger.ts';
import type { Observation } from '../../../src/observe/observation.ts';

const noon = new Date(2026, 10, 22, 12, 0, 0);
const prefix = /^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}: /;
const error = { code: '42P01', message: 'no "x"', details: null, hint: 'hint' };
const errorText = '{"code":"42P01","details":null,"hint":"hint","message":"no \\"x\\""}';

const request: HttpRequest = {
  method: 'GET',
  target: '/films?id=eq.1',
  headers: ['User-Agent', 'curl/7.64.0'],
  body: new Uint8Array(0),
  remoteAddress: '127.0.0.1',
  httpVersion: '1.1',
};

function response(status: number, statements: readonly string[] = []): Observation & { kind: 'response' } {
  const answer = { status, statusText: null, headers: [['Content-Length', '162']] as const, body: null };
  return { kind: 'response', request, response: answer, role: 'web_anon', statements };
}

/** What a logger with these settings writes for these observations, without time prefixes. */
function logged(settings: Partial<LogSettings>, ...observations: readonly Observation[]) {
  let diagnostics = '';
  let accessLog = '';
  const logger = createLogger({
    settings: () => ({ logLevel: 'error', logQuery: false, logFormat: 'text', ...settings }),
    writeDiagnostics: (text) => {
      diagnostics += text;
    },
    writeAccess: (text) => {
      accessLog += text;
    },
    now: () => noon.getTime(),
  });
  for (const observation of observations) logger.observe(observation);
  logger.flush();
  return {
    diagnostics: diagnostics
      .split('\n')
      .slice(0, -1)
      .map((line) => line.replace(prefix, '')),
    access: accessLog.split('\n').slice(0, -1),
  };
}

describe('diagnostics', () => {
  it.each<[Observation, string[]]>([
    [{ kind: 'starting' }, ['Starting PostgREST 16.2...']],
    [{ kind: 'admin-listening', address: '[::1]:3001' }, ['Admin server listening on [::1]:3001']],
    [{ kind: 'api-listening', address: '/tmp/a.sock' }, ['API server listening on /tmp/a.sock']],
    [{ kind: 'termination-signal', signal: 'SIGTERM' }, ['Received termination unix signal SIGTERM']],
    [{ kind: 'database-connected', version: 'PostgreSQL 18' }, ['Successfully connected to PostgreSQL 18']],
    [{ kind: 'pool-initialized', size: 10 }, ['Connection Pool initialized with a maximum size of 10 connections']],
    [{ kind: 'version-query-failed', error }, [`Failed to query the PostgreSQL version. ${errorText}`]],
    [
      { kind: 'version-unsupported', version: '13.2' },
      ['Cannot run in this PostgreSQL version (13.2), PostgREST needs at least 14.0'],
    ],
    [{ kind: 'config-reloaded' }, ['Config reloaded']],
    [{ kind: 'config-reload-failed', message: 'x' }, ['Failed reloading config: x']],
    [
      { kind: 'config-query-failed', error },
      [`Failed to query database settings for the config parameters.${errorText}`],
    ],
    [{ kind: 'role-settings-query-failed', error }, [`Failed to query the role settings. ${errorText}`]],
    [
      { kind: 'deprecated-role-claim-path', path: '."a"' },
      [
        'WARNING: The config `jwt-role-claim-key=."a"` is using the deprecated JSPath syntax.',
        'Update `jwt-role-claim-key=."a"` to the new JSONPath syntax as support for JSPath will be removed in a future release. See the migration guide on how to update: https://github.com/PostgREST/postgrest/blob/main/CHANGELOG.md#migration-to-v16',
      ],
    ],
    [{ kind: 'recovery-disabled' }, ['Automatic recovery disabled, exiting.']],
    [{ kind: 'reconnecting', seconds: 32 }, ['Attempting to reconnect to the database in 32 seconds...']],
    [
      { kind: 'schema-cache-queried', milliseconds: 3.84, timings: [['tables', '12.425']] },
      ['Schema cache queried in 3.8 milliseconds '],
    ],
    [
      { kind: 'schema-cache-loaded', summary: '15 Relations', milliseconds: 0.44 },
      ['Schema cache loaded 15 Relations', 'Schema cache loaded in 0.4 milliseconds'],
    ],
    [
      { kind: 'schema-cache-failed', schemas: ['a', 'b'], extraSearchPath: ['x', 'y'], error },
      [`Failed to load the schema cache using db-schemas=a,b and db-extra-search-path=x,y. ${errorText}`],
    ],
    [
      { kind: 'listener-connected', version: 'PostgreSQL 18', address: 'h:5432', channel: 'pgrst' },
      [
        'Listener connected to PostgreSQL 18 on "h:5432" and listening for database notifications on the "pgrst" channel',
      ],
    ],
    [
      { kind: 'listener-failed', channel: 'pgrst', message: 'FATAL:  server closed\n\tthe connection\n' },
      ['Failed listening for database notifications on the "pgrst" channel. FATAL:  server closed the connection'],
    ],
    [{ kind: 'listener-retrying', seconds: 1 }, ['Retrying listening for database notifications in 1 seconds...']],
    [
      { kind: 'listener-notification-queue-bug' },
      [
        'This is likely a PostgreSQL bug in the notification queue, executing the following to try to solve it: SELECT pg_notification_queue_usage();',
      ],
    ],
    [
      { kind: 'notification-schema-reload', channel: 'c' },
      ['Received a schema cache reload message on the "c" channel'],
    ],
    [{ kind: 'notification-config-reload', channel: 'c' }, ['Received a config reload message on the "c" channel']],
    [{ kind: 'fatal-database-error', reason: 'connection', error }, [`Failed to establish a connection. ${errorText}`]],
    [
      { kind: 'fatal-database-error', reason: 'bug', error },
      [
        `This is probably a bug in PostgREST, please report it at https://github.com/PostgREST/postgrest/issues. ${errorText}`,
      ],
    ],
    [
      { kind: 'fatal-database-error', reason: 'prepared-statements', error },
      [
        `If you are using connection poolers in transaction mode, try setting db-prepared-statements to false. ${errorText}`,
      ],
    ],
    [
      { kind: 'fatal-database-error', reason: 'statement-pooling', error },
      [`Connection poolers in statement mode are not supported.${errorText}`],
    ],
    [
      { kind: 'legacy-target-names', updates: '`target` to `alias`', request: 'GET /t?select=alias:target(*)' },
      [
        'WARNING: Embedded resource was referenced by relation name even though it has an alias. This is deprecated and will stop working in a future release.',
        'Update filters, orders or limits that use `target` to `alias` in `GET /t?select=alias:target(*)`',
      ],
    ],
    [{ kind: 'worker-lost', reason: 'SIGSEGV' }, ['A worker has ended (SIGSEGV), a new one takes its place']],
    [{ kind: 'admin-crashed', message: 'a\nb' }, ['Admin server crashed unexpectedly: a b']],
  ])('at every level: %j', (observation, lines) => {
    expect(logged({ logLevel: 'crit' }, observation).diagnostics).toEqual(lines);
  });

  it.each<[Observation, string]>([
    [{ kind: 'pool-borrowing' }, 'Trying to borrow a connection from pool'],
    [{ kind: 'pool-borrowed' }, 'Borrowed a connection from the pool'],
    [{ kind: 'pool-connection', id: 'u', event: 'is used' }, 'Connection u is used'],
    [{ kind: 'pool-flushed' }, 'Database connection pool flushed'],
    [{ kind: 'jwt-cache-lookup', hit: true }, 'Looked up a JWT in JWT cache'],
    [{ kind: 'jwt-cache-eviction' }, 'Evicted entry from JWT cache'],
    [{ kind: 'http-server-error', message: 'x' }, 'Warp server: x'],
  ])('at debug only: %j', (observation, line) => {
    expect(logged({ logLevel: 'debug' }, observation).diagnostics).toEqual([line]);
    expect(logged({ logLevel: 'info' }, observation).diagnostics).toEqual([]);
  });

  it('lists the catalog timings at debug', () => {
    const observation: Observation = {
      kind: 'schema-cache-queried',
      milliseconds: 1,
      timings: [
        ['tables', '12.425'],
        ['keydeps', '4.285'],
      ],
    };
    expect(logged({ logLevel: 'debug' }, observation).diagnostics[1]).toBe('tables: 12.425 ms, keydeps: 4.285 ms');
  });

  it('writes request errors from error upwards', () => {
    expect(logged({ logLevel: 'crit' }, { kind: 'request-error', error }).diagnostics).toEqual([]);
    expect(logged({ logLevel: 'error' }, { kind: 'request-error', error }).diagnostics).toEqual([errorText]);
  });

  it('prefixes every line of a message with the time', () => {
    let written = '';
    const logger = createLogger({
      settings: () => ({ logLevel: 'crit', logQuery: false, logFormat: 'text' }),
      writeDiagnostics: (text) => {
        written += text;
      },
      writeAccess: () => {},
    });
    logger.observe({ kind: 'config-reload-failed', message: 'a\nb' });
    logger.flush();
    const lines = written.trimEnd().split('\n');
    expect(lines.length).toBe(2);
    expect(lines.every((line) => prefix.test(line))).toBe(true);
  });
});

describe('access log', () => {
  it('has one line per response in combined format', () => {
    const { access: lines } = logged({ logLevel: 'info' }, response(200));
    expect(lines[0]!.replace(/\[.*?\]/, '[time]')).toBe(
      '127.0.0.1 - web_anon [time] "GET /films?id=eq.1 HTTP/1.1" 200 162 "" "curl/7.64.0"',
    );
    expect(lines[0]).toMatch(/\[22\/Nov\/2026:12:00:00 [+-]\d{4}\]/);
  });

  it('shows - for what is unknown', () => {
    const { response: answer } = response(200);
    const unknown = {
      ...response(200),
      request: { ...request, remoteAddress: null },
      response: { ...answer, headers: [] },
      role: null,
    };
    const { access: lines } = logged({ logLevel: 'info' }, unknown);
    expect(lines[0]).toMatch(/^- - - \[.* 200 - "" /);
  });

  it('has agent and referer as the client sent them', () => {
    const sent = (text: string) => Buffer.from(text).toString('latin1');
    const headers = ['User-Agent', sent('Füchslein/1'), 'Referer', sent('päge')];
    const { access: lines } = logged({ logLevel: 'info' }, { ...response(200), request: { ...request, headers } });
    expect(lines[0]).toMatch(/ "päge" "Füchslein\/1"$/);
  });

  it.each<[LogLevel, number[]]>([
    ['crit', []],
    ['error', [500]],
    ['warn', [400, 500]],
    ['info', [200, 400, 500]],
    ['debug', [200, 400, 500]],
  ])('at %s', (logLevel, statuses) => {
    const { access: lines } = logged({ logLevel }, response(200), response(400), response(500));
    expect(lines.map((line) => Number(/" (\d+) /.exec(line)![1]))).toEqual(statuses);
  });

  it('gathers the lines of one turn of the event loop in one write', async () => {
    const writes: string[] = [];
    const logger = createLogger({
      settings: () => ({ logLevel: 'info', logQuery: false, logFormat: 'text' }),
      writeDiagnostics: () => {},
      writeAccess: (text) => writes.push(text),
    });
    logger.observe(response(200));
    logger.observe(response(201));
    expect(writes).toEqual([]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(writes.map((text) => text.split('\n').length)).toEqual([3]);
  });
});

describe('log-query', () => {
  const statements = ['select set_config($1)', '', 'with a as (\n  select 1\r\n)'];

  it('writes the statements of logged responses on one line each', () => {
    expect(logged({ logLevel: 'info', logQuery: true }, response(200, statements)).diagnostics).toEqual([
      'select set_config($1)',
      'with a as (   select 1 )',
    ]);
  });

  it('follows the level of the status', () => {
    expect(logged({ logLevel: 'warn', logQuery: true }, response(200, statements)).diagnostics).toEqual([]);
    expect(logged({ logLevel: 'error', logQuery: true }, response(504, statements)).diagnostics.length).toBe(2);
  });

  it('is off by default', () => {
    expect(logged({ logLevel: 'debug' }, response(200, statements)).diagnostics).toEqual([]);
  });
});

describe('log-format json', () => {
  it('writes one object per line', () => {
    const { diagnostics, access: lines } = logged(
      { logLevel: 'info', logQuery: true, logFormat: 'json' },
      { kind: 'config-reloaded' },
      response(200, ['select 1']),
    );
    const time = noon.toISOString();
    expect(diagnostics.map((line) => JSON.parse(line))).toEqual([
      { time, event: 'config-reloaded', message: 'Config reloaded' },
      { time, event: 'response', message: 'select 1' },
    ]);
    expect(JSON.parse(lines[0]!)).toEqual({
      time,
      event: 'response',
      remoteAddress: '127.0.0.1',
      role: 'web_anon',
      method: 'GET',
      target: '/films?id=eq.1',
      httpVersion: '1.1',
      status: 200,
      contentLength: '162',
      referer: '',
      userAgent: 'curl/7.64.0',
    });
  });
});

describe('pool timeouts', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('are logged at once, then at most every 5 seconds', () => {
    let written = '';
    const logger = createLogger({
      settings: () => ({ logLevel: 'error', logQuery: false, logFormat: 'text' }),
      writeDiagnostics: (text) => {
        written += text;
      },
      writeAccess: () => {},
    });
    const lineCount = () => {
      logger.flush();
      return written.split('\n').length - 1;
    };
    for (let i = 0; i < 3; i++) logger.observe({ kind: 'pool-timeout' });
    expect(lineCount()).toBe(1);
    vi.advanceTimersByTime(5_000);
    expect(lineCount()).toBe(2);
    vi.advanceTimersByTime(60_000);
    expect(lineCount()).toBe(2);
    expect(written).toContain(
      ': {"code":"PGRST003","details":null,"hint":null,"message":"Timed out acquiring connection from connection pool."}\n',
    );
  });
});
