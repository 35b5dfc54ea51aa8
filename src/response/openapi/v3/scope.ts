import type { JsonObject, TypedDescription } from '../description.ts';

/** What all parts of a document are made from. */
export interface DocumentScope {
  readonly description: TypedDescription;
  /** By relation name: what its components' names begin with. */
  readonly relationNames: ReadonlyMap<string, string>;
  /** By routine name: what the names of its components and operations begin with. */
  readonly routineNames: ReadonlyMap<string, string>;
}

export function documentScope(description: TypedDescription): DocumentScope {
  return {
    description,
    relationNames: componentNames(description.tables.map(({ name }) => name)),
    routineNames: new Map(
      [...componentNames(description.routines.map(({ name }) => name))].map(([name, found]) => [name, `rpc.${found}`]),
    ),
  };
}

/**
 * A name for each of the given ones in which only letters, digits, `-` and `_` occur. There is no `.` in it, so that
 * names derived with one (`films.insert`) cannot clash.
 */
export function componentNames(names: Iterable<string>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const taken = new Set<string>();
  for (const name of names) {
    if (found.has(name)) continue;
    const plain = name
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .replace(/[^A-Za-z0-9_-]/g, '_');
    let candidate = plain;
    for (let number = 2; taken.has(candidate); number++) candidate = `${plain}_${number}`;
    taken.add(candidate);
    found.set(name, candidate);
  }
  return found;
}

export function schemaReference(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}
