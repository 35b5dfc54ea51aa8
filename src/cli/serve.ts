import { readFileSync } from 'node:fs';
import type { Config } from '../config/config.ts';
import { type ConfigSources, loadConfig } from '../config/index.ts';
import type { EmbeddedDatabase } from '../database/embedded.ts';
import { warnOfDeprecations } from '../lifecycle/config-reload.ts';
import { createInstance, type Instance } from '../lifecycle/instance.ts';
import { apiTarget, type RunningServer, startServer } from '../lifecycle/server.ts';
import { createLogger, type Logger } from '../observe/logger.ts';
import { createMetrics } from '../observe/metrics.ts';
import { loadRequestTracer } from '../observe/tracing.ts';
import type { Command } from './arguments.ts';
import { demoBanner, demoOptions, demoScripts } from './demo.ts';

type ServeCommand = Extract<Command, { kind: 'serve' }>;
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Runs the server until a signal ends it (spec operations 1.1-1.3). With `server-workers`, in several processes.
 *
 * @throws ConfigError, BindError
 */
export async function serve(command: ServeCommand, sources: ConfigSources, environment: Environment): Promise<null> {
  const effective = command.demo ? withDemoOptions(sources) : sources;
  const config = loadConfig(effective);
  const start = () => serveHere(command, config, effective, environment);
  if (config.serverWorkers <= 1) {
    await start();
    return null;
  }
  const { runWorkers } = await import('../server/workers.ts');
  await runWorkers({ count: config.serverWorkers, start, targets: [apiTarget(config)] });
  return null;
}

async function serveHere(
  command: ServeCommand,
  config: Config,
  sources: ConfigSources,
  environment: Environment,
): Promise<void> {
  const logger: Logger = createLogger({ settings: () => instance.state.config });
  const metrics = createMetrics({
    poolMax: config.dbPool,
    poolAvailable: () => instance.database.stats().available,
  });
  const observe: Logger['observe'] = (observation) => {
    logger.observe(observation);
    metrics.observe(observation);
  };
  const instance: Instance = createInstance({
    config,
    sources,
    embedded: await openEmbedded(command),
    environment,
    observe,
    traceRequest: await loadRequestTracer(),
    // The request that met the error still gets its answer, in this turn of the event loop.
    onFatal: () => {
      setImmediate(() => {
        logger.flush();
        process.exit(1);
      });
    },
  });
  observe({ kind: 'starting' });
  warnOfDeprecations(config, observe);
  let server: RunningServer | null = null;
  let isEnding = false;
  const end = (signal: NodeJS.Signals) => {
    observe({ kind: 'termination-signal', signal });
    if (isEnding) return;
    isEnding = true;
    void shutDown(server, instance, logger);
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  process.on('SIGUSR1', () => instance.loader.trigger());
  process.on('SIGUSR2', () => void instance.reloadConfig());
  try {
    server = await startServer({ instance, observe, metricsText: () => metrics.text() });
  } catch (error) {
    await instance.close();
    // The error is the last thing to be read.
    logger.flush();
    throw error;
  }
  if (command.demo) process.stdout.write(demoBanner(server.address));
}

async function shutDown(server: RunningServer | null, instance: Instance, logger: Logger): Promise<void> {
  await server?.shutdown();
  await instance.close();
  logger.flush();
  process.exit(0);
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
