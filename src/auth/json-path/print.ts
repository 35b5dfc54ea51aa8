import { JsonNumber, renderDecimal } from '../../json/number.ts';
import { renderJson } from '../../json/render.ts';
import type { JsonValue } from '../../json/value.ts';
import type { Condition, Operand, Query, Segment, Selector } from './query.ts';

/**
 * The normalised text of a query (spec operations 2.1), oddities of the original included: a descendant name has three
 * dots, `&&` prints as `||`, quotes inside names are not escaped.
 */
export function printQuery(query: Query): string {
  return query.root + query.segments.map(printSegment).join('');
}

function printSegment({ descendant, notation, selectors }: Segment): string {
  const [selector] = selectors;
  const prefix = descendant ? '..' : '';
  if (notation === 'bracketed' || selector === undefined) return `${prefix}[${selectors.map(printSelector).join(',')}]`;
  if (selector.kind === 'name') return `${prefix}.${selector.name}`;
  return descendant ? '..*' : '.*';
}

function printSelector(selector: Selector): string {
  switch (selector.kind) {
    case 'name':
      return `'${selector.name}'`;
    case 'wildcard':
      return '*';
    case 'index':
      return String(selector.index);
    case 'slice':
      return `${selector.start ?? ''}:${selector.end ?? ''}:${selector.step}`;
    case 'filter':
      return `?${printCondition(selector.condition)}`;
    default:
      return selector satisfies never;
  }
}

function printCondition(condition: Condition): string {
  switch (condition.kind) {
    case 'or':
    case 'and':
      return condition.operands.map(printCondition).join(' || ');
    case 'parentheses':
      return `(${printCondition(condition.operand)})`;
    case 'not':
      return `!${printCondition(condition.operand)}`;
    case 'exists':
      return printQuery(condition.query);
    case 'search':
      return `search(${printArgument(condition.subject)}, ${printArgument(condition.pattern)})`;
    case 'comparison':
      return `${printCompared(condition.left)} ${condition.operator} ${printCompared(condition.right)}`;
    default:
      return condition satisfies never;
  }
}

function printArgument(operand: Operand): string {
  return operand.kind === 'literal' ? printLiteral(operand.value) : printQuery(operand.query);
}

/** Compared queries are singular; their names always print dotted. */
function printCompared(operand: Operand): string {
  if (operand.kind === 'literal') return printLiteral(operand.value);
  const { root, segments } = operand.query;
  return printQuery({ root, segments: segments.map((segment) => ({ ...segment, notation: namedBy(segment) })) });
}

function namedBy(segment: Segment): Segment['notation'] {
  return segment.selectors[0]?.kind === 'name' ? 'dotted' : 'bracketed';
}

function printLiteral(value: JsonValue): string {
  if (typeof value === 'string') return `'${value}'`;
  return value instanceof JsonNumber ? renderDecimal(value) : renderJson(value);
}
