import type { RoleClaimPath } from '../auth/role-claim.ts';
import { compareCodePoints } from '../text/code-point-order.ts';
import type { Config } from './config.ts';
import { quoted } from './option.ts';
import { type OptionField, type OptionValues, optionFields, options, printValue } from './options.ts';

/**
 * The configuration as `--dump-config` prints it: one `key = value` line per option, sorted by code point, each ended
 * by a line feed (spec operations 2.1). Options beyond PostgREST appear only when they differ from their default.
 */
export function dumpConfig(config: Config): string {
  const values = printableValues(config);
  const entries = optionFields.filter((field) => isDumped(field, values)).map((field) => dumpOption(field, values));
  for (const [name, value] of config.appSettings) entries.push(`${name} = ${quoted(value)}\n`);
  return entries.sort(compareCodePoints).join('');
}

/** The path as the dump and the deprecation warning show it, before quoting. */
export function dumpRoleClaimPath(path: RoleClaimPath): string {
  if (path.syntax === 'deprecated') return path.text;
  return path.text.replaceAll('$', '$$$$').replaceAll('"', '\\"');
}

function dumpOption<Field extends OptionField>(field: Field, values: OptionValues): string {
  return `${options[field].name} = ${printValue(field, values[field])}\n`;
}

function isDumped(field: OptionField, values: OptionValues): boolean {
  const option = options[field];
  return option.origin === undefined || (option.origin === 'own' && values[field] !== option.default);
}

function printableValues(config: Config): OptionValues {
  return {
    ...config,
    jwtRoleClaimKey: dumpRoleClaimPath(config.jwtRoleClaimKey),
    jwtSecret: config.jwtSecret === null ? null : secretText(config.jwtSecret, config.jwtSecretIsBase64),
    serverUnixSocketMode: config.serverUnixSocketMode.toString(8),
    adminServerUnixSocketMode: config.adminServerUnixSocketMode.toString(8),
  };
}

function secretText(secret: Uint8Array, isBase64: boolean): string {
  return Buffer.from(secret).toString(isBase64 ? 'base64' : 'utf8');
}
