import {
  type ConfigValue,
  coerceBoolean,
  coerceEmptyableList,
  coerceInteger,
  coerceList,
  coerceQualifiedName,
  coerceString,
} from './coercion.ts';
import type { ConfiguredName } from './config.ts';

/** One row of the options table (spec operations 3.3). */
export interface Option<Value> {
  /** As in a configuration file; the environment and the database name derive from it. */
  readonly name: string;
  readonly type: OptionType<Value>;
  readonly default: Value;
  readonly reload: Reload;
  /** One line, for the usage text, the example and the documentation. */
  readonly description: string;
  /** Older name that still works. */
  readonly alias?: string;
  /** Normally the option's own name wins over its alias. */
  readonly aliasWins?: boolean;
  /** May be set as `pgrst.<name>` in the database. */
  readonly inDatabase?: boolean;
  /** Short command-line flag, for options that people type. */
  readonly flag?: string;
  /** Words that are accepted, where the type is a keyword. */
  readonly keywords?: readonly string[];
  /** How the option shows in the example file; absent = it does not. */
  readonly example?: Example;
  /** `own` goes beyond PostgREST; `test-aid` is for tests only and never printed. */
  readonly origin?: 'own' | 'test-aid';
}

/** What a kind of option makes of a source's value, and how it prints. */
export interface OptionType<Value> {
  readonly label: string;
  /** Null = unset, so that the alias or the default applies. */
  readonly coerce: (value: ConfigValue) => Value | null;
  /** The value as a configuration file has it. */
  readonly print: (value: Value | null) => string;
}

/**
 * When a changed value takes effect after a reload (spec operations 3.3, 3.5): `start` = never, it is read once;
 * `request` = with the next request or log line; `schema-cache` = with the next schema-cache load; `request and
 * schema-cache` = part with each; `listener` = when the listener starts or connects next; `next-reload` = it steers the
 * reload after this one; `partial` = only turning prepared statements off and on again for requests.
 */
export type Reload =
  | 'start'
  | 'request'
  | 'schema-cache'
  | 'request and schema-cache'
  | 'listener'
  | 'next-reload'
  | 'partial';

export interface Example {
  /** `active` lines take effect, `commented` ones start with `# `, `hidden` ones with `## `. */
  readonly state: 'active' | 'commented' | 'hidden';
  /** Text after `=`; absent = the default. */
  readonly value?: string;
}

/** `"text"`, as values print in a dump: only the double quote is escaped. */
export function quoted(text: string): string {
  return `"${text.replaceAll('"', '\\"')}"`;
}

export const text: OptionType<string> = {
  label: 'string',
  coerce: coerceString,
  print: (value) => quoted(value ?? ''),
};

export const keyword: OptionType<string> = { ...text, label: 'keyword' };
export const octalMode: OptionType<string> = { ...text, label: 'octal string' };

export const integer: OptionType<number> = {
  label: 'integer',
  coerce: coerceInteger,
  print: (value) => (value === null ? '""' : String(value)),
};

export const boolean: OptionType<boolean> = {
  label: 'boolean',
  coerce: coerceBoolean,
  print: (value) => String(value ?? false),
};

export const list: OptionType<readonly string[]> = {
  label: 'comma-separated list',
  coerce: coerceList,
  print: (value) => quoted((value ?? []).join(',')),
};

export const emptyableList: OptionType<readonly string[]> = { ...list, coerce: coerceEmptyableList };

export const qualifiedName: OptionType<ConfiguredName> = {
  label: 'function name',
  coerce: coerceQualifiedName,
  print: (value) => quoted(value === null ? '' : configuredNameText(value)),
};

function configuredNameText(value: ConfiguredName): string {
  return value.schema === null ? value.name : `${value.schema}.${value.name}`;
}
