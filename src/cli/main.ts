import { ConfigError } from '../config/config-error.ts';
import { dumpConfig } from '../config/dump.ts';
import { exampleConfig } from '../config/example.ts';
import { type ConfigSources, loadConfig } from '../config/index.ts';
import { options } from '../config/options.ts';
import { stringLiteral } from '../config/string-literal.ts';
import { standardStreamsWritten } from '../observe/standard-streams.ts';
import { compatibleVersion } from '../version.ts';
import { type Command, parseArguments } from './arguments.ts';
import { checkReady } from './ready.ts';
import { usageText } from './usage.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The `postgrest` command (spec operations 1, 2). What only some of its uses need is loaded by them alone, so that the
 * others start fast.
 *
 * @param argv the arguments after the program's name
 * @returns the exit code, or null while a server runs
 */
export async function main(argv: readonly string[], environment: Environment): Promise<number | null> {
  const command = parseArguments(argv);
  let exitCode: number | null;
  try {
    exitCode = await run(command, environment);
  } catch (error) {
    process.stderr.write(`postgrest: ${failureText(error)}\n`);
    exitCode = 1;
  }
  if (exitCode !== null) await standardStreamsWritten();
  return exitCode;
}

async function run(command: Command, environment: Environment): Promise<number | null> {
  switch (command.kind) {
    case 'version':
      process.stdout.write(`PostgREST ${compatibleVersion}\n`);
      return 0;
    case 'help':
      process.stdout.write(usageText());
      return 0;
    case 'example':
      process.stdout.write(exampleConfig());
      return 0;
    case 'usage-error':
      process.stderr.write(`${command.message}\n\n${usageText()}`);
      return 1;
    case 'ready': {
      const { isReady, message } = await checkReady(loadConfig(configSources(command, environment)));
      (isReady ? process.stdout : process.stderr).write(`${message}\n`);
      return isReady ? 0 : 1;
    }
    case 'dump-config':
    case 'dump-schema': {
      const { dump } = await import('./dump.ts');
      return dump(command.kind, configSources(command, environment), environment, dumpConfig);
    }
    case 'serve': {
      const { serve } = await import('./serve.ts');
      return serve(command, configSources(command, environment), environment);
    }
  }
}

/** `PORT`, which hosting platforms set, counts where nothing else names a port. */
function configSources(command: Extract<Command, { configFile: unknown }>, environment: Environment): ConfigSources {
  const port = environment['PORT'];
  const usesPort = port !== undefined && port !== '' && command.configFile === null;
  return {
    flags: command.flags,
    environment: usesPort ? { [portVariable]: port, ...environment } : environment,
    file: command.configFile,
  };
}

const portVariable = `PGRST_${options.serverPort.name.toUpperCase().replaceAll('-', '_')}`;

/** Errors that operators can mend are told in their own words; anything else is a defect and shows where. */
function failureText(error: unknown): string {
  if (error instanceof ConfigError) return `FatalError {fatalErrorMessage = ${stringLiteral(error.message)}}`;
  if (error instanceof Error) return expectedErrors.has(error.name) ? error.message : (error.stack ?? error.message);
  return String(error);
}

const expectedErrors: ReadonlySet<string> = new Set(['BindError', 'EmbeddedDatabaseError']);
