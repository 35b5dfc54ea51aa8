import cluster from 'node:cluster';
import { readFileSync, writeFileSync } from 'node:fs';
import { type ConfigSources, loadConfig } from '../config/index.ts';
import type { EmbeddedDatabase } from '../database/embedded.ts';
import { warnOfDeprecations } from '../lifecycle/config-reload.ts';
import { createInstance, type Instance } from '../lifecycle/instance.ts';
import { type RunningServer, type ServerOptions, startServer } from '../lifecycle/server.ts';
import type { Workers } from '../lifecycle/workers.ts';
import { createLogger, type Logger } from '../observe/logger.ts';
import { createMetrics, type Metrics, metricsText, sumMetrics } from '../observe/metrics.ts';
import type { Observer } from '../observe/observation.ts';
import { loadRequestTracer } from '../observe/tracing.ts';
import type { Command } from './arguments.ts';
import { demoBanner, demoOptions, demoScripts } from './demo.ts';

type ServeCommand = Extract<Command, { kind: 'serve' }>;
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Runs the server until a signal ends it (spec operations 1.1-1.3). With `server-workers`, other processes answer the
 * requests. Resolves when it serves.
 *
 * @throws ConfigError, BindError
 */
export async function serve(command: ServeCommand, sources: ConfigSources, environment: Environment): Promise<null> {
  if (cluster.isWorker) {
    const { runWorker } = await import('../lifecycle/worker.ts');
    return runWorker(environment);
  }
  nameProcess();
  const effective = command.demo ? withDemoOptions(sources) : sources;
  const config = loadConfig(effective);
  const embedded = await openEmbedded(command);
  // An embedded database lives in one process and has one session.
  const hasWorkers = config.serverWorkers > 1 && embedded === null;

  const logger: Logger = createLogger({ settings: () => instance.state.config });
  const metrics = createMetrics({
    poolMax: hasWorkers ? 0 : config.dbPool,
    poolAvailable: () => (hasWorkers ? 0 : instance.database.stats().available),
  });
  let workers: Workers | null = null;
  const observe: Logger['observe'] = (observation) => {
    logger.observe(observation);
    metrics.observe(observation);
    workers?.observe(observation);
  };
  // A request that met a fatal error still gets its answer, in this turn of the event loop.
  const exit = (code: number) => setImmediate(() => void exitAfterLog(logger, code));
  const instance: Instance = createInstance({
    config,
    sources: effective,
    embedded,
    environment,
    observe,
    traceRequest: await loadRequestTracer(),
    onFatal: () => exit(1),
  });
  observe({ kind: 'starting' });
  warnOfDeprecations(config, observe);
  if (hasWorkers) {
    const module = await import('../lifecycle/workers.ts');
    workers = new module.Workers(instance, observe, exit);
  }
  const parts: Parts = { instance, observe, logger, metrics, workers };
  const server = await start(parts);
  if (command.demo) process.stdout.write(demoBanner(server.address));
  return null;
}

/** Operators send signals by name (`killall -SIGUSR1 postgrest`), and Linux names a process after its interpreter. */
function nameProcess(): void {
  if (process.platform !== 'linux') return;
  try {
    // Unlike process.title this leaves the arguments as they are.
    writeFileSync('/proc/self/comm', 'postgrest');
  } catch {
    // A name is not worth failing for.
  }
}

interface Parts {
  readonly instance: Instance;
  readonly observe: Observer;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Null when this process answers the requests itself. */
  readonly workers: Workers | null;
}

async function start(parts: Parts): Promise<RunningServer> {
  const { instance, observe, logger } = parts;
  let server: RunningServer | null = null;
  let isEnding = false;
  const end = (signal: NodeJS.Signals) => {
    observe({ kind: 'termination-signal', signal });
    if (isEnding) return;
    isEnding = true;
    void shutDown(server, parts);
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  process.on('SIGUSR1', () => instance.loader.trigger());
  process.on('SIGUSR2', () => void instance.reloadConfig());
  try {
    server = await startServer({ instance, observe, ...whoServes(parts) });
    return server;
  } catch (error) {
    await instance.close();
    // The error is the last thing to be read.
    logger.flush();
    throw error;
  }
}

function whoServes({ metrics, workers }: Parts): Pick<ServerOptions, 'metricsText' | 'openApi'> {
  if (workers === null) return { metricsText: async () => metrics.text() };
  return {
    metricsText: async () => metricsText(sumMetrics([metrics.values(), await workers.metrics()])),
    openApi: () => workers.open(),
  };
}

async function shutDown(server: RunningServer | null, { instance, logger, workers }: Parts): Promise<void> {
  if (server === null) await workers?.end();
  else await server.shutdown();
  await instance.close();
  await exitAfterLog(logger, 0);
}

async function exitAfterLog(logger: Logger, code: number): Promise<void> {
  await logger.written();
  process.exit(code);
}

/** The database inside the process, if one was asked for: by flags or for the demo. */
async function openEmbedded(command: ServeCommand): Promise<EmbeddedDatabase | null> {
  if (command.embedded === null && !command.demo) return null;
  const embedded = await import('../database/embedded.ts');
  const snapshots = await import('../database/embedded-snapshot.ts');
  const scripts = command.embedded?.load.map((path) => readFileSync(path, 'utf8')) ?? [];
  return embedded.openEmbedded({
    dataDirectory: command.embedded?.dataDirectory ?? null,
    snapshotDirectory: snapshots.defaultSnapshotDirectory(),
    load: command.demo ? [...demoScripts(), ...scripts] : scripts,
  });
}

/** The demo's own settings stand behind everything that the user gives. */
function withDemoOptions(sources: ConfigSources): ConfigSources {
  return { ...sources, environment: { ...demoOptions, ...sources.environment } };
}
