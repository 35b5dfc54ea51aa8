/** Another project, which has installed the package. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '../repository-root.ts';

export interface Consumer {
  readonly directory: string;
  /** The packed package. */
  readonly tarball: string;
  /** Paths of the files in it. */
  readonly files: readonly string[];
  write(file: string, text: string): void;
  /** Runs a program in the project; gives its standard output, rejects when it fails. */
  run(program: string, args: readonly string[]): Promise<string>;
  /** Runs the TypeScript compiler; rejects with its messages when the files do not check. */
  compile(...args: readonly string[]): Promise<void>;
  remove(): void;
}

const execute = promisify(execFile);

/**
 * Packs the package as `npm publish` would and installs it in an empty project, beside its dependencies and the `others`
 * named, from this clone. Nothing else of the clone is within reach.
 */
export async function createConsumer(others: readonly string[] = []): Promise<Consumer> {
  const directory = mkdtempSync(path.join(tmpdir(), 'postgrest-ts-consumer-'));
  const modules = path.join(directory, 'node_modules');
  const run = async (program: string, args: readonly string[], cwd = directory) => {
    try {
      return (await execute(program, args, { cwd })).stdout;
    } catch (error) {
      const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string };
      throw new Error(`${program} ${args.join(' ')}\n${stdout}${stderr}`, { cause: error });
    }
  };

  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', directory];
  const [packed] = JSON.parse(await run('npm', pack, repositoryRoot));
  const tarball = path.join(directory, packed.filename);
  const installed = path.join(modules, 'postgrest-ts');
  mkdirSync(installed, { recursive: true });
  await run('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
  const { dependencies } = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8'));
  for (const name of [...Object.keys(dependencies), '@types/node', 'undici-types', ...others]) {
    mkdirSync(path.dirname(path.join(modules, name)), { recursive: true });
    symlinkSync(path.join(repositoryRoot, 'node_modules', name), path.join(modules, name));
  }
  writeFileSync(path.join(directory, 'package.json'), '{ "type": "module", "private": true }');

  return {
    directory,
    tarball,
    files: packed.files.map(({ path }: { readonly path: string }) => path),
    write: (file, text) => writeFileSync(path.join(directory, file), text),
    run,
    async compile(...args) {
      const compiler = path.join(repositoryRoot, 'node_modules', 'typescript', 'bin', 'tsc');
      await run(process.execPath, [
        compiler,
        '--strict',
        '--target',
        'es2022',
        '--lib',
        'es2022',
        '--types',
        'node',
        ...args,
      ]);
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
