import type { MediaType, OpenApiVersion, PlanOption } from '../http/media-type.ts';
import type { Interval, Payload, Resource } from '../request/api-request.ts';
import type { AggregateFunction, JoinType, JsonOperation, Operation } from '../request/query/ast.ts';
import type {
  IsolationLevel,
  MediaHandler,
  QualifiedName,
  Relationship,
  Routine,
  Table,
} from '../schema-cache/model.ts';

/**
 * What a request means once every name is resolved against the schema cache: the only input of sql/ and, with the
 * result, of response/. Pure data; no SQL text but what the catalog itself supplied (types, cast functions, defaults).
 */
export type Plan = ReadPlan | MutationPlan | CallPlan | DescribePlan | DescribeEndpointPlan | InfoPlan;

/** Plans that run one main statement and answer with its result. */
export type DataPlan = ReadPlan | MutationPlan | CallPlan;

interface DataPlanBase {
  readonly read: ReadNode;
  readonly representation: Representation;
  /** Names legacy target names should be replaced by: (target, alias) pairs, in tree order. */
  readonly legacyTargets: readonly (readonly [string, string])[];
}

export interface ReadPlan extends DataPlanBase {
  readonly kind: 'read';
  readonly table: Table;
  readonly headersOnly: boolean;
}

export interface MutationPlan extends DataPlanBase {
  readonly kind: 'mutation';
  readonly table: Table;
  readonly mutation: Mutation;
}

export interface CallPlan extends DataPlanBase {
  readonly kind: 'call';
  readonly routine: Routine;
  readonly call: RoutineCall;
  readonly headersOnly: boolean;
  readonly accessMode: 'READ ONLY' | 'READ WRITE';
  readonly isolationLevel: IsolationLevel | null;
}

/** The OpenAPI document of a schema. */
export interface DescribePlan {
  readonly kind: 'describe';
  readonly schema: string;
  readonly headersOnly: boolean;
  /** Null = the configured one. */
  readonly version: OpenApiVersion | null;
}

/** OPTIONS that asks for JSON: what is known of one relation or routine, which exists. */
export interface DescribeEndpointPlan {
  readonly kind: 'describe-endpoint';
  readonly schema: string;
  readonly resource: Extract<Resource, { kind: 'relation' | 'routine' }>;
}

/** OPTIONS: answered from the cache. */
export interface InfoPlan {
  readonly kind: 'info';
  readonly resource: Resource;
  readonly routine: Routine | null;
}

/** Who renders the body, and as what. */
export interface Representation {
  readonly handler: BodyHandler;
  /** The negotiated type. */
  readonly mediaType: MediaType;
  /** Value of the Content-Type header. */
  readonly contentType: string;
  /** Set for `application/vnd.pgrst.plan`: the main statement is run under EXPLAIN. */
  readonly explain: { readonly format: 'text' | 'json'; readonly options: readonly PlanOption[] } | null;
}

export type BodyHandler =
  | MediaHandler
  | { readonly kind: 'stripped-json' }
  | { readonly kind: 'singular'; readonly stripped: boolean };

/** A column, whole row or JSON path of a relation, with what is applied to it. */
export interface PlannedField {
  /** Column name, or `*`. */
  readonly name: string;
  readonly path: readonly JsonOperation[];
  /** Wrap the column in `to_jsonb` before following the path (any type but json and jsonb). */
  readonly toJsonb: boolean;
  /** Domain representation applied: formatter of an output column, parser of a filter's value; trusted SQL text. */
  readonly transform: string | null;
  /** Full-text search on a column that is no tsvector: wrap it in `to_tsvector`. */
  readonly toTsvector: { readonly language: string | null } | null;
  /** `count()` in a to-one spread: the child's whole row. */
  readonly wholeRow: boolean;
}

export interface SelectTerm {
  readonly field: PlannedField;
  readonly cast: string | null;
  readonly aggregate: AggregateFunction | null;
  readonly aggregateCast: string | null;
  readonly alias: string | null;
}

export type Condition =
  | {
      readonly kind: 'filter';
      readonly field: PlannedField;
      readonly negated: boolean;
      readonly operation: Operation;
    }
  /** `embed=is.null` (negated: `not.is.null`); `embedAlias` is the embed's lateral alias. */
  | { readonly kind: 'null-embed'; readonly negated: boolean; readonly embedAlias: string }
  | {
      readonly kind: 'logic';
      readonly operator: 'and' | 'or';
      readonly negated: boolean;
      readonly members: readonly Condition[];
    };

