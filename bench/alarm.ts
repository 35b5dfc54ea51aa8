/**
 * A thread that sleeps for fractions of a millisecond, which timers cannot: started with two shared numbers, it waits
 * until `state[0]` is 1, sleeps `duration[0]` milliseconds, sets it back to 0 and posts a message.
 */
import { parentPort, workerData } from 'node:worker_threads';

export interface AlarmMemory {
  readonly state: Int32Array;
  readonly duration: Float64Array;
}

const { state, duration }: AlarmMemory = workerData;
const never = new Int32Array(new SharedArrayBuffer(4));

for (;;) {
  Atomics.wait(state, 0, 0);
  Atomics.wait(never, 0, 0, duration[0]);
  Atomics.store(state, 0, 0);
  parentPort?.postMessage(null);
}
