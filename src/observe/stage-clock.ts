import type { Header } from '../http/message.ts';
import { type StageDurations, serverTimingHeader } from './server-timing.ts';
import type { TracedStage } from './tracing.ts';

export type Stage = keyof StageDurations;

/**
 * Measures how long the stages of one request take; each stage begins where the one before ended. While off it costs
 * a comparison per stage.
 */
export class StageClock {
  readonly #isOn: boolean;
  readonly #sendsHeader: boolean;
  readonly #stages: TracedStage[] = [];
  #last = 0;
  /** Milliseconds since the epoch; 0 while off. */
  readonly startedAt: number = 0;

  /** @param isTraced whether the stages are wanted beside the header, for spans */
  constructor(sendsHeader: boolean, isTraced: boolean) {
    this.#sendsHeader = sendsHeader;
    this.#isOn = sendsHeader || isTraced;
    if (this.#isOn) {
      this.#last = performance.now();
      this.startedAt = performance.timeOrigin + this.#last;
    }
  }

  /** The stage ends now, or at the time given (`performance.now()`), but not before the one before it. */
  end(stage: Stage, at?: number): void {
    if (!this.#isOn) return;
    const endedAt = Math.max(this.#last, at ?? performance.now());
    const { timeOrigin } = performance;
    this.#stages.push({ name: stage, startedAt: timeOrigin + this.#last, endedAt: timeOrigin + endedAt });
    this.#last = endedAt;
  }

  /** The stages so far, in milliseconds since the epoch. */
  get stages(): readonly TracedStage[] {
    return this.#stages;
  }

  /** Ends the response stage; `Server-Timing`, or null when it is off. */
  serverTiming(): Header | null {
    this.end('response');
    if (!this.#sendsHeader) return null;
    const durations = { jwt: 0, parse: 0, plan: 0, transaction: 0, response: 0 };
    for (const { name, startedAt, endedAt } of this.#stages) durations[name as Stage] += endedAt - startedAt;
    return serverTimingHeader(durations);
  }
}
