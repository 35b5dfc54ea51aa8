import { compareCodePoints } from '../text/code-point-order.ts';
import type { QualifiedName } from './model.ts';

/** A map keyed by (schema, name); look-ups join no strings. */
export class QualifiedMap<Value> {
  readonly #schemas = new Map<string, Map<string, Value>>();

  get(schema: string, name: string): Value | undefined {
    return this.#schemas.get(schema)?.get(name);
  }

  set(schema: string, name: string, value: Value): void {
    this.inSchema(schema).set(name, value);
  }

  /** The value of the key, made and stored when it is missing. */
  getOrSet(schema: string, name: string, make: () => Value): Value {
    const names = this.inSchema(schema);
    let value = names.get(name);
    if (value === undefined) {
      value = make();
      names.set(name, value);
    }
    return value;
  }

  /** All (name, value) of a schema in order of insertion. */
  entriesIn(schema: string): Iterable<[string, Value]> {
    return this.#schemas.get(schema) ?? [];
  }

  *entries(): Generator<[QualifiedName, Value]> {
    for (const [schema, names] of this.#schemas) {
      for (const [name, value] of names) yield [{ schema, name }, value];
    }
  }

  get size(): number {
    let size = 0;
    for (const names of this.#schemas.values()) size += names.size;
    return size;
  }

  private inSchema(schema: string): Map<string, Value> {
    let names = this.#schemas.get(schema);
    if (names === undefined) {
      names = new Map();
      this.#schemas.set(schema, names);
    }
    return names;
  }
}

export function sameName(a: QualifiedName, b: QualifiedName): boolean {
  return a.name === b.name && a.schema === b.schema;
}

/** Order by schema, then name, both by code point. */
export function compareNames(a: QualifiedName, b: QualifiedName): number {
  return compareCodePoints(a.schema, b.schema) || compareCodePoints(a.name, b.name);
}
