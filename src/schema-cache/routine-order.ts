import { compareCodePoints } from '../text/code-point-order.ts';
import type { Routine, RoutineParameter } from './model.ts';
import { compareNames } from './qualified-name.ts';

/**
 * Cache order of routines: by schema and name, overloads by number of parameters, comment, then parameters one by one
 * (spec embedding-schema-cache 1.8). It decides the order of candidates in PGRST203.
 */
export function compareRoutines(a: Routine, b: Routine): number {
  return (
    compareNames(a, b) ||
    a.parameters.length - b.parameters.length ||
    compareOptional(a.description, b.description) ||
    compareParameters(a.parameters, b.parameters)
  );
}

/** Absent before present. */
function compareOptional(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return compareCodePoints(a, b);
}

function compareParameters(a: readonly RoutineParameter[], b: readonly RoutineParameter[]): number {
  for (const [position, x] of a.entries()) {
    const y = b[position];
    if (y === undefined) return 1;
    const order =
      compareCodePoints(x.name, y.name) || compareCodePoints(x.type, y.type) || Number(x.required) - Number(y.required);
    if (order !== 0) return order;
  }
  return 0;
}
