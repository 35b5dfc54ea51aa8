/** Writes what the query grammar reads: the counterpart of the parsers. Names are quoted, so that any text will do. */
import type {
  Field,
  Filter,
  LogicTree,
  Operation,
  OrderTerm,
  Query,
  SelectItem,
} from '../../../src/request/query/ast.ts';
import type { TreePath } from '../../../src/request/query/paths.ts';

/** The query string, without `?`. `limit` and `offset` keep the names they came with. */
export function queryText(query: Query): string {
  const parameters: (readonly [string, string])[] = [
    ['select', selectText(query.select)],
    ...query.filters.map(
      ({ path, filter }) => [treePathText({ path, field: filter.field }), conditionText(filter)] as const,
    ),
    ...query.logic.map(({ path, tree }) => logicParameter(path, tree)),
    ...query.orders.map(({ path, terms }) => [[...path.map(quoted), 'order'].join('.'), orderText(terms)] as const),
    ...query.ranges.map(({ name, value }) => [name, value] as const),
    ...query.routineArguments,
  ];
  if (query.columns !== null) parameters.push(['columns', namesText(query.columns)]);
  if (query.onConflict !== null) parameters.push(['on_conflict', namesText(query.onConflict)]);
  return parameters.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
}

export function selectText(items: readonly SelectItem[]): string {
  return items.map(itemText).join(',');
}

export function namesText(names: readonly string[]): string {
  return names.map(quoted).join(',');
}

export function treePathText({ path, field }: TreePath): string {
  return [...path.map(quoted), fieldText(field)].join('.');
}

export function orderText(terms: readonly OrderTerm[]): string {
  return terms.map(termText).join(',');
}

/** The value of a filter parameter. */
export function conditionText({ negated, operation }: Pick<Filter, 'negated' | 'operation'>): string {
  return negation(negated) + operationText(operation, (value) => value);
}

export function logicText(tree: LogicTree): string {
  if (tree.kind === 'logic') return `${negation(tree.negated)}${tree.operator}${membersText(tree.members)}`;
  const { field, negated, operation } = tree.filter;
  return `${fieldText(field)}.${negation(negated)}${operationText(operation, quoted)}`;
}

function logicParameter(path: readonly string[], tree: LogicTree): readonly [string, string] {
  if (tree.kind === 'filter') throw new Error('a parameter holds a group');
  const name = [...path.map(quoted), ...(tree.negated ? ['not'] : []), tree.operator].join('.');
  return [name, membersText(tree.members)];
}

function membersText(members: readonly LogicTree[]): string {
  return `(${members.map(logicText).join(',')})`;
}

function itemText(item: SelectItem): string {
  const alias = item.kind === 'spread' || item.alias === null ? '' : `${quoted(item.alias)}:`;
  if (item.kind === 'field') {
    const aggregate = item.aggregate === null ? '' : `.${item.aggregate}()${castText(item.aggregateCast)}`;
    return alias + fieldText(item.field) + castText(item.cast) + aggregate;
  }
  const hint = item.hint === null ? '' : `!${quoted(item.hint)}`;
  const join = item.join === null ? '' : `!${item.join}`;
  const start = item.kind === 'spread' ? '...' : alias;
  return `${start}${quoted(item.target)}${hint}${join}(${selectText(item.select)})`;
}

function termText({ relation, field, direction, nulls }: OrderTerm): string {
  const ordered = relation === null ? fieldText(field) : `${quoted(relation)}(${fieldText(field)})`;
  return ordered + (direction === null ? '' : `.${direction}`) + (nulls === null ? '' : `.nulls${nulls}`);
}

function fieldText({ name, path }: Field): string {
  return quoted(name) + path.map(({ arrow, operand }) => arrow + operandText(operand)).join('');
}

function operandText(operand: Field['path'][number]['operand']): string {
  return operand.kind === 'key' ? quoted(operand.key) : operand.index.replace('+', '');
}

function operationText(operation: Operation, valueText: (value: string) => string): string {
  switch (operation.kind) {
    case 'simple':
      return `${operation.operator}.${valueText(operation.value)}`;
    case 'quantifiable': {
      const quantifier = operation.quantifier === null ? '' : `(${operation.quantifier})`;
      return `${operation.operator}${quantifier}.${valueText(operation.value)}`;
    }
    case 'in':
      return `in.(${namesText(operation.values)})`;
    case 'is':
      return `is.${operation.value}`;
    case 'isdistinct':
      return `isdistinct.${valueText(operation.value)}`;
    case 'fts': {
      const language = operation.language === null ? '' : `(${typeText(operation.language)})`;
      return `${operation.operator}${language}.${valueText(operation.value)}`;
    }
  }
}

function negation(negated: boolean): string {
  return negated ? 'not.' : '';
}

function castText(type: string | null): string {
  return type === null ? '' : `::${typeText(type)}`;
}

/** A type or language cannot be quoted; one of nothing but blanks is read as the empty one. */
function typeText(name: string): string {
  return name === '' ? ' ' : name;
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}
