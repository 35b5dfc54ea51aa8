import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { repositoryRoot } from '../test/repository-root.ts';
import type { LoadOrder, LoadReport } from './load-process.ts';

export type Load = Extract<LoadReport, { kind: 'done' }>;

/** The process that sends requests; one order at a time. */
export class LoadGenerator {
  readonly #process: ChildProcess;

  constructor() {
    this.#process = fork(path.join(repositoryRoot, 'bench', 'load-process.ts'));
  }

  /** Resolves at the end of the load. Rejects when an answer had another status than its request wants. */
  run(order: Partial<LoadOrder> & Pick<LoadOrder, 'url' | 'connections'>): Promise<Load> {
    const complete: LoadOrder = {
      workloads: [],
      form: 'api',
      request: null,
      seconds: Number.MAX_SAFE_INTEGER,
      requests: Number.MAX_SAFE_INTEGER,
      ...order,
    };
    return new Promise((resolve, reject) => {
      this.#process.once('message', (report: LoadReport) => {
        if (report.kind === 'done') resolve(report);
        else reject(new Error(report.message));
      });
      this.#process.send(complete);
    });
  }

  close(): void {
    this.#process.disconnect();
  }
}
