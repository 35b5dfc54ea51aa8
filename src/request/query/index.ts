/** The query string grammar: from the raw query of a URL to a `Query`. */
import { sortedSet } from '../../text/code-point-order.ts';
import type { PathFilter, PathLogic, PathOrder, Query, RangeParameter, SelectItem } from './ast.ts';
import { choice, nothing, type Parser } from './engine.ts';
import { type FilterValue, plainFilterValue } from './filter.ts';
import { logicTree } from './logic.ts';
import { names } from './name.ts';
import { orderTerms } from './order.ts';
import { parse } from './parse.ts';
import { logicPath, parameterKind, treePath } from './paths.ts';
import { decodeQueryString, type Parameter } from './query-string.ts';
import { select } from './select.ts';

export { parseRangeTreePath } from './paths.ts';

/**
 * Parses a query string: `rawQuery` without `?`, one char per byte.
 *
 * In mode `routine-arguments` (GET and HEAD of a function) a value that can't begin an operator makes its parameter an
 * argument; in mode `filters` it is an error (spec writing-functions-openapi 4.3).
 *
 * @throws ApiError PGRST100, the first in the order of spec reading 4.2
 * @throws UnhandledRequestError when a name or value is not UTF-8
 */
export function parseQuery(rawQuery: string, mode: 'filters' | 'routine-arguments'): Query {
  const { parameters, canonical } = decodeQueryString(rawQuery);
  const parts = classify(parameters);
  const orders = parts.orders.map(parseOrder);
  const logic = parts.logic.map(parseLogic);
  const columns = parts.columns === null ? null : sortedSet(parse(names, parts.columns, 'columns parameter'));
  const selected = parts.select === null ? defaultSelect : parse(select, parts.select, 'select parameter');
  const { filters, rootFilterKeys, routineArguments } = parseFilters(parts.filters, mode);
  const onConflict = parts.onConflict === null ? null : parse(names, parts.onConflict, 'on_conflict parameter');
  return {
    select: selected,
    columns,
    onConflict,
    filters,
    rootFilterKeys,
    logic,
    orders,
    ranges: parts.ranges,
    routineArguments,
    canonical,
  };
}

const defaultSelect: readonly SelectItem[] = parse(select, '*', 'select parameter');

interface Valued {
  readonly name: string;
  readonly value: string;
}

interface Parts {
  select: string | null;
  columns: string | null;
  onConflict: string | null;
  readonly orders: Valued[];
  readonly logic: Valued[];
  readonly ranges: RangeParameter[];
  readonly filters: Valued[];
}

/** Sorts the parameters by what their names make them (spec reading 2.3). */
function classify(parameters: readonly Parameter[]): Parts {
  const parts: Parts = {
    select: valueOfFirst(parameters, 'select'),
    columns: valueOfFirst(parameters, 'columns'),
    onConflict: valueOfFirst(parameters, 'on_conflict'),
    orders: [],
    logic: [],
    ranges: [],
    filters: [],
  };
  for (const { name, value } of parameters) {
    if (value === null) continue;
    const kind = parameterKind(name);
    switch (kind) {
      case 'order':
        parts.orders.push({ name, value });
        break;
      case 'and':
      case 'or':
        parts.logic.push({ name, value });
        break;
      case 'limit':
      case 'offset':
        parts.ranges.push({ name, kind, value });
        break;
      case 'filter':
        parts.filters.push({ name, value });
        break;
      case 'select':
      case 'columns':
      case 'on_conflict':
    }
  }
  return parts;
}

/** A first occurrence without `=` hides the later ones. */
function valueOfFirst(parameters: readonly Parameter[], name: string): string | null {
  return parameters.find((parameter) => parameter.name === name)?.value ?? null;
}

function parseOrder({ name, value }: Valued): PathOrder {
  const { path } = parse(treePath, name, 'tree path');
  return { path, terms: parse(orderTerms, value, 'order') };
}

function parseLogic({ name, value }: Valued): PathLogic {
  const { path, operator } = parse(logicPath, name, 'logic path');
  return { path, tree: parse(logicTree, operator + value, 'logic tree', value) };
}

const filterOrArgument: Parser<FilterValue | null> = choice<FilterValue | null>(plainFilterValue, nothing(null));

function parseFilters(
  parameters: readonly Valued[],
  mode: 'filters' | 'routine-arguments',
): Pick<Query, 'filters' | 'rootFilterKeys' | 'routineArguments'> {
  const filters: PathFilter[] = [];
  const rootFilterKeys: string[] = [];
  const routineArguments: [string, string][] = [];
  const valueParser = mode === 'filters' ? plainFilterValue : filterOrArgument;
  for (const { name, value } of parameters) {
    const { path, field } = parse(treePath, name, 'tree path');
    const condition = parse(valueParser, value, 'filter');
    if (condition === null) {
      routineArguments.push([field.name, value]);
      continue;
    }
    filters.push({ path, filter: { field, negated: condition.negated, operation: condition.operation } });
    if (path.length === 0) rootFilterKeys.push(name);
  }
  return { filters, rootFilterKeys, routineArguments };
}
