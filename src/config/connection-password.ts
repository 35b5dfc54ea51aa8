import { readFileSync, statSync } from 'node:fs';

/** What a line of the password file is matched with. */
export interface PasswordLookup {
  /** `localhost` also for the default socket directory. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

/**
 * The lines of a password file: `host:port:database:user:password` (spec operations 8.1). A file that is missing, or
 * that others may read, has none.
 */
export function readPasswordFile(path: string): readonly string[] {
  try {
    const status = statSync(path);
    const isPrivate = process.platform === 'win32' || (status.mode & 0o077) === 0;
    if (!status.isFile() || !isPrivate) return [];
    return readFileSync(path, 'utf8').split(/\r?\n/);
  } catch {
    return [];
  }
}

/** The password of the first matching line, or null. */
export function findPassword(lines: readonly string[], lookup: PasswordLookup): string | null {
  const wanted = [lookup.host, String(lookup.port), lookup.database, lookup.user];
  for (const line of lines) {
    if (line.startsWith('#')) continue;
    const match = entry.exec(line);
    if (match === null) continue;
    const fields = match.slice(1);
    const matches = wanted.every(
      (value, index) => fields[index] === '*' || withoutEscapes(fields[index] ?? '') === value,
    );
    const password = withoutEscapes(fields[4] ?? '');
    if (matches && password !== '') return password;
  }
  return null;
}

const field = String.raw`((?:[^:\\]|\\.)*)`;
const entry = new RegExp(`^${field}:${field}:${field}:${field}:(.*)$`);

function withoutEscapes(text: string): string {
  return text.replace(/\\(.)/g, '$1');
}
