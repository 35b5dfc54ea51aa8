import { compareNumbers, JsonNumber } from '../../json/number.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '../../json/value.ts';
import { compareCodePoints } from '../../text/code-point-order.ts';
import type { ComparisonOperator, Condition, Operand, Query, Segment, Selector } from './query.ts';
import { searches } from './search.ts';

/** The nodes that an absolute query selects from `root`, in order. Throws as `searches` does. */
export function evaluateQuery(query: Query, root: JsonValue): readonly JsonValue[] {
  return evaluate(query, { root, current: root });
}

/** What `$` and `@` stand for. */
interface Scope {
  readonly root: JsonValue;
  readonly current: JsonValue;
}

function evaluate(query: Query, scope: Scope): readonly JsonValue[] {
  let nodes: readonly JsonValue[] = [query.root === '$' ? scope.root : scope.current];
  for (const segment of query.segments) nodes = selectSegment(segment, nodes, scope.root);
  return nodes;
}

function selectSegment(segment: Segment, nodes: readonly JsonValue[], root: JsonValue): readonly JsonValue[] {
  const visited = segment.descendant ? nodes.flatMap(withDescendants) : nodes;
  return visited.flatMap((node) => segment.selectors.flatMap((selector) => select(selector, node, root)));
}

/** Parents before children. */
function withDescendants(node: JsonValue): readonly JsonValue[] {
  return [node, ...children(node).flatMap(withDescendants)];
}

function children(node: JsonValue): readonly JsonValue[] {
  if (isJsonObject(node)) return [...node.values()];
  return isJsonArray(node) ? node : [];
}

function select(selector: Selector, node: JsonValue, root: JsonValue): readonly JsonValue[] {
  switch (selector.kind) {
    case 'name':
      return asNodes(isJsonObject(node) ? node.get(selector.name) : undefined);
    case 'wildcard':
      return children(node);
    case 'index':
      return asNodes(isJsonArray(node) ? node.at(selector.index) : undefined);
    case 'slice':
      return isJsonArray(node) ? slice(node, selector.start, selector.end, selector.step) : [];
    case 'filter':
      return children(node).filter((current) => holds(selector.condition, { root, current }));
    default:
      return selector satisfies never;
  }
}

function asNodes(value: JsonValue | undefined): readonly JsonValue[] {
  return value === undefined ? [] : [value];
}

function slice(elements: readonly JsonValue[], start: number | null, end: number | null, step: number): JsonValue[] {
  const selected: JsonValue[] = [];
  const { length } = elements;
  const position = (index: number) => (index < 0 ? index + length : index);
  const keep = (index: number) => {
    const element = elements[index];
    if (element !== undefined) selected.push(element);
  };
  if (step > 0) {
    const last = Math.min(position(end ?? length), length);
    for (let i = Math.max(position(start ?? 0), 0); i < last; i += step) keep(i);
  } else if (step < 0) {
    const last = end === null ? -1 : Math.max(position(end), -1);
    for (let i = Math.min(position(start ?? length - 1), length - 1); i > last; i += step) keep(i);
  }
  return selected;
}

function holds(condition: Condition, scope: Scope): boolean {
  switch (condition.kind) {
    case 'or':
      return condition.operands.some((operand) => holds(operand, scope));
    case 'and':
      return condition.operands.every((operand) => holds(operand, scope));
    case 'parentheses':
      return holds(condition.operand, scope);
    case 'not':
      return !holds(condition.operand, scope);
    case 'exists':
      return evaluate(condition.query, scope).length > 0;
    case 'search':
      return searches(operandValue(condition.subject, scope), operandValue(condition.pattern, scope));
    case 'comparison':
      return compares(operandValue(condition.left, scope), condition.operator, operandValue(condition.right, scope));
    default:
      return condition satisfies never;
  }
}

/** Undefined stands for the RFC's Nothing. */
function operandValue(operand: Operand, scope: Scope): JsonValue | undefined {
  if (operand.kind === 'literal') return operand.value;
  const nodes = evaluate(operand.query, scope);
  return nodes.length === 1 ? nodes[0] : undefined;
}

function compares(left: JsonValue | undefined, operator: ComparisonOperator, right: JsonValue | undefined): boolean {
  switch (operator) {
    case '==':
      return equals(left, right);
    case '!=':
      return !equals(left, right);
    case '<':
      return precedes(left, right);
    case '>':
      return precedes(right, left);
    case '<=':
      return precedes(left, right) || equals(left, right);
    case '>=':
      return precedes(right, left) || equals(left, right);
    default:
      return operator satisfies never;
  }
}

/** Only numbers and strings have an order. */
function precedes(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a instanceof JsonNumber && b instanceof JsonNumber) return compareNumbers(a, b) < 0;
  return typeof a === 'string' && typeof b === 'string' && compareCodePoints(a, b) < 0;
}

function equals(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a instanceof JsonNumber && b instanceof JsonNumber) return compareNumbers(a, b) === 0;
  if (isJsonArray(a) && isJsonArray(b)) {
    return a.length === b.length && a.every((element, index) => equals(element, b[index]));
  }
  if (isJsonObject(a) && isJsonObject(b)) {
    return a.size === b.size && [...a].every(([key, member]) => b.has(key) && equals(member, b.get(key)));
  }
  return a === b;
}
