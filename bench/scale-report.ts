import { median } from './statistics.ts';

/** Microseconds of one request: of time that passes while many are under way, and of the server's processor. */
export interface Cost {
  readonly elapsed: number;
  readonly processor: number;
}

/** The costs at each size, one per round. */
export interface Growth {
  readonly title: string;
  readonly sizes: readonly number[];
  readonly costs: readonly (readonly Cost[])[];
}

const barLength = 40;

/** A chart and a sentence for each growth, as Markdown. */
export function scaleReport(growths: readonly Growth[], conditions: string): string {
  const legend = 'The bar is the time per request (1 ÷ requests per second), with its multiple of the first.';
  return ['# Scale', '', `${conditions} ${legend}`, '', ...growths.flatMap(chart)].join('\n');
}

function chart({ title, sizes, costs }: Growth): string[] {
  const elapsed = costs.map((rounds) => median(rounds.map((cost) => cost.elapsed)));
  const processor = costs.map((rounds) => median(rounds.map((cost) => cost.processor)));
  const longest = Math.max(...elapsed);
  const first = elapsed[0] ?? Number.NaN;
  const lines = sizes.map((size, index) => {
    const time = elapsed[index] ?? Number.NaN;
    const bar = '█'.repeat(Math.max(1, Math.round((time / longest) * barLength))).padEnd(barLength);
    const multiple = (time / first).toFixed(2).padStart(6);
    return `${String(size).padStart(5)} ${bar} ${multiple} ×  ${time.toFixed(0).padStart(6)} µs, CPU ${(processor[index] ?? Number.NaN).toFixed(0).padStart(6)} µs`;
  });
  return [`## ${title}`, '', '```', ...lines, '```', '', slope(sizes, elapsed, processor), ''];
}

function slope(sizes: readonly number[], elapsed: readonly number[], processor: readonly number[]): string {
  const growth = (sizes.at(-1) ?? 1) / (sizes[0] ?? 1);
  const of = (costs: readonly number[]) => (costs.at(-1) ?? Number.NaN) / (costs[0] ?? Number.NaN);
  return `${growth} times as many cost ${of(elapsed).toFixed(2)} times the time and ${of(processor).toFixed(2)} times the processor time per request.`;
}
