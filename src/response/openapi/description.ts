import type { Config } from '../../config/config.ts';
import type { Column, Relationship, Routine, Table } from '../../schema-cache/model.ts';
import type { NamedType } from '../../schema-cache/queries/named-types.ts';
import type { RoutineResult } from '../../schema-cache/queries/routine-results.ts';

/** What a document is made of: one schema as the requesting role sees it. */
export interface ApiDescription {
  readonly schema: string;
  /** The comment on the schema. */
  readonly comment: string | null;
  readonly tables: readonly Table[];
  readonly routines: readonly Routine[];
  /** Relationships of a table within the schema, in cache order. */
  readonly relationships: (table: Table) => readonly Relationship[];
  readonly options: Pick<Config, 'openapiServerProxyUri' | 'openapiSecurityActive' | 'serverHost' | 'serverPort'> &
    TypedOptions;
}

/** Options that only documents of version 3.1 tell about. */
type TypedOptions = Pick<
  Config,
  'clientErrorVerbosity' | 'dbAnonRole' | 'dbPlanEnabled' | 'dbSchemas' | 'dbTxEnd' | 'jwtIssuer' | 'jwtKeySet'
>;

/** A description from which the JSON form of every value can be told. */
export interface TypedDescription extends ApiDescription {
  /** Types that are not built in, by type text. */
  readonly types: ReadonlyMap<string, NamedType>;
  readonly isReadOnly: (table: Table, column: Column) => boolean;
  readonly resultOf: (routine: Routine) => RoutineResult | undefined;
  /** Whether a function converts values between the types, which are texts as in `Column.nominalType`. */
  readonly hasRepresentation: (source: string, target: string) => boolean;
}

/** A JSON object under construction; absent members are left out. */
export type JsonObject = { readonly [member: string]: JsonValue | undefined };
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** First line and the rest without leading newlines, as summary and description (spec writing 5.2, 5.3). */
export function splitComment(comment: string | null): { readonly summary?: string; readonly rest?: string } {
  if (comment === null) return {};
  const end = comment.indexOf('\n');
  if (end === -1) return { summary: comment, rest: '' };
  return { summary: comment.slice(0, end), rest: comment.slice(end).replace(/^\n+/, '') };
}
