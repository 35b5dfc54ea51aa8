import { type JsonNumber, readNumber } from '../../json/number.ts';
import { accept, type Cursor, fail, readStringLiteral, skipBlanks } from './cursor.ts';
import { parseQuery } from './parse.ts';
import type { ComparisonOperator, Condition, Operand, Query } from './query.ts';

/** More than a role claim needs, less than the stack allows. */
const maximumDepth = 100;

/** A filter's logical expression: `||` of `&&` of basic expressions. */
export function parseCondition(cursor: Cursor): Condition {
  cursor.depth += 1;
  if (cursor.depth > maximumDepth) return fail(cursor);
  const condition = parseOperands(cursor, '||', 'or', () =>
    parseOperands(cursor, '&&', 'and', () => parseBasic(cursor)),
  );
  cursor.depth -= 1;
  return condition;
}

function parseOperands(cursor: Cursor, operator: string, kind: 'or' | 'and', operand: () => Condition): Condition {
  const first = operand();
  const operands = [first];
  for (;;) {
    const before = cursor.offset;
    skipBlanks(cursor);
    if (!accept(cursor, operator)) {
      cursor.offset = before;
      return operands.length === 1 ? first : { kind, operands };
    }
    skipBlanks(cursor);
    operands.push(operand());
  }
}

function parseBasic(cursor: Cursor): Condition {
  if (accept(cursor, '!')) {
    skipBlanks(cursor);
    return { kind: 'not', operand: parseParentheses(cursor) ?? parseSearch(cursor) ?? parseExistence(cursor) };
  }
  return parseParentheses(cursor) ?? parseSearch(cursor) ?? parseComparisonOrExistence(cursor);
}

function parseParentheses(cursor: Cursor): Condition | null {
  if (!accept(cursor, '(')) return null;
  skipBlanks(cursor);
  const operand = parseCondition(cursor);
  skipBlanks(cursor);
  return accept(cursor, ')') ? { kind: 'parentheses', operand } : fail(cursor);
}

function parseSearch(cursor: Cursor): Condition | null {
  if (!accept(cursor, 'search(')) return null;
  skipBlanks(cursor);
  const subject = parseOperand(cursor);
  skipBlanks(cursor);
  if (!accept(cursor, ',')) return fail(cursor);
  skipBlanks(cursor);
  const pattern = parseOperand(cursor);
  skipBlanks(cursor);
  return accept(cursor, ')') ? { kind: 'search', subject, pattern } : fail(cursor);
}

function parseExistence(cursor: Cursor): Condition {
  return { kind: 'exists', query: parseQuery(cursor) };
}

function parseComparisonOrExistence(cursor: Cursor): Condition {
  const left = parseOperand(cursor);
  const before = cursor.offset;
  skipBlanks(cursor);
  const operator = comparisonOperators.find((candidate) => accept(cursor, candidate));
  if (operator === undefined) {
    cursor.offset = before;
    return left.kind === 'query' ? { kind: 'exists', query: left.query } : fail(cursor);
  }
  skipBlanks(cursor);
  const right = parseOperand(cursor);
  if (!isComparable(left) || !isComparable(right)) return fail(cursor);
  return { kind: 'comparison', left, operator, right };
}

const comparisonOperators: readonly ComparisonOperator[] = ['==', '!=', '<=', '>=', '<', '>'];

function isComparable(operand: Operand): boolean {
  return operand.kind === 'literal' || isSingular(operand.query);
}

/** Whether the query can yield one node at most. */
function isSingular(query: Query): boolean {
  return query.segments.every(({ descendant, selectors }) => {
    const [selector] = selectors;
    return !descendant && selectors.length === 1 && (selector?.kind === 'name' || selector?.kind === 'index');
  });
}

function parseOperand(cursor: Cursor): Operand {
  const next = cursor.text[cursor.offset];
  if (next === '@' || next === '$') return { kind: 'query', query: parseQuery(cursor) };
  const text = readStringLiteral(cursor);
  if (text !== null) return { kind: 'literal', value: text };
  if (accept(cursor, 'true')) return { kind: 'literal', value: true };
  if (accept(cursor, 'false')) return { kind: 'literal', value: false };
  if (accept(cursor, 'null')) return { kind: 'literal', value: null };
  return { kind: 'literal', value: parseNumber(cursor) };
}

function parseNumber(cursor: Cursor): JsonNumber {
  const found = readNumber(cursor.text, cursor.offset) ?? fail(cursor);
  cursor.offset = found.end;
  return found.number;
}
