import type { Config, LogLevel } from '../config/config.ts';
import { catalogue } from '../errors/catalogue.ts';
import { accessLine, formatAccessLine, logsResponse } from './access-log.ts';
import { debounce } from './debounce.ts';
import { createLineWriter } from './line-writer.ts';
import { catalogTimings, errorJson, type Importance, type Message, messageOf } from './messages.ts';
import type { Observation, Observer } from './observation.ts';
import { standardStreamsWritten } from './standard-streams.ts';
import { createTimestamp } from './timestamp.ts';

/**
 * The options that govern the log. In the `json` format every line is an object with `time`, `event` and either
 * `message` or the access line's fields.
 */
export type LogSettings = Pick<Config, 'logFormat' | 'logLevel' | 'logQuery'>;

export interface LoggerOptions {
  /** Looked up for every message, so that a configuration reload takes effect at once. */
  readonly settings: () => LogSettings;
  /** Where access lines go; standard output unless given. Must write synchronously. */
  readonly writeAccess?: (text: string) => void;
  /** Where everything else goes; standard error unless given. Must write synchronously. */
  readonly writeDiagnostics?: (text: string) => void;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

export interface Logger {
  readonly observe: Observer;
  /** Writes what is still collected. With the standard streams also done when the process exits. */
  flush(): void;
  /** The same, and resolves when the standard streams have passed it on, or a slow reader has had its time. */
  written(): Promise<void>;
}

/** Milliseconds that a process at its end gives a slow reader of its log. */
const patience = 1000;

/**
 * Subscribes to observations and writes the log: diagnostics to standard error, one access line per response to
 * standard output (spec operations 11 and 12). Lines are gathered and written once per turn of the event loop.
 */
export function createLogger(options: LoggerOptions): Logger {
  const { settings, now = Date.now } = options;
  const diagnostics = createLineWriter(options.writeDiagnostics ?? standardStream(process.stderr));
  const access = createLineWriter(options.writeAccess ?? standardStream(process.stdout));
  const timestamp = createTimestamp(now);

  const diagnose = (event: Observation['kind'], { importance, lines }: Message) => {
    const { logFormat, logLevel } = settings();
    if (!isWritten(logLevel, importance)) return;
    if (logFormat === 'json') {
      diagnostics.line(jsonLine(now(), event, { message: lines.join('\n') }));
      return;
    }
    // A message may hold line feeds of its own, from PostgreSQL's texts.
    for (const line of lines.join('\n').split('\n')) diagnostics.line(`${timestamp()}: ${line}`);
  };

  const logPoolTimeout = debounce(poolTimeoutInterval, () =>
    diagnose('pool-timeout', { importance: 'error', lines: [poolTimeoutText] }),
  );

  const logResponse = (observation: Observation & { kind: 'response' }) => {
    const { logFormat, logLevel, logQuery } = settings();
    if (!logsResponse(logLevel, observation.response.status)) return;
    if (logQuery) {
      for (const statement of observation.statements) {
        const line = statement.replace(/\r?\n|\r/g, ' ');
        if (line !== '') diagnose('response', { importance: 'always', lines: [line] });
      }
    }
    access.line(
      logFormat === 'json'
        ? jsonLine(now(), 'response', { ...accessLine(observation) })
        : formatAccessLine(accessLine(observation), timestamp()),
    );
  };

  const flush = () => {
    diagnostics.flush();
    access.flush();
  };
  if (options.writeAccess === undefined || options.writeDiagnostics === undefined) process.once('exit', flush);

  return {
    observe(observation) {
      switch (observation.kind) {
        case 'response':
          logResponse(observation);
          return;
        case 'pool-timeout':
          logPoolTimeout();
          return;
        default: {
          if (perRequest.has(observation.kind) && settings().logLevel !== 'debug') return;
          const message = messageOf(observation);
          if (message !== null) diagnose(observation.kind, message);
          if (observation.kind === 'schema-cache-queried') {
            const timings = catalogTimings(observation);
            if (timings !== null) diagnose(observation.kind, timings);
          }
        }
      }
    },
    flush,
    written: () => {
      flush();
      return standardStreamsWritten(patience);
    },
  };
}

/** What each request emits: the text of these is not even made while nobody reads it. */
const perRequest: ReadonlySet<Observation['kind']> = new Set([
  'pool-borrowing',
  'pool-borrowed',
  'pool-connection',
  'jwt-cache-lookup',
]);

/** Milliseconds between log lines about a busy pool (spec operations 12.2). */
const poolTimeoutInterval = 5_000;

const poolTimeoutText = errorJson({
  code: 'PGRST003',
  message: catalogue.PGRST003.message,
  details: null,
  hint: null,
});

function isWritten(level: LogLevel, importance: Importance): boolean {
  switch (importance) {
    case 'always':
      return true;
    case 'error':
      return level !== 'crit';
    case 'debug':
      return level === 'debug';
  }
}

function jsonLine(now: number, event: string, fields: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ time: new Date(now).toISOString(), event, ...fields });
}

function standardStream(stream: NodeJS.WriteStream): (text: string) => void {
  // A reader of the log that went away must not take the server down.
  stream.on('error', () => undefined);
  return (text) => {
    stream.write(text);
  };
}