export interface OrderBy {
  /** Lateral alias of the embed whose column it is; null = own column. */
  readonly embedAlias: string | null;
  readonly field: PlannedField;
  readonly direction: 'asc' | 'desc' | null;
  readonly nulls: 'first' | 'last' | null;
}

/** A relation as the statement names it: `schema` empty = unqualified (an alias or the source CTE). */
export type RelationReference = QualifiedName;

export interface ColumnReference {
  readonly relation: RelationReference;
  readonly column: string;
}

/** One SELECT: the root or an embed. */
export interface ReadNode {
  readonly from: RelationReference;
  readonly fromAlias: string | null;
  readonly select: readonly SelectTerm[];
  readonly where: readonly Condition[];
  readonly order: readonly OrderBy[];
  readonly range: Interval;
  readonly embeds: readonly EmbedNode[];
}

export type SpreadKind = 'to-one' | 'to-many';

export interface EmbedNode extends ReadNode {
  /** Alias if given, else the target's text: the output key. */
  readonly name: string;
  readonly relationship: Relationship;
  readonly join: JoinType | null;
  /** Alias of the lateral join. */
  readonly alias: string;
  /** How the parent's rows are referred to, for computed relationships. */
  readonly parentReference: RelationReference;
  readonly joinConditions: readonly (readonly [ColumnReference, ColumnReference])[];
  readonly output: EmbedOutput;
}

/** What an embed adds to its parent's select list. */
export type EmbedOutput =
  /** Joined only (`target()`); `shape` still decides the form of the join. */
  | { readonly kind: 'json'; readonly shape: 'object' | 'array'; readonly empty: boolean }
  | {
      readonly kind: 'spread';
      readonly spread: SpreadKind;
      readonly columns: readonly SpreadColumn[];
      /** To-many only: the order of the aggregated arrays and the hidden columns it needs. */
      readonly arrayOrder: readonly OrderBy[];
      readonly hiddenSelect: readonly HiddenSelect[];
    };

/** A column of a spread as seen from its parent. */
export interface SpreadColumn {
  readonly name: string;
  readonly aggregate: AggregateFunction | null;
  readonly aggregateCast: string | null;
  readonly alias: string | null;
}

export interface HiddenSelect {
  /** Lateral alias of a nested to-one embed the column belongs to; null = own column. */
  readonly embedAlias: string | null;
  readonly term: SelectTerm;
}

/** A column written from the payload. */
export interface MutationColumn {
  readonly name: string;
  /** Type in the record definition list: nominal type, or `json` when a representation parses it; trusted SQL text. */
  readonly type: string;
  /** Cast function json → domain; trusted SQL text. */
  readonly parser: string | null;
  /** Default expression for `missing=default`; trusted SQL text. */
  readonly default: string | null;
}

export type JsonPayload = Extract<Payload, { kind: 'json' }>;

export type Mutation =
  | {
      readonly kind: 'insert';
      readonly columns: readonly MutationColumn[];
      readonly payload: JsonPayload;
      readonly applyDefaults: boolean;
      readonly onConflict: {
        readonly resolution: 'merge-duplicates' | 'ignore-duplicates';
        readonly columns: readonly string[];
      } | null;
      /** PUT: conditions on the payload's values; null for POST. */
      readonly putConditions: readonly Condition[] | null;
      readonly returning: readonly string[];
    }
  | {
      readonly kind: 'update';
      readonly columns: readonly MutationColumn[];
      readonly payload: JsonPayload;
      readonly applyDefaults: boolean;
      readonly where: readonly Condition[];
      readonly returning: readonly string[];
    }
  | { readonly kind: 'delete'; readonly where: readonly Condition[]; readonly returning: readonly string[] };

/** A routine call with its arguments (spec writing-functions-openapi 4.6). */
export interface RoutineCall {
  readonly arguments: CallArguments;
  /** Columns taken from the result; `['*']` or empty = all. Ascending, distinct. */
  readonly columns: readonly string[];
}

export type CallArguments =
  | { readonly kind: 'none' }
  /** The whole body as the single unnamed parameter, whose type is `type`. */
  | { readonly kind: 'body'; readonly type: string; readonly body: Uint8Array | string }
  /** Values as text, each cast to the parameter's call type; a list for a variadic parameter. */
  | { readonly kind: 'direct'; readonly values: readonly DirectArgument[] }
  /** Named parameters taken from a JSON payload. */
  | { readonly kind: 'json'; readonly parameters: readonly CallParameter[]; readonly payload: JsonPayload };

export interface CallParameter {
  readonly name: string;
  readonly callType: string;
  readonly variadic: boolean;
}

export interface DirectArgument extends CallParameter {
  readonly value: string | readonly string[] | null;
}
