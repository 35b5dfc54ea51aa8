import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the clone. */
export const repositoryRoot: string = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
