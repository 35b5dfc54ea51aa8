import type { Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** The open connections of a server and how far each one is. */
export class OpenConnections {
  /** By connection: its latest response, `held` while something else than the parser owns it, null before any request. */
  readonly #latest = new Map<Duplex, ServerResponse | 'held' | null>();

  constructor(server: Server) {
    server.on('connection', (socket: Duplex) => {
      this.#latest.set(socket, null);
      socket.once('close', () => this.#latest.delete(socket));
    });
  }

  /** Notes that a request has begun on a connection. */
  requestStarted(socket: Duplex, response: ServerResponse): void {
    this.#latest.set(socket, response);
  }

  /** Notes that a connection is busy until it closes. */
  hold(socket: Duplex): void {
    this.#latest.set(socket, 'held');
  }

  /** The response to the latest request of a connection while it is not wholly sent, else null. */
  unfinishedResponse(socket: Duplex): ServerResponse | null {
    const response = this.#latest.get(socket);
    return response === undefined || response === null || response === 'held' || response.writableFinished
      ? null
      : response;
  }

  /**
   * Closes the connections without a request at once, and those whose response was begun as if others were to follow
   * (so that the client cannot know) as soon as it is sent.
   */
  closeIdle(): void {
    for (const [socket, latest] of this.#latest) {
      if (latest === 'held') continue;
      if (latest === null || latest.writableFinished) socket.destroy();
      else if (latest.headersSent) latest.once('finish', () => socket.end());
    }
  }
}
