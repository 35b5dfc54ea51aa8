import { execFileSync } from 'node:child_process';
import { repositoryRoot } from '../repository-root.ts';

/** Compiles `src/` if it changed since the last build. */
export default function build(): void {
  execFileSync(process.execPath, ['scripts/ensure-built.mjs'], { cwd: repositoryRoot, stdio: 'inherit' });
}
