/**
 * The schema cache: what the catalog says about the exposed schemas, as plain immutable data.
 * Spec: embedding-schema-cache, part 1 and part 3.
 */

/** A schema-qualified name ("QI"). */
export interface QualifiedName {
  readonly schema: string;
  readonly name: string;
}

export interface Column {
  readonly name: string;
  readonly description: string | null;
  readonly nullable: boolean;
  /** Data type text without modifiers for built-in types (spec 1.3 `type`). */
  readonly type: string;
  /** `format_type(atttypid, atttypmod)` under an empty search path; trusted SQL text. */
  readonly nominalType: string;
  readonly maxLength: number | null;
  /** Default expression as SQL text from the catalog; trusted SQL text. */
  readonly default: string | null;
  /** Labels of the base enum type, in order; empty when not an enum. */
  readonly enum: readonly string[];
  /** Whether the type with domains resolved is `tsvector`. */
  readonly isTsvector: boolean;
}

export interface Table {
  readonly schema: string;
  readonly name: string;
  readonly description: string | null;
  readonly isView: boolean;
  readonly insertable: boolean;
  readonly updatable: boolean;
  readonly deletable: boolean;
  readonly primaryKey: readonly string[];
  /** In attribute order. */
  readonly columns: ReadonlyMap<string, Column>;
}

/** Pairs of (column of `table`, column of `foreignTable`). */
export type ColumnPairs = readonly (readonly [string, string])[];

interface AutoRelationship {
  readonly table: QualifiedName;
  readonly foreignTable: QualifiedName;
  readonly isSelf: boolean;
  readonly tableIsView: boolean;
  readonly foreignTableIsView: boolean;
}

export interface ForeignKeyRelationship extends AutoRelationship {
  readonly kind: 'foreign-key';
  readonly cardinality: 'O2M' | 'M2O' | 'O2O';
  /** O2O only: true on the referenced side. False otherwise. */
  readonly isParent: boolean;
  readonly constraint: string;
  readonly columns: ColumnPairs;
}

export interface ManyToManyRelationship extends AutoRelationship {
  readonly kind: 'many-to-many';
  readonly junction: QualifiedName;
  readonly constraint1: string;
  readonly constraint2: string;
  /** (column of `table`, column of the junction). */
  readonly sourceColumns: ColumnPairs;
  /** (column of `foreignTable`, column of the junction). */
  readonly targetColumns: ColumnPairs;
}

export interface ComputedRelationship {
  readonly kind: 'computed';
  readonly function: QualifiedName;
  readonly table: QualifiedName;
  readonly foreignTable: QualifiedName;
  readonly toOne: boolean;
  readonly isSelf: boolean;
}

export type Relationship = ForeignKeyRelationship | ManyToManyRelationship | ComputedRelationship;

/** Whether at most one row is on the other side, so that an embed is an object. */
export function isToOne(relationship: Relationship): boolean {
  switch (relationship.kind) {
    case 'foreign-key':
      return relationship.cardinality !== 'O2M';
    case 'many-to-many':
      return false;
    case 'computed':
      return relationship.toOne;
  }
}

export type IsolationLevel = 'read committed' | 'repeatable read' | 'serializable';

export interface RoutineParameter {
  readonly name: string;
  /** `regtype` text; trusted SQL text. */
  readonly type: string;
  /** As `type` without the implied length 1 of bit and character; used in calls; trusted SQL text. */
  readonly callType: string;
  readonly required: boolean;
  readonly variadic: boolean;
}

/** Spec writing-functions-openapi 4.7; `void` is the scalar type pg_catalog.void. */
export interface ReturnType {
  readonly set: boolean;
  readonly kind: 'scalar' | 'composite';
  /** Row type's relation name, else the base type's name (`int4`, `void`, `record`). */
  readonly type: QualifiedName;
  /** A domain over something (only meaningful for composites). */
  readonly isDomain: boolean;
}

export interface Routine {
  readonly schema: string;
  readonly name: string;
  readonly description: string | null;
  readonly parameters: readonly RoutineParameter[];
  readonly returns: ReturnType;
  readonly volatility: 'volatile' | 'stable' | 'immutable';
  readonly hasVariadic: boolean;
  readonly isolationLevel: IsolationLevel | null;
  /** Hoisted settings (name, value). */
  readonly settings: readonly (readonly [string, string])[];
}

/** Who renders a result into a media type. */
export type MediaHandler =
  | { readonly kind: 'json' }
  | { readonly kind: 'csv' }
  | { readonly kind: 'geojson' }
  /** `target` null = anyelement: `function(_postgrest_t)`; otherwise `function(_postgrest_t::target)`. */
  | { readonly kind: 'custom'; readonly function: QualifiedName; readonly target: QualifiedName | null };

export interface ResolvedMediaHandler {
  readonly handler: MediaHandler;
  /** Media type of the response: the domain's own name (`application/octet-stream` for any). */
  readonly mediaType: string;
}

/**
 * Look-ups are methods so that the maps behind them stay private to schema-cache/; every look-up is O(1) or indexed.
 * Text keys of representations are type names as rendered under an empty search path.
 */
export interface SchemaCache {
  /** Exact, case-sensitive. Only relations of exposed schemas. */
  table(schema: string, name: string): Table | undefined;
  tables(schema: string): readonly Table[];
  /** Relationships from (schema, origin) to relations of the same schema, in cache order; undefined = key unknown. */
  relationships(schema: string, origin: string): readonly Relationship[] | undefined;
  /** Overloads by fewest parameters first; empty when unknown. */
  routines(schema: string, name: string): readonly Routine[];
  allRoutines(schema: string): readonly Routine[];
  /** Qualified function name (trusted SQL text) of the implicit cast source → target, or undefined. */
  representation(sourceType: string, targetType: string): string | undefined;
  /** Key: relation or routine name, null = anyelement; media type in lower case; any = `*​/*`. */
  mediaHandler(target: QualifiedName | null, mediaType: string): ResolvedMediaHandler | undefined;

  /** Hints of the errors (spec auth-transactions-errors 3.5): the suggested name, or null. */
  suggestTable(schema: string, name: string): string | null;
  suggestRoutine(schema: string, name: string): string | null;
  /** `parameters` = sorted names; result is the matching overload's list as `(a, b)`. */
  suggestParameters(schema: string, name: string, parameters: readonly string[]): string | null;
  /** Complete PGRST200 hint sentence's pair: (suggestion, replaced name). */
  suggestRelationship(schema: string, origin: string, target: string): { suggestion: string; insteadOf: string } | null;

  /** Makes the indexes of the hints, some 30 ms of a big schema, which otherwise the first hints would wait for. */
  prepareHints(): void;

  /** The `--dump-schema` / admin `/schema_cache` document (spec part 3). */
  toJson(): string;
  /** For other processes of this program; `schemaCacheFromBytes` is the reverse. */
  toBytes(): Uint8Array;
  readonly counts: SchemaCacheCounts;
}

/** What the load log line counts (spec 1.2). */
export interface SchemaCacheCounts {
  readonly relations: number;
  readonly relationships: number;
  readonly routines: number;
  readonly representations: number;
  readonly mediaHandlers: number;
}
