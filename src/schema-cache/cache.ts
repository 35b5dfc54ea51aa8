import { toJson } from './dump.ts';
import { FuzzySet } from './fuzzy.ts';
import type {
  QualifiedName,
  Relationship,
  ResolvedMediaHandler,
  Routine,
  SchemaCache,
  SchemaCacheCounts,
  Table,
} from './model.ts';
import { QualifiedMap } from './qualified-name.ts';
import type { Representation } from './queries/representations.ts';
import type { RelationshipMap } from './relationships.ts';
import { serializeData } from './transfer.ts';

/** Everything that is cached, ready for use. */
export interface SchemaCacheData {
  /** Relations of the exposed schemas, by schema and name. */
  readonly tables: readonly Table[];
  readonly relationships: RelationshipMap;
  /** In cache order. */
  readonly routines: readonly Routine[];
  readonly representations: readonly Representation[];
  readonly mediaHandlers: readonly MediaHandlerEntry[];
}

export interface MediaHandlerEntry {
  /** Null = any element. */
  readonly target: QualifiedName | null;
  /** In lower case. */
  readonly mediaType: string;
  readonly resolved: ResolvedMediaHandler;
}

/** Schemas with this many relations or more get no table hints (spec embedding-schema-cache 1.1). */
const tableHintLimit = 500;
const nameMinimum = 0.75;
const looseMinimum = 0.33;

const nothing: readonly never[] = [];

/** The look-ups over the cached data; nothing in it changes, only the hint indexes are made when first needed. */
export class LoadedSchemaCache implements SchemaCache {
  readonly counts: SchemaCacheCounts;
  readonly #data: SchemaCacheData;
  readonly #tables = new QualifiedMap<Table>();
  readonly #tablesBySchema: ReadonlyMap<string, readonly Table[]>;
  readonly #routines = new QualifiedMap<Routine[]>();
  readonly #routinesBySchema: ReadonlyMap<string, readonly Routine[]>;
  readonly #representations = new Map<string, Map<string, string>>();
  readonly #relationHandlers = new QualifiedMap<Map<string, ResolvedMediaHandler>>();
  readonly #anyHandlers = new Map<string, ResolvedMediaHandler>();
  readonly #tableHints = new Map<string, FuzzySet>();
  readonly #routineHints = new Map<string, FuzzySet>();
  readonly #originHints = new Map<string, FuzzySet>();
  readonly #targetHints = new WeakMap<readonly Relationship[], FuzzySet>();

  constructor(data: SchemaCacheData) {
    this.#data = data;
    this.#tablesBySchema = bySchema(data.tables);
    this.#routinesBySchema = bySchema(data.routines);
    for (const table of data.tables) this.#tables.set(table.schema, table.name, table);
    for (const routine of data.routines) {
      this.#routines.getOrSet(routine.schema, routine.name, () => []).push(routine);
    }
    for (const { sourceType, targetType, function: name } of data.representations) {
      const targets = this.#representations.get(sourceType) ?? new Map<string, string>();
      this.#representations.set(sourceType, targets.set(targetType, name));
    }
    for (const { target, mediaType, resolved } of data.mediaHandlers) {
      const handlers =
        target === null
          ? this.#anyHandlers
          : this.#relationHandlers.getOrSet(target.schema, target.name, () => new Map());
      handlers.set(mediaType, resolved);
    }
    this.counts = {
      relations: data.tables.length,
      relationships: keyCount(data.relationships),
      routines: this.#routines.size,
      representations: data.representations.length,
      mediaHandlers: data.mediaHandlers.length,
    };
  }

  table(schema: string, name: string): Table | undefined {
    return this.#tables.get(schema, name);
  }

  tables(schema: string): readonly Table[] {
    return this.#tablesBySchema.get(schema) ?? nothing;
  }

  relationships(schema: string, origin: string): readonly Relationship[] | undefined {
    return this.#data.relationships.get(schema, origin)?.get(schema);
  }

