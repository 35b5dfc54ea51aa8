/** The load, in a process of its own: answers each `LoadOrder` of its parent with a `LoadReport`. */
import { LoadConnection } from './load-connection.ts';
import type { BenchRequest } from './request.ts';
import { quantile } from './statistics.ts';
import { workloadNamed } from './workloads.ts';

export interface LoadOrder {
  readonly url: string;
  /** Names of the workloads whose requests are sent in turn. */
  readonly workloads: readonly string[];
  readonly form: 'api' | 'handWritten';
  /** Sent in place of the workloads' requests. */
  readonly request: BenchRequest | null;
  readonly connections: number;
  /** The load ends after so many seconds or requests, whichever comes first. */
  readonly seconds: number;
  readonly requests: number;
}

export type LoadReport =
  | {
      readonly kind: 'done';
      readonly requests: number;
      readonly seconds: number;
      /** Milliseconds. */
      readonly p50: number;
      readonly p99: number;
    }
  | { readonly kind: 'failed'; readonly message: string };

/** Numbers the requests of this process, so that no measurement repeats those of another. */
let next = 0;

process.on('message', (order: LoadOrder) => {
  run(order).then(
    (report) => process.send?.(report),
    (error: Error) => process.send?.({ kind: 'failed', message: error.message } satisfies LoadReport),
  );
});
process.once('disconnect', () => process.exit());

async function run(order: LoadOrder): Promise<LoadReport> {
  const makers = order.workloads.map((name) => workloadNamed(name)[order.form]);
  const request = (n: number): BenchRequest =>
    order.request ?? makers[n % makers.length]!(Math.floor(n / makers.length));
  const durations: number[] = [];
  const start = performance.now();
  const end = start + 1000 * order.seconds;
  const lastRequest = next + order.requests;

  const work = async () => {
    const connection = new LoadConnection(order.url);
    try {
      for (let sent = performance.now(); sent < end && next < lastRequest; ) {
        await connection.send(request(next++));
        const answered = performance.now();
        durations.push(answered - sent);
        sent = answered;
      }
    } finally {
      connection.close();
    }
  };
  await Promise.all(Array.from({ length: order.connections }, work));
  const seconds = (performance.now() - start) / 1000;
  durations.sort((a, b) => a - b);
  return {
    kind: 'done',
    requests: durations.length,
    seconds,
    p50: quantile(durations, 0.5),
    p99: quantile(durations, 0.99),
  };
}
