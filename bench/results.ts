import type { ContenderName, Measurement } from './contender.ts';
import { median } from './statistics.ts';
import type { Workload } from './workloads.ts';

/** All measurements of a run at one latency: of each workload and contender one per round. */
export class Results {
  readonly #measurements = new Map<string, Measurement[]>();

  add(workload: Workload, contender: ContenderName, measurement: Measurement): void {
    const known = this.#measurements.get(key(workload.name, contender));
    if (known === undefined) this.#measurements.set(key(workload.name, contender), [measurement]);
    else known.push(measurement);
  }

  has(workload: string, contender: ContenderName): boolean {
    return this.#measurements.has(key(workload, contender));
  }

  /** Median over the rounds. */
  median(workload: string, contender: ContenderName, field: keyof Measurement): number {
    return median(this.#of(workload, contender).map((measurement) => measurement[field]));
  }

  /**
   * Median of the ratios within each round: what the machine does beside the benchmark then weighs on both sides.
   * NaN when one side was not measured.
   */
  ratio(
    field: keyof Measurement,
    [workload, contender]: readonly [string, ContenderName],
    [otherWorkload, other]: readonly [string, ContenderName],
  ): number {
    const others = this.#of(otherWorkload, other);
    const ratios = this.#of(workload, contender).flatMap((measurement, round) => {
      const counterpart = others[round];
      return counterpart === undefined ? [] : [measurement[field] / counterpart[field]];
    });
    return median(ratios);
  }

  #of(workload: string, contender: ContenderName): readonly Measurement[] {
    return this.#measurements.get(key(workload, contender)) ?? [];
  }
}

function key(workload: string, contender: ContenderName): string {
  return `${workload}/${contender}`;
}
