import type { Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

interface Connection {
  readonly socket: Duplex;
  /** The latest response, `held` while something else than the parser owns the connection, null before any request. */
  latest: ServerResponse | 'held' | null;
  /** Its place among the open ones. */
  index: number;
}

/**
 * The open connections of a server and how far each one is. An array, and a WeakMap to find them in it: the tables that
 * a `Map` outgrows point at each other, and one of them in the old generation keeps closed connections from being
 * collected cheaply.
 */
export class OpenConnections {
  readonly #open: Connection[] = [];
  readonly #bySocket = new WeakMap<Duplex, Connection>();

  constructor(server: Server) {
    server.on('connection', (socket: Duplex) => {
      const connection: Connection = { socket, latest: null, index: this.#open.length };
      this.#open.push(connection);
      this.#bySocket.set(socket, connection);
      socket.once('close', () => this.#remove(connection));
    });
  }

  /** Notes that a request has begun on a connection. */
  requestStarted(socket: Duplex, response: ServerResponse): void {
    this.#become(socket, response);
  }

  /** Notes that a connection is busy until it closes. */
  hold(socket: Duplex): void {
    this.#become(socket, 'held');
  }

  /** The response to the latest request of a connection while it is not wholly sent, else null. */
  unfinishedResponse(socket: Duplex): ServerResponse | null {
    const latest = this.#bySocket.get(socket)?.latest ?? null;
    return latest === null || latest === 'held' || latest.writableFinished ? null : latest;
  }

  /**
   * Closes the connections without a request at once, and those whose response was begun as if others were to follow
   * (so that the client cannot know) as soon as it is sent.
   */
  closeIdle(): void {
    for (const { socket, latest } of this.#open) {
      if (latest === 'held') continue;
      if (latest === null || latest.writableFinished) socket.destroy();
      else if (latest.headersSent) latest.once('finish', () => socket.end());
    }
  }

  #become(socket: Duplex, latest: ServerResponse | 'held'): void {
    const connection = this.#bySocket.get(socket);
    if (connection !== undefined) connection.latest = latest;
  }

  /** The last one takes the place that becomes free. What nobody deletes from a WeakMap waits for a full collection. */
  #remove({ socket, index }: Connection): void {
    this.#bySocket.delete(socket);
    const last = this.#open.pop();
    if (last === undefined || last.index === index) return;
    this.#open[index] = last;
    last.index = index;
  }
}
