import { type ParseArgsConfig, parseArgs } from 'node:util';
import { isConnectionUri } from '../config/connection-string.ts';
import { optionFields, options } from '../config/options.ts';

/** What the command line asks for (spec operations 2). */
export type Command =
  | ({ readonly kind: 'serve'; readonly embedded: EmbeddedDatabase | null; readonly demo: boolean } & CommandSources)
  | ({ readonly kind: 'dump-config' | 'dump-schema' | 'ready' } & CommandSources)
  | { readonly kind: 'version' | 'help' | 'example' }
  | { readonly kind: 'usage-error'; readonly message: string };

/** Where the configuration comes from, besides the environment. */
export interface CommandSources {
  readonly configFile: string | null;
  /** The database given as positional argument; `flags` has it as `db-uri`, too. */
  readonly databaseUri: string | null;
  /** By option name. */
  readonly flags: ReadonlyMap<string, string>;
}

/** Settings of the database inside the process; null in a command = none of its flags was given. */
export interface EmbeddedDatabase {
  /** Null = in memory. */
  readonly dataDirectory: string | null;
  /** SQL files to run at start, in order. */
  readonly load: readonly string[];
}

/**
 * Reads the arguments after the program's name. Options may come in any order. `postgres://…` and `postgresql://…` as
 * positional argument are a database, anything else is a configuration file.
 */
export function parseArguments(argv: readonly string[]): Command {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(withoutRuntimeOptions(argv));
  } catch (error) {
    return usageError(firstSentence((error as Error).message).replace(unknownOption, "Invalid option `$1'"));
  }
  const { values, positionals } = parsed;
  if (values['help'] === true) return { kind: 'help' };
  if (values['version'] === true) return { kind: 'version' };
  if (values['example'] === true) return { kind: 'example' };
  const [positional = null, surplus] = positionals;
  if (surplus !== undefined) return usageError(`Invalid argument \`${surplus}'`);
  const databaseUri = positional !== null && isConnectionUri(positional) ? positional : null;
  const configFile = databaseUri === null ? positional : null;
  const flags = readFlags(values, databaseUri);
  const switches = commandSwitches.filter((name) => values[name] === true);
  if (switches.length > 1) return usageError(`--${switches[0]} and --${switches[1]} exclude each other`);
  const embedded = readEmbedded(values);
  const [kind] = switches;
  if (kind !== undefined) {
    if (embedded !== null) return usageError(`--${kind} does not go with an embedded database`);
    return { kind, configFile, databaseUri, flags };
  }
  if (embedded !== null && flags.has(options.dbUri.name)) {
    return usageError('a database and an embedded database exclude each other');
  }
  return { kind: 'serve', configFile, databaseUri, flags, embedded, demo: values['demo'] === true };
}

/** PostgREST words it otherwise than Node. */
const unknownOption = /^Unknown option '(.*)'$/;

const commandSwitches = ['dump-config', 'dump-schema', 'ready'] as const;

/** Both names of every option that people may type: its own and its short flag. */
const optionNames: ReadonlyMap<string, string> = new Map(
  optionFields.flatMap((field) => {
    const { name, flag } = options[field];
    const own: [string, string] = [name, name];
    return flag === undefined || flag === name ? [own] : [own, [flag, name]];
  }),
);

const argumentSyntax: NonNullable<ParseArgsConfig['options']> = {
  ...Object.fromEntries([...optionNames.keys()].map((name) => [name, { type: 'string' }])),
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
  example: { type: 'boolean', short: 'e' },
  'dump-config': { type: 'boolean' },
  'dump-schema': { type: 'boolean' },
  ready: { type: 'boolean' },
  'data-dir': { type: 'string' },
  load: { type: 'string', multiple: true },
  demo: { type: 'boolean' },
};

type Values = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

function parse(args: readonly string[]): { readonly values: Values; readonly positionals: readonly string[] } {
  return parseArgs({ args: [...args], options: argumentSyntax, strict: true, allowPositionals: true });
}

/** Scripts written for PostgREST may carry `+RTS … -RTS` groups for its runtime; they have no counterpart. */
function withoutRuntimeOptions(argv: readonly string[]): readonly string[] {
  let inGroup = false;
  return argv.filter((argument) => {
    const wasInGroup = inGroup;
    if (argument === '+RTS') inGroup = true;
    else if (argument === '-RTS') inGroup = false;
    return !wasInGroup && !inGroup;
  });
}

function readFlags(values: Values, databaseUri: string | null): ReadonlyMap<string, string> {
  const flags = new Map<string, string>();
  if (databaseUri !== null) flags.set(options.dbUri.name, databaseUri);
  for (const [typed, name] of optionNames) {
    const value = values[typed];
    if (typeof value === 'string') flags.set(name, value);
  }
  return flags;
}

function readEmbedded(values: Values): EmbeddedDatabase | null {
  const { 'data-dir': directory, load, demo } = values;
  if (directory === undefined && load === undefined && demo === undefined) return null;
  return {
    dataDirectory: typeof directory === 'string' ? directory : null,
    load: Array.isArray(load) ? load.map(String) : [],
  };
}

function usageError(message: string): Command {
  return { kind: 'usage-error', message };
}

function firstSentence(message: string): string {
  return message.split('. ', 1)[0] ?? message;
}
