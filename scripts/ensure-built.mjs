// Compiles src/ to dist/ when a source or the configuration is newer than the last complete build. The command is also
// bundled, into dist/command/: to find and read some two hundred small modules takes Node longer than to run them.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Milliseconds, 0 for a missing file. */
const modified = (/** @type {string} */ file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

const sources = [
  `${root}/src`,
  ...readdirSync(`${root}/src`, { recursive: true }).map((name) => `${root}/src/${name}`),
  ...['package.json', 'tsconfig.json', 'tsconfig.build.json'].map((name) => `${root}/${name}`),
];

const builtAt = modified(`${root}/dist/.built`);
if (builtAt === 0 || sources.some((source) => modified(source) > builtAt)) {
  process.exitCode = await rebuild();
}

/** Builds aside and swaps, so that dist/ is complete at any time. Returns the compiler's exit code. */
async function rebuild() {
  const startedAt = new Date();
  const aside = `${root}/.cache/build-${process.pid}`;
  const status = compile(aside);
  if (status === 0) {
    await bundleCommand(`${aside}/command`);
    writeFileSync(`${aside}/.built`, '');
    utimesSync(`${aside}/.built`, startedAt, startedAt);
    rmSync(`${root}/dist`, { recursive: true, force: true });
    renameSync(aside, `${root}/dist`);
  } else {
    rmSync(aside, { recursive: true, force: true });
  }
  return status;
}

/** The library: one file per module, with its types. Returns the compiler's exit code. */
function compile(/** @type {string} */ directory) {
  const compiler = `${root}/node_modules/typescript/bin/tsc`;
  const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--outDir', directory], {
    cwd: root,
    stdio: 'inherit',
  });
  return status ?? 1;
}

/**
 * Split where the source imports at run time, so that what is optional is still loaded only when used. pg comes along,
 * some forty modules, with its licences. The source maps are for profiles and stay at home.
 */
async function bundleCommand(/** @type {string} */ directory) {
  const { build } = await import('esbuild');
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['src/cli/main.ts'],
    outdir: directory,
    bundle: true,
    splitting: true,
    external: ['@electric-sql/pglite', 're2js', 'pg-native', 'pg-cloudflare'],
    // CommonJS modules require the built-in ones.
    banner: {
      js: 'import{createRequire as bundleRequire}from"node:module";const require=bundleRequire(import.meta.url);',
    },
    minifyWhitespace: true,
    sourcemap: 'external',
    sourcesContent: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  });
  const packages = Object.keys(metafile.inputs).flatMap(
    (file) => file.match(/^node_modules\/(?:@[^/]+\/)?[^/]+/) ?? [],
  );
  writeFileSync(`${directory}/LICENSES.txt`, [...new Set(packages)].sort().map(licence).join('\n'));
}

/** The licence of a package, which has to go where the package goes. */
function licence(/** @type {string} */ directory) {
  const file = readdirSync(`${root}/${directory}`).find((name) => /^licen[cs]e/i.test(name));
  const { name, version, license } = JSON.parse(readFileSync(`${root}/${directory}/package.json`, 'utf8'));
  const text = file === undefined ? '' : readFileSync(`${root}/${directory}/${file}`, 'utf8');
  return `${name} ${version} (${license})\n\n${text}`;
}
