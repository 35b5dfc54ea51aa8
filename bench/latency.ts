import { spawn } from 'node:child_process';
import net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../test/free-port.ts';
import { repositoryRoot } from '../test/repository-root.ts';

/** A way to a local port that takes longer. */
export interface Detour {
  readonly port: number;
  close(): void;
}

/** Starts a proxy process in front of `port` of 127.0.0.1 that adds `milliseconds` to each round trip. */
export async function openDetour(port: number, milliseconds: number): Promise<Detour> {
  const ownPort = await freePort();
  const args = ['--import', 'tsx', 'bench/latency-proxy.ts', String(ownPort), String(port), String(milliseconds / 2)];
  const proxy = spawn(process.execPath, args, { cwd: repositoryRoot, stdio: 'inherit' });
  while (proxy.exitCode === null && !(await isOpen(ownPort))) await delay(20);
  return { port: ownPort, close: () => proxy.kill() };
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
    socket.unref();
    socket.once('connect', () => socket.destroy());
  });
}
