/**
 * An error that is an answer, not a defect: nobody reads where it was thrown, and to find that out would cost more than
 * all the rest of the answer.
 */
export class StacklessError extends Error {
  constructor(message: string) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = stackTraceLimit;
  }
}
