import { type OptionField, options } from './options.ts';

/** Options as a program gives them: by option name or field (`db-pool` or `dbPool`); `null` = not given. */
export type ProgrammaticOptions = Readonly<Record<string, unknown>>;

/**
 * Turns an object of options into the text form of command-line flags, to be read by `loadConfig`. Lists may be
 * arrays, `jwtSecret` may be a key object, `appSettings` is an object of names and values.
 * @throws TypeError for an unknown option, so that a misspelt one is noticed
 */
export function programmaticOptions(given: ProgrammaticOptions): ReadonlyMap<string, string> {
  const flags = new Map<string, string>();
  for (const [key, value] of Object.entries(given)) {
    if (value === null || value === undefined) continue;
    if (key === 'appSettings' || key === 'app.settings') {
      for (const [name, setting] of Object.entries(value)) flags.set(`app.settings.${name}`, optionText(setting));
    } else {
      flags.set(optionName(key), optionText(value));
    }
  }
  return flags;
}

const names: ReadonlySet<string> = new Set(
  Object.values(options).flatMap(({ name, alias }) => (alias === undefined ? [name] : [name, alias])),
);

function optionName(key: string): string {
  if (names.has(key) || key.startsWith('app.settings.')) return key;
  if (Object.hasOwn(options, key)) return options[key as OptionField].name;
  throw new TypeError(`unknown option: ${key}`);
}

function optionText(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(',');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
