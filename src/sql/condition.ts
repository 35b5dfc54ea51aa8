import type { Condition, PlannedField, RelationReference } from '../plan/plan.ts';
import type {
  FullTextOperator,
  IsValue,
  Operation,
  QuantifiableOperator,
  SimpleOperator,
} from '../request/query/ast.ts';
import { fieldExpression, language } from './field.ts';
import { arrayLiteral, bind, catalogText, identifier, join, type Sql, sql } from './fragment.ts';

/** How a null filter on an embed is written; it differs between the read and the count query. */
export type NullEmbedCondition = (condition: Extract<Condition, { kind: 'null-embed' }>) => Sql;

/** A filter or logic tree over the columns of `relation` (spec reading 5). */
export function conditionExpression(
  relation: RelationReference,
  condition: Condition,
  nullEmbed: NullEmbedCondition = joinedNullEmbed,
): Sql {
  switch (condition.kind) {
    case 'filter': {
      const expression = comparison(relation, condition.field, condition.operation);
      return condition.negated ? sql`NOT ${expression}` : expression;
    }
    case 'null-embed':
      return nullEmbed(condition);
    case 'logic': {
      const members = condition.members.map((member) => conditionExpression(relation, member, nullEmbed));
      const expression = sql`(${join(members, condition.operator === 'and' ? ' AND ' : ' OR ')})`;
      return condition.negated ? sql`NOT ${expression}` : expression;
    }
  }
}

/** Whole-row comparison: `IS NULL` would also be true of a row whose columns are all null (spec embedding 2.17). */
function joinedNullEmbed(condition: Extract<Condition, { kind: 'null-embed' }>): Sql {
  const embed = identifier(condition.embedAlias);
  return condition.negated ? sql`${embed} IS DISTINCT FROM NULL` : sql`${embed} IS NOT DISTINCT FROM NULL`;
}

/** How often conditions test each embed, by its alias. */
export function nullEmbedUses(conditions: readonly Condition[]): Map<string, number> {
  const uses = new Map<string, number>();
  addNullEmbedUses(conditions, uses);
  return uses;
}

function addNullEmbedUses(conditions: readonly Condition[], uses: Map<string, number>): void {
  for (const condition of conditions) {
    if (condition.kind === 'null-embed') uses.set(condition.embedAlias, (uses.get(condition.embedAlias) ?? 0) + 1);
    else if (condition.kind === 'logic') addNullEmbedUses(condition.members, uses);
  }
}

function comparison(relation: RelationReference, field: PlannedField, operation: Operation): Sql {
  const left = fieldExpression(relation, field);
  switch (operation.kind) {
    case 'simple':
      return sql`${left} ${simpleOperators[operation.operator]} ${parsed(field, bind(operation.value))}`;
    case 'quantifiable':
      return sql`${left} ${quantifiableOperators[operation.operator]} ${quantified(field, operation)}`;
    case 'in':
      return sql`${left} = ANY(${elements(field, operation.values)})`;
    case 'is':
      return sql`${left} IS ${isValues[operation.value]}`;
    case 'isdistinct':
      return sql`${left} IS DISTINCT FROM ${bind(operation.value)}`;
    case 'fts':
      return sql`${left} @@ ${fullTextFunctions[operation.operator]}(${language(operation.language)}${bind(operation.value)})`;
  }
}

function quantified(field: PlannedField, operation: Extract<Operation, { kind: 'quantifiable' }>): Sql {
  const isPattern = operation.operator === 'like' || operation.operator === 'ilike';
  const value = isPattern ? bind(operation.value.replaceAll('*', '%')) : parsed(field, bind(operation.value));
  switch (operation.quantifier) {
    case null:
      return value;
    case 'any':
      return sql`ANY(${value})`;
    case 'all':
      return sql`ALL(${value})`;
  }
}

/** The text → domain representation, if the column has one (spec reading 11.3). */
function parsed(field: PlannedField, value: Sql): Sql {
  return field.transform === null ? value : sql`${catalogText(field.transform)}(${value})`;
}

function elements(field: PlannedField, values: readonly string[]): Sql {
  if (values.length === 1 && values[0] === '') return sql`'{}'`;
  const array = bind(arrayLiteral(values));
  if (field.transform === null) return array;
  return sql`(SELECT ${catalogText(field.transform)}(unnest(${array}::text[])))`;
}

const simpleOperators = {
  neq: sql`<>`,
  cs: sql`@>`,
  cd: sql`<@`,
  ov: sql`&&`,
  sl: sql`<<`,
  sr: sql`>>`,
  nxr: sql`&<`,
  nxl: sql`&>`,
  adj: sql`-|-`,
} as const satisfies Record<SimpleOperator, Sql>;

const quantifiableOperators = {
  eq: sql`=`,
  gte: sql`>=`,
  gt: sql`>`,
  lte: sql`<=`,
  lt: sql`<`,
  like: sql`LIKE`,
  ilike: sql`ILIKE`,
  match: sql`~`,
  imatch: sql`~*`,
} as const satisfies Record<QuantifiableOperator, Sql>;

const isValues = {
  null: sql`NULL`,
  not_null: sql`NOT NULL`,
  true: sql`TRUE`,
  false: sql`FALSE`,
  unknown: sql`UNKNOWN`,
} as const satisfies Record<IsValue, Sql>;

const fullTextFunctions = {
  fts: sql`to_tsquery`,
  plfts: sql`plainto_tsquery`,
  phfts: sql`phraseto_tsquery`,
  wfts: sql`websearch_to_tsquery`,
} as const satisfies Record<FullTextOperator, Sql>;
