import { compareCodePoints } from '../text/code-point-order.ts';
import { type ConfigValue, coerceText } from './coercion.ts';
import type { Config, RoleSettings } from './config.ts';
import { readConfigFile } from './file.ts';
import type { Option } from './option.ts';
import { environmentName, type OptionField, type OptionValues, optionFields, options } from './options.ts';
import { resolveDatabaseUri, resolveJwtSecret } from './secrets.ts';
import { validateOptions } from './validation.ts';

/** Where options come from, by option name; for one name the first of the list that has it wins. */
export interface ConfigSources {
  /** `pgrst.*` settings of the database; only options that may be set there. */
  readonly databaseSettings?: ReadonlyMap<string, string>;
  /** Command-line flags, or a program's options. */
  readonly flags: ReadonlyMap<string, string>;
  /** `PGRST_*` variables; also those that a file refers to. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Path of the configuration file. */
  readonly file: string | null;
  readonly roleSettings?: ReadonlyMap<string, RoleSettings>;
}

/**
 * Reads, coerces and validates all options (spec operations 3). A source that has an option hides the sources after
 * it even when its value is empty or cannot be coerced; then the alias or the default applies.
 * @param previous on a reload the configuration in force, whose `db-uri` stays
 * @throws ConfigError with the text for the operator
 */
export function loadConfig(sources: ConfigSources, previous?: Config): Config {
  const file = sources.file === null ? noBindings : readConfigFile(sources.file, sources.environment);
  const values = readOptions(sources, file);
  const validated = validateOptions(values);
  return Object.freeze({
    ...values,
    ...validated,
    adminServerHost: values.adminServerHost ?? values.serverHost,
    appSettings: readAppSettings(sources, file),
    dbUri: previous === undefined ? resolveDatabaseUri(values.dbUri) : previous.dbUri,
    ...resolveJwtSecret(values.jwtSecret, values.jwtSecretIsBase64),
    roleSettings: sources.roleSettings ?? new Map(),
  });
}

const noBindings: ReadonlyMap<string, ConfigValue> = new Map();

type LookUp = (name: string) => ConfigValue | undefined;

function readOptions(sources: ConfigSources, file: ReadonlyMap<string, ConfigValue>): OptionValues {
  const lookUp: LookUp = (name) =>
    sources.databaseSettings?.get(name) ??
    sources.flags.get(name) ??
    ownValue(sources.environment, environmentName(name)) ??
    file.get(name);
  const values: Partial<Record<OptionField, unknown>> = {};
  for (const field of optionFields) values[field] = readOption(options[field] as Option<unknown>, lookUp);
  // The table has one option of the right type for every field; the loop cannot show that to the compiler.
  return values as OptionValues;
}

function readOption<Value>(option: Option<Value>, lookUp: LookUp): Value {
  const { name, alias = name, aliasWins = false } = option;
  const [first, second] = aliasWins ? [alias, name] : [name, alias];
  return readValue(option, lookUp(first)) ?? readValue(option, lookUp(second)) ?? option.default;
}

function readValue<Value>(option: Option<Value>, value: ConfigValue | undefined): Value | null {
  return value === undefined ? null : option.type.coerce(value);
}

const settingPrefix = 'app.settings.';
const settingVariablePrefix = 'PGRST_APP_SETTINGS_';

function readAppSettings(sources: ConfigSources, file: ReadonlyMap<string, ConfigValue>): Config['appSettings'] {
  const settings = new Map<string, string>();
  for (const [key, value] of file) {
    if (key.startsWith(settingPrefix)) settings.set(key, coerceText(value));
  }
  for (const [variable, value] of Object.entries(sources.environment)) {
    if (value === undefined || !variable.startsWith(settingVariablePrefix)) continue;
    settings.set(settingPrefix + variable.slice(settingVariablePrefix.length), value);
  }
  for (const [key, value] of sources.flags) {
    if (key.startsWith(settingPrefix)) settings.set(key, value);
  }
  return [...settings].sort(([a], [b]) => compareCodePoints(a, b));
}

function ownValue(environment: ConfigSources['environment'], name: string): string | undefined {
  return Object.hasOwn(environment, name) ? environment[name] : undefined;
}
