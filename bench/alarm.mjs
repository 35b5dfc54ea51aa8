/**
 * A thread that sleeps for fractions of a millisecond, which timers cannot. Its `workerData` are two shared arrays: it
 * waits until `state[0]` is 1, sleeps `duration[0]` milliseconds, sets `state[0]` to 0 and posts a message. Plain
 * JavaScript, because tsx does not reach into threads on Node 20.
 */
import { parentPort, workerData } from 'node:worker_threads';

/** @type {{ state: Int32Array, duration: Float64Array }} */
const { state, duration } = workerData;
const never = new Int32Array(new SharedArrayBuffer(4));

for (;;) {
  Atomics.wait(state, 0, 0);
  Atomics.wait(never, 0, 0, duration[0]);
  Atomics.store(state, 0, 0);
  parentPort?.postMessage(null);
}
