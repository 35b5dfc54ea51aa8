import type { OrderBy, PlannedField, RelationReference, SelectTerm, SpreadColumn } from '../plan/plan.ts';
import type { JsonOperation } from '../request/query/ast.ts';
import { bind, castType, catalogText, empty, identifier, join, qualifiedName, type Sql, sql } from './fragment.ts';

/** `relation."column"`; `*` = all columns of the relation. */
export function column(relation: RelationReference, name: string): Sql {
  return name === '*' ? sql`${qualifiedName(relation)}.*` : sql`${qualifiedName(relation)}.${identifier(name)}`;
}

/** A field as an expression: column, JSON path, `to_tsvector`; without transform (spec reading 5.5, 5.7). */
export function fieldExpression(relation: RelationReference, field: PlannedField): Sql {
  const expression = plainField(relation, field);
  if (field.toTsvector === null) return expression;
  return sql`to_tsvector(${language(field.toTsvector.language)}${expression})`;
}

function plainField(relation: RelationReference, field: PlannedField): Sql {
  if (field.wholeRow) return identifier(relation.name);
  const base = column(relation, field.name);
  if (field.path.length === 0) return base;
  const document = field.toJsonb ? sql`to_jsonb(${base})` : base;
  return sql`${document}${jsonPath(field.path)}`;
}

function jsonPath(path: readonly JsonOperation[]): Sql {
  return join(path.map(jsonStep), '');
}

function jsonStep(step: JsonOperation): Sql {
  const operand = step.operand.kind === 'key' ? bind(step.operand.key) : sql`${bind(step.operand.index)}::int`;
  return step.arrow === '->' ? sql`->${operand}` : sql`->>${operand}`;
}

/** Text search configuration as a leading argument, or nothing. */
export function language(name: string | null): Sql {
  return name === null ? empty : sql`${bind(name)}, `;
}

/** An item of a select list: formatter, casts, aggregate, alias (spec reading 6.3, 7.1, 11.2). */
export function selectTerm(relation: RelationReference, term: SelectTerm): Sql {
  const field = fieldExpression(relation, term.field);
  const formatted = term.field.transform === null ? field : sql`${catalogText(term.field.transform)}(${field})`;
  return aliased(aggregated(casted(formatted, term.cast), term.aggregate, term.aggregateCast), term.alias);
}

/** A spread's column, taken from its lateral join. */
export function spreadTerm(embedAlias: string, term: SpreadColumn): Sql {
  const expression = column({ schema: '', name: embedAlias }, term.name);
  return aliased(aggregated(expression, term.aggregate, term.aggregateCast), term.alias);
}

function casted(expression: Sql, type: string | null): Sql {
  return type === null ? expression : sql`CAST(${expression} AS ${castType(type)})`;
}

function aggregated(expression: Sql, aggregate: SelectTerm['aggregate'], cast: string | null): Sql {
  return aggregate === null ? expression : casted(sql`${aggregateName[aggregate]}(${expression})`, cast);
}

const aggregateName = {
  sum: sql`SUM`,
  avg: sql`AVG`,
  count: sql`COUNT`,
  max: sql`MAX`,
  min: sql`MIN`,
} as const satisfies Record<NonNullable<SelectTerm['aggregate']>, Sql>;

function aliased(expression: Sql, alias: string | null): Sql {
  return alias === null ? expression : sql`${expression} AS ${identifier(alias)}`;
}

/** `ORDER BY …` with a leading blank, or nothing (spec reading 8). */
export function orderBy(relation: RelationReference, terms: readonly OrderBy[]): Sql {
  if (terms.length === 0) return empty;
  return sql` ORDER BY ${join(
    terms.map((term) => orderTerm(relation, term)),
    ', ',
  )}`;
}

function orderTerm(relation: RelationReference, term: OrderBy): Sql {
  const source = term.embedAlias === null ? relation : { schema: '', name: term.embedAlias };
  return sql`${fieldExpression(source, term.field)}${direction(term)}${nulls(term)}`;
}

function direction(term: OrderBy): Sql {
  if (term.direction === null) return empty;
  return term.direction === 'asc' ? sql` ASC` : sql` DESC`;
}

function nulls(term: OrderBy): Sql {
  if (term.nulls === null) return empty;
  return term.nulls === 'first' ? sql` NULLS FIRST` : sql` NULLS LAST`;
}
