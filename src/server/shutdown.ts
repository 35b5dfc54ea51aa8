import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import type { OpenConnections } from './connections.ts';

/** Ends a server without failing a request (spec operations 1.3). */
export interface GracefulShutdown {
  /** From now on every response is its connection's last. */
  readonly started: boolean;
  /**
   * Refuses new connections, closes idle ones and resolves when the last request has been answered, however long that
   * takes. Further calls return the same promise.
   */
  begin(): Promise<void>;
}

/** @param onBegin called once, for connections that have left the HTTP/1 server's care */
export function createGracefulShutdown(
  server: Server,
  connections: OpenConnections,
  onBegin: () => void,
): GracefulShutdown {
  let done: Promise<void> | null = null;
  return {
    get started() {
      return done !== null;
    },
    begin() {
      if (done === null) {
        done = drain(server, connections);
        onBegin();
      }
      return done;
    },
  };
}

/** Milliseconds that an idle connection stays open for a request that its client has already sent. */
const idleGrace = 100;

function drain(server: Server, connections: OpenConnections): Promise<void> {
  return new Promise((resolve) => {
    // Not http.Server's own close: that one also closes connections whose response is still on its way out.
    NetServer.prototype.close.call(server, () => resolve());
    // To close a connection while its next request is on the way would fail that request. Busy clients send it within
    // a round trip; what has arrived by then is read in the turn of the event loop after the timer.
    setTimeout(() => setImmediate(() => connections.closeIdle()), idleGrace);
  });
}
