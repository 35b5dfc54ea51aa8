import { optionFields, options } from '../config/options.ts';
import { compatibleVersion } from '../version.ts';

/** The text of `--help`; on standard error after a usage error, too (spec operations 2). */
export function usageText(): string {
  return `PostgREST ${compatibleVersion} / create a REST API to an existing Postgres database

Usage: postgrest [-v|--version] [-e|--example] [--dump-config | --dump-schema | --ready]
                 [OPTIONS] [FILENAME | DATABASE]

Arguments:
${table([
  ['FILENAME', 'Configuration file'],
  ['DATABASE', 'postgres://… or postgresql://…, in place of db-uri'],
])}

Commands:
${table([
  ['-h, --help', 'Show this text'],
  ['-v, --version', 'Show the version'],
  ['-e, --example', 'Show an example configuration file'],
  ['--dump-config', 'Show the configuration in use'],
  ['--dump-schema', 'Show the schema cache as JSON'],
  ['--ready', 'Ask the admin server of a running instance whether it is ready'],
])}

Options (they win over PGRST_* variables and the configuration file):
${table(shortFlags())}
  Every option of the configuration file may be given as --NAME VALUE, for example --db-tx-end rollback.

Embedded database (runs inside the process, needs no installation):
${table([
  ['--demo', 'Serve a small demo database'],
  ['--data-dir DIR', 'Keep the data in a directory; without it, in memory'],
  ['--load FILE.sql', 'Run an SQL file at start; repeatable'],
])}
`;
}

function shortFlags(): readonly (readonly [string, string])[] {
  return optionFields.flatMap((field) => {
    const { flag, type, name, description } = options[field];
    return flag === undefined ? [] : [[`--${flag} ${placeholder(type.label)}`, `${description} [${name}]`] as const];
  });
}

function placeholder(typeLabel: string): string {
  switch (typeLabel) {
    case 'integer':
      return 'N';
    case 'comma-separated list':
      return 'A,B,…';
    default:
      return 'TEXT';
  }
}

const columnWidth = 24;

function table(rows: readonly (readonly [string, string])[]): string {
  return rows.map(([left, right]) => `  ${left.padEnd(columnWidth)}${right}`).join('\n');
}