  routines(schema: string, name: string): readonly Routine[] {
    return this.#routines.get(schema, name) ?? nothing;
  }

  allRoutines(schema: string): readonly Routine[] {
    return this.#routinesBySchema.get(schema) ?? nothing;
  }

  representation(sourceType: string, targetType: string): string | undefined {
    return this.#representations.get(sourceType)?.get(targetType);
  }

  mediaHandler(target: QualifiedName | null, mediaType: string): ResolvedMediaHandler | undefined {
    const handlers = target === null ? this.#anyHandlers : this.#relationHandlers.get(target.schema, target.name);
    return handlers?.get(mediaType);
  }

  suggestTable(schema: string, name: string): string | null {
    const tables = this.tables(schema);
    if (tables.length >= tableHintLimit) return null;
    return search(this.#tableHints, schema, () => tables.map((table) => table.name), name, nameMinimum);
  }

  suggestRoutine(schema: string, name: string): string | null {
    const names = () => this.allRoutines(schema).map((routine) => routine.name);
    return search(this.#routineHints, schema, names, name, nameMinimum);
  }

  suggestParameters(schema: string, name: string, parameters: readonly string[]): string | null {
    const overloads = this.routines(schema, name).map((routine) =>
      parameterList(routine.parameters.map((parameter) => parameter.name).sort()),
    );
    return new FuzzySet(overloads).search(parameterList(parameters), looseMinimum)?.entry ?? null;
  }

  suggestRelationship(
    schema: string,
    origin: string,
    target: string,
  ): { suggestion: string; insteadOf: string } | null {
    const known = this.relationships(schema, origin);
    if (known === undefined) {
      const suggestion = search(this.#originHints, schema, () => this.#origins(schema), origin, looseMinimum);
      return suggestion === null ? null : { suggestion, insteadOf: origin };
    }
    let targets = this.#targetHints.get(known);
    if (targets === undefined) {
      targets = new FuzzySet(known.map((relationship) => relationship.foreignTable.name));
      this.#targetHints.set(known, targets);
    }
    const match = targets.search(target, looseMinimum);
    // The target is there, so that something else about the embed was wrong.
    if (match === null || match.score === 1) return null;
    return { suggestion: match.entry, insteadOf: target };
  }

  prepareHints(): void {
    const schemas = new Set([...this.#tablesBySchema.keys(), ...this.#routinesBySchema.keys()]);
    for (const schema of schemas) {
      this.suggestTable(schema, unmatched);
      this.suggestRoutine(schema, unmatched);
      this.suggestRelationship(schema, unmatched, unmatched);
    }
  }

  toJson(): string {
    return toJson(this.#data);
  }

  toBytes(): Uint8Array {
    return serializeData(this.#data);
  }

  /** Names of all relations with relationships to `schema`. */
  #origins(schema: string): string[] {
    const origins: string[] = [];
    for (const [origin, targets] of this.#data.relationships.entries()) {
      if (targets.has(schema)) origins.push(origin.name);
    }
    return origins;
  }
}

/** Shares no gram with anything, so that a search for it goes through, and makes, every index. */
const unmatched = '\u{10ffff}';

function bySchema<Item extends { readonly schema: string }>(items: readonly Item[]): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(item.schema);
    if (group === undefined) groups.set(item.schema, [item]);
    else group.push(item);
  }
  return groups;
}

function keyCount(relationships: RelationshipMap): number {
  let count = 0;
  for (const [, targets] of relationships.entries()) count += targets.size;
  return count;
}

function parameterList(sortedNames: readonly string[]): string {
  return `(${sortedNames.join(', ')})`;
}

/** Searches the set of `schema`, made of `names` at the first search. */
function search(
  sets: Map<string, FuzzySet>,
  schema: string,
  names: () => readonly string[],
  query: string,
  minimum: number,
): string | null {
  let set = sets.get(schema);
  if (set === undefined) {
    set = new FuzzySet(names());
    sets.set(schema, set);
  }
  return set.search(query, minimum)?.entry ?? null;
}
