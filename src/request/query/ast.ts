/**
 * The query grammar as plain immutable data (spec reading, sections 3-9).
 * Names are decoded and trimmed, values are exactly what follows the operator.
 */

export interface JsonOperation {
  readonly arrow: '->' | '->>';
  readonly operand:
    | { readonly kind: 'key'; readonly key: string }
    /** Signed decimal text, always with `+` or `-`. */
    | { readonly kind: 'index'; readonly index: string };
}

export interface Field {
  /** Column name; `*` = whole row / all columns. */
  readonly name: string;
  readonly path: readonly JsonOperation[];
}

export type AggregateFunction = 'sum' | 'avg' | 'count' | 'max' | 'min';

export interface SelectField {
  readonly kind: 'field';
  /** name `*` without aggregate = all columns; name `*` with aggregate `count` = `count()`. */
  readonly field: Field;
  readonly alias: string | null;
  readonly cast: string | null;
  readonly aggregate: AggregateFunction | null;
  readonly aggregateCast: string | null;
}

export type JoinType = 'inner' | 'left';

export interface SelectEmbed {
  readonly kind: 'embed';
  readonly target: string;
  readonly alias: string | null;
  readonly hint: string | null;
  readonly join: JoinType | null;
  readonly select: readonly SelectItem[];
}

export interface SelectSpread {
  readonly kind: 'spread';
  readonly target: string;
  readonly hint: string | null;
  readonly join: JoinType | null;
  readonly select: readonly SelectItem[];
}

export type SelectItem = SelectField | SelectEmbed | SelectSpread;

export type SimpleOperator = 'neq' | 'cs' | 'cd' | 'ov' | 'sl' | 'sr' | 'nxr' | 'nxl' | 'adj';
export type QuantifiableOperator = 'eq' | 'gte' | 'gt' | 'lte' | 'lt' | 'like' | 'ilike' | 'match' | 'imatch';
export type FullTextOperator = 'fts' | 'plfts' | 'phfts' | 'wfts';
export type IsValue = 'null' | 'not_null' | 'true' | 'false' | 'unknown';

export type Operation =
  | { readonly kind: 'simple'; readonly operator: SimpleOperator; readonly value: string }
  | {
      readonly kind: 'quantifiable';
      readonly operator: QuantifiableOperator;
      readonly quantifier: 'any' | 'all' | null;
      readonly value: string;
    }
  | { readonly kind: 'in'; readonly values: readonly string[] }
  | { readonly kind: 'is'; readonly value: IsValue }
  | { readonly kind: 'isdistinct'; readonly value: string }
  | {
      readonly kind: 'fts';
      readonly operator: FullTextOperator;
      readonly language: string | null;
      readonly value: string;
    };

export interface Filter {
  readonly field: Field;
  readonly negated: boolean;
  readonly operation: Operation;
}

export type LogicTree =
  | { readonly kind: 'filter'; readonly filter: Filter }
  | {
      readonly kind: 'logic';
      readonly operator: 'and' | 'or';
      readonly negated: boolean;
      readonly members: readonly LogicTree[];
    };

export interface OrderTerm {
  /** Name of a to-one embed for `embed(field)`, null for an own field. */
  readonly relation: string | null;
  readonly field: Field;
  readonly direction: 'asc' | 'desc' | null;
  readonly nulls: 'first' | 'last' | null;
}

/** Embed names from the root; empty = root. */
export type EmbedPath = readonly string[];

export interface PathFilter {
  readonly path: EmbedPath;
  readonly filter: Filter;
}

export interface PathLogic {
  readonly path: EmbedPath;
  readonly tree: LogicTree;
}

export interface PathOrder {
  readonly path: EmbedPath;
  readonly terms: readonly OrderTerm[];
}

/** A raw `limit`/`offset` parameter; its name is only parsed while planning (spec reading 4.2). */
export interface RangeParameter {
  /** The parameter's whole decoded name, e.g. `a.b.limit`. */
  readonly name: string;
  readonly kind: 'limit' | 'offset';
  readonly value: string;
}

/** Everything a query string says, in the order of the URL within each list. */
export interface Query {
  /** First `select`; `*` when absent. Empty list for `select=`. */
  readonly select: readonly SelectItem[];
  /** Distinct names in ascending code-point order; null when absent. */
  readonly columns: readonly string[] | null;
  /** In the order given; null when absent. */
  readonly onConflict: readonly string[] | null;
  readonly filters: readonly PathFilter[];
  /** Decoded parameter names of all filters with empty path, for PUT's key check. */
  readonly rootFilterKeys: readonly string[];
  readonly logic: readonly PathLogic[];
  readonly orders: readonly PathOrder[];
  readonly ranges: readonly RangeParameter[];
  /** GET/HEAD of a routine: what is an argument instead of a filter (name, value), in order. */
  readonly routineArguments: readonly (readonly [string, string])[];
  /** Canonical query string for Content-Location (spec 2.4), without `?`. */
  readonly canonical: string;
}
