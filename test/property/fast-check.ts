/** fast-check as all property tests use it: import it from here, so that the number of cases is set in one place. */
import fc from 'fast-check';

/**
 * Cases of each property: `PROPERTY_RUNS=50000 npx vitest run test/property` looks longer. Properties whose cases cost
 * milliseconds take a fraction of it (`numRuns: runs / 10`).
 */
export const runs = integerOf('PROPERTY_RUNS') ?? 2000;

/** A failure prints its seed; `PROPERTY_SEED=<seed>` makes the same cases again. */
const seed = integerOf('PROPERTY_SEED');

fc.configureGlobal({ numRuns: runs, ...(seed !== null && { seed }) });

function integerOf(variable: string): number | null {
  const text = process.env[variable];
  if (text === undefined || text === '') return null;
  const value = Number(text);
  if (!Number.isInteger(value)) throw new Error(`${variable}: '${text}' is no integer`);
  return value;
}

export default fc;
