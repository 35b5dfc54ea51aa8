/**
 * A TCP proxy that delays what passes through it. Arguments: port to listen on, port to connect to (both of
 * 127.0.0.1), milliseconds of delay in each direction.
 */
import net from 'node:net';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { repositoryRoot } from '../test/repository-root.ts';

const [listenPort, serverPort, delay] = process.argv.slice(2).map(Number);
const memory = {
  state: new Int32Array(new SharedArrayBuffer(4)),
  duration: new Float64Array(new SharedArrayBuffer(8)),
};
const alarm = new Worker(path.join(repositoryRoot, 'bench', 'alarm.mjs'), { workerData: memory });
alarm.on('message', deliver);

interface Parcel {
  readonly due: number;
  readonly to: net.Socket;
  readonly bytes: Buffer;
}

/** In the order in which they are due: the delay is the same for all. */
let underway: Parcel[] = [];
let isAlarmSet = false;

net
  .createServer({ noDelay: true }, (client) => {
    const server = net.connect({ port: serverPort!, host: '127.0.0.1', noDelay: true });
    forward(client, server);
    forward(server, client);
  })
  .listen(listenPort, '127.0.0.1');

function forward(from: net.Socket, to: net.Socket): void {
  from.on('data', (bytes: Buffer) => {
    underway.push({ due: performance.now() + delay!, to, bytes });
    setAlarm();
  });
  from.on('close', () => to.end());
  from.on('error', () => to.destroy());
}

function setAlarm(): void {
  const [first] = underway;
  if (isAlarmSet || first === undefined) return;
  isAlarmSet = true;
  memory.duration[0] = Math.max(0, first.due - performance.now());
  Atomics.store(memory.state, 0, 1);
  Atomics.notify(memory.state, 0);
}

function deliver(): void {
  isAlarmSet = false;
  const now = performance.now();
  const waiting = underway.findIndex(({ due }) => due > now);
  const due = waiting === -1 ? underway : underway.slice(0, waiting);
  underway = waiting === -1 ? [] : underway.slice(waiting);
  for (const { to, bytes } of due) to.write(bytes);
  setAlarm();
}
