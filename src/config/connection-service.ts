import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from './connection-parameters.ts';
import { ConnectionStringError } from './connection-string.ts';
import { homeDirectory } from './home-directory.ts';

/** Where Debian's libpq looks, unless `PGSYSCONFDIR` says otherwise. */
const systemDirectory = '/etc/postgresql-common';

/**
 * The parameters of a service, from the user's service file or else the system's (spec operations 8.1).
 * @param file named explicitly, or null for `~/.pg_service.conf`
 * @throws ConnectionStringError when the service is not defined or its file is malformed
 */
export function readService(
  service: string,
  file: string | null,
  environment: Environment,
  knownParameters: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const home = homeDirectory(environment);
  const userFile = file ?? (home === null ? null : join(home, '.pg_service.conf'));
  const systemFile = join(environment['PGSYSCONFDIR'] ?? systemDirectory, 'pg_service.conf');
  for (const path of [userFile, systemFile]) {
    if (path === null) continue;
    const text = readIfExists(path);
    if (text === null && path === file) throw new ConnectionStringError(`service file "${path}" not found`);
    const parameters = text === null ? null : parseService(text, service, path, knownParameters);
    if (parameters !== null) return parameters;
  }
  throw new ConnectionStringError(`definition of service "${service}" not found`);
}

/** The section `[service]`, null when there is none; of a repeated parameter the first one counts. */
function parseService(
  text: string,
  service: string,
  path: string,
  knownParameters: ReadonlySet<string>,
): ReadonlyMap<string, string> | null {
  let parameters: Map<string, string> | null = null;
  for (const [index, rawLine] of text.split('\n').entries()) {
    const line = rawLine.trim();
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith('[')) {
      if (parameters !== null) return parameters;
      if (line.startsWith(`[${service}]`)) parameters = new Map();
      continue;
    }
    if (parameters === null) continue;
    const equals = line.indexOf('=');
    const name = line.slice(0, Math.max(equals, 0));
    if (equals === -1 || !knownParameters.has(name)) {
      throw new ConnectionStringError(`syntax error in service file "${path}", line ${index + 1}`);
    }
    if (name === 'service') {
      throw new ConnectionStringError(
        `nested service specifications not supported in service file "${path}", line ${index + 1}`,
      );
    }
    if (!parameters.has(name)) parameters.set(name, line.slice(equals + 1));
  }
  return parameters;
}

function readIfExists(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
