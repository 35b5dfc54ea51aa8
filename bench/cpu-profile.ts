import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  /** Microseconds between samples. */
  readonly timeDeltas: readonly number[];
}

/** A function with its share of the time, 0 to 1, in which the process was not idle. */
interface SelfTime {
  readonly functionName: string;
  readonly location: string;
  readonly share: number;
}

/** The functions with most time of their own in the one .cpuprofile of a directory, heaviest first. */
export function heaviestFunctions(directory: string, count: number): readonly SelfTime[] {
  const [file] = readdirSync(directory).filter((name) => name.endsWith('.cpuprofile'));
  if (file === undefined) throw new Error(`no profile in ${directory}`);
  const profile: CpuProfile = JSON.parse(readFileSync(path.join(directory, file), 'utf8'));
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
  const times = new Map<string, number>();
  let total = 0;
  profile.samples.forEach((id, index) => {
    const frame = frames.get(id);
    if (frame === undefined || frame.functionName === '(idle)') return;
    const key = `${frame.functionName || '(anonymous)'}\t${location(frame.url, frame.lineNumber)}`;
    const microseconds = profile.timeDeltas[index] ?? 0;
    times.set(key, (times.get(key) ?? 0) + microseconds);
    total += microseconds;
  });
  return [...times]
    .sort(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(([key, time]) => {
      const [functionName = '', place = ''] = key.split('\t');
      return { functionName, location: place, share: time / total };
    });
}

const bundles = new Map<string, readonly string[]>();

/** The source file where the bundle names it, otherwise the path inside the clone or the package. */
function location(url: string, line: number): string {
  if (!url.startsWith('file://')) return url;
  const file = fileURLToPath(url);
  if (!bundles.has(file)) bundles.set(file, readFileSync(file, 'utf8').split('\n'));
  const source = bundles
    .get(file)
    ?.slice(0, line + 1)
    .findLast((text) => /^\/\/ (?:src|node_modules)\//.test(text));
  return source?.slice('// '.length) ?? `${file.replace(/^.*?\/(dist|node_modules)\//, '$1/')}:${line + 1}`;
}
