import { readdirSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../repository-root.ts';

/** The demo's SQL files in order, relative to the repository. */
export const demoScripts: readonly string[] = readdirSync(path.join(repositoryRoot, 'demo'))
  .filter((name) => name.endsWith('.sql'))
  .sort()
  .map((name) => `demo/${name}`);
