import type { Config } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';
import { type ConfigSources, loadConfig } from '../config/index.ts';
import { reloadedConfig, warnOfDeprecations } from '../lifecycle/config-reload.ts';
import { createInstance } from '../lifecycle/instance.ts';
import { createLogger } from '../observe/logger.ts';
import { errorBody } from '../response/failure.ts';
import { loadSchemaCache } from '../schema-cache/index.ts';

/**
 * `--dump-config` and `--dump-schema` (spec operations 2.1, 2.2): the configuration with the database's settings on
 * top, or the schema cache, on standard output. An invalid database setting is fatal here.
 *
 * @throws ConfigError
 */
export async function dump(
  kind: 'dump-config' | 'dump-schema',
  sources: ConfigSources,
  environment: Readonly<Record<string, string | undefined>>,
  dumpConfig: (config: Config) => string,
): Promise<number> {
  let isFatal = false;
  const logger = createLogger({ settings: () => instance.state.config });
  const { observe } = logger;
  const instance = createInstance({
    config: loadConfig(sources),
    sources,
    embedded: null,
    environment,
    observe,
    traceRequest: null,
    onFatal: () => {
      isFatal = true;
    },
  });
  const { state, database } = instance;
  observe({ kind: 'starting' });
  warnOfDeprecations(state.config, observe);
  try {
    if (state.config.dbConfig) {
      const { serverVersion } = state;
      state.config = await reloadedConfig(state.config, { sources, database, serverVersion, observe });
    }
    if (isFatal) return 1;
    if (kind === 'dump-config') {
      process.stdout.write(dumpConfig(state.config));
      return 0;
    }
    const { cache } = await loadSchemaCache(database, state.config);
    process.stdout.write(`${cache.toJson()}\n`);
    return 0;
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    observe({
      kind: 'schema-cache-failed',
      schemas: state.config.dbSchemas,
      extraSearchPath: state.config.dbExtraSearchPath,
      error: errorBody(error),
    });
    return 1;
  } finally {
    await instance.close();
    logger.flush();
  }
}
