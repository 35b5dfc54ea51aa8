import { homedir } from 'node:os';
import type { Environment } from './connection-parameters.ts';

/** Null for a user whom the system does not know, as in containers that run under any user ID. */
export function homeDirectory(environment: Environment): string | null {
  const given = environment['HOME'];
  if (given !== undefined) return given;
  try {
    return homedir();
  } catch {
    return null;
  }
}
