import type { Field, Filter, LogicTree, OrderTerm } from '../request/query/ast.ts';
import type { Column, QualifiedName, SchemaCache } from '../schema-cache/model.ts';
import type { Condition, OrderBy, PlannedField } from './plan.ts';

/** A field nobody knows anything about: computed fields, columns of functions, embeds (spec reading 6.7). */
export function unknownField(name: string, path: Field['path'] = []): PlannedField {
  return { name, path, toJsonb: false, transform: null, toTsvector: null, wholeRow: false };
}

/** A selected field, with the domain → json formatter of its column (spec reading 11.2). */
export function outputField(cache: SchemaCache, relation: QualifiedName, field: Field): PlannedField {
  const column = findColumn(cache, relation, field.name);
  return withPath(field, column, column === undefined ? null : formatter(cache, column));
}

/** A cached column as an output field. */
export function outputColumn(cache: SchemaCache, column: Column): PlannedField {
  return { ...unknownField(column.name), transform: formatter(cache, column) };
}

/** A field to order by: the raw column (spec reading 8). */
function orderField(cache: SchemaCache, relation: QualifiedName, field: Field): PlannedField {
  return withPath(field, findColumn(cache, relation, field.name), null);
}

/** A filter with the text → domain parser of its column (spec reading 5.5, 11.3). */
export function planFilter(cache: SchemaCache, relation: QualifiedName, filter: Filter): Condition {
  const column = findColumn(cache, relation, filter.field.name);
  const parser = column === undefined ? undefined : cache.representation('text', column.nominalType);
  const field = withPath(filter.field, column, parser ?? null);
  const { negated, operation } = filter;
  const searchesText = operation.kind === 'fts' && column !== undefined && !column.isTsvector;
  return {
    kind: 'filter',
    field: searchesText ? { ...field, toTsvector: { language: operation.language } } : field,
    negated,
    operation,
  };
}

/** A logic tree with all its filters planned. */
export function planLogic(cache: SchemaCache, relation: QualifiedName, tree: LogicTree): Condition {
  if (tree.kind === 'filter') return planFilter(cache, relation, tree.filter);
  const members = tree.members.map((member) => planLogic(cache, relation, member));
  return { kind: 'logic', operator: tree.operator, negated: tree.negated, members };
}

/** An order term; `relation` is always the root (spec reading 8). A related term keeps its embed's name for now. */
export function planOrder(cache: SchemaCache, relation: QualifiedName, term: OrderTerm): OrderBy {
  return {
    embedAlias: term.relation,
    field:
      term.relation === null ? orderField(cache, relation, term.field) : unknownField(term.field.name, term.field.path),
    direction: term.direction,
    nulls: term.nulls,
  };
}

/** Whether selecting `*` needs the explicit column list because a column has a formatter. */
export function hasFormatter(cache: SchemaCache, columns: Iterable<Column>): boolean {
  for (const column of columns) if (formatter(cache, column) !== null) return true;
  return false;
}

function formatter(cache: SchemaCache, column: Column): string | null {
  return cache.representation(column.nominalType, 'json') ?? null;
}

function findColumn(cache: SchemaCache, relation: QualifiedName, name: string): Column | undefined {
  return cache.table(relation.schema, relation.name)?.columns.get(name);
}

/** Only json and jsonb take arrows as they are; expression indexes depend on it (spec reading 5.7). */
function withPath(field: Field, column: Column | undefined, transform: string | null): PlannedField {
  const isJson = column !== undefined && (column.nominalType === 'json' || column.nominalType === 'jsonb');
  return { name: field.name, path: field.path, toJsonb: !isJson, transform, toTsvector: null, wholeRow: false };
}
