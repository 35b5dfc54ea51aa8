import { type ContenderName, labels, type Measurement } from './contender.ts';
import type { Results } from './results.ts';
import { type Workload, workloads } from './workloads.ts';

/** A ratio that our server is to reach. */
export interface Goal {
  readonly title: string;
  readonly bound: 'at least' | 'at most';
  readonly value: number;
  /** NaN when it was not measured. */
  readonly measured: (results: Results) => number;
}

export const goals: readonly Goal[] = [
  rate('row', 'one-query', 0.95),
  rate('page', 'one-query', 1.8),
  rate('thousand', 'one-query', 2.8),
  ...workloads.filter(({ sql }) => sql === 'light').map(({ name }) => rate(name, 'round-trips', 2)),
  ...workloads.filter(({ sql }) => sql === 'heavy').map(({ name }) => rate(name, 'ceiling', 0.95)),
  {
    title: 'requests/s, no URL twice ÷ one URL',
    bound: 'at least',
    value: 0.85,
    measured: (results) => results.ratio('requestsPerSecond', ['distinct', 'own'], ['row', 'own']),
  },
  ...workloads.map(longTail),
];

export function isReached({ bound, value }: Goal, measured: number): boolean {
  return bound === 'at least' ? measured >= value : measured <= value;
}

function rate(workload: string, other: ContenderName, value: number): Goal {
  return {
    title: `requests/s, ${title(workload)} ÷ ${labels[other]}`,
    bound: 'at least',
    value,
    measured: (results) => ratio(results, 'requestsPerSecond', workload, other),
  };
}

function longTail({ name }: Workload): Goal {
  return {
    title: `p99, ${title(name)} ÷ ${labels['round-trips']}`,
    bound: 'at most',
    value: 1,
    measured: (results) => ratio(results, 'p99', name, 'round-trips'),
  };
}

function ratio(results: Results, field: keyof Measurement, workload: string, other: ContenderName): number {
  return results.ratio(field, [workload, 'own'], [workload, other]);
}

function title(workload: string): string {
  return workloads.find(({ name }) => name === workload)?.title ?? workload;
}
