import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  /** From 0, as the column. */
  readonly lineNumber: number;
  readonly columnNumber: number;
}

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: CallFrame;
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
    const key = `${frame.functionName || '(anonymous)'}\t${location(frame)}`;
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

const sourceMaps = new Map<string, SourceMap | null>();

/** The source file where a source map names it, otherwise the path inside the clone or the package. */
function location({ url, lineNumber, columnNumber }: CallFrame): string {
  if (!url.startsWith('file://')) return url;
  const file = fileURLToPath(url);
  let sourceMap = sourceMaps.get(file);
  if (sourceMap === undefined) {
    const mapFile = `${file}.map`;
    sourceMap = existsSync(mapFile) ? new SourceMap(JSON.parse(readFileSync(mapFile, 'utf8'))) : null;
    sourceMaps.set(file, sourceMap);
  }
  const entry = sourceMap?.findEntry(lineNumber, columnNumber);
  if (entry !== undefined && 'originalSource' in entry) return entry.originalSource.replace(/^(?:\.\.\/)+/, '');
  return `${file.replace(/^.*?\/(dist|node_modules)\//, '$1/')}:${lineNumber + 1}`;
}
