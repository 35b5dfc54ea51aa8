import type { JsonObject, JsonValue } from '../description.ts';

/**
 * A default expression as the JSON value that rows get by it; undefined when it is not a constant. `schema` is the
 * column's.
 */
export function constantDefault(expression: string | null, schema: JsonObject): JsonValue | undefined {
  if (expression === null) return undefined;
  const literal = /^'((?:[^']|'')*)'(?:::[^'(]+(?:\(\d+(?:,\d+)?\)[^'(]*)?)?$/.exec(expression)?.[1];
  const text = literal?.replaceAll("''", "'") ?? null;
  const types = [schema['type']].flat();
  if (types.includes('string')) return text ?? undefined;
  if (types.includes('array')) return text === '{}' ? [] : undefined;
  const json = text ?? /^\(?(-?[\w.]+)\)?(?:::[a-z ]+)?$/.exec(expression)?.[1];
  if (json === undefined || json === 'NULL') return undefined;
  try {
    const value = JSON.parse(json) as JsonValue;
    return schema['type'] === undefined || types.some((type) => fits(value, type)) ? value : undefined;
  } catch {
    return undefined;
  }
}

function fits(value: JsonValue, type: JsonValue | undefined): boolean {
  return type === 'integer' ? Number.isInteger(value) : typeof value === type;
}
