/**
 * A request that no stage can answer in the protocol's own terms, such as a query string that is not UTF-8. The server
 * answers with a bare 500: `text/plain; charset=utf-8`, body `Something went wrong` (spec reading 2.2).
 */
export class UnhandledRequestError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'UnhandledRequestError';
  }
}
