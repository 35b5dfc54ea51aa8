/** The value of a horizontal filter: `[not.]operator.value` (spec reading 5). */
import type { Filter, FullTextOperator, IsValue, Operation, QuantifiableOperator, SimpleOperator } from './ast.ts';
import {
  attempt,
  character,
  characters,
  choice,
  FAILED,
  first,
  type Input,
  labelled,
  literal,
  map,
  met,
  notFollowedBy,
  optional,
  type Parser,
  second,
  separated,
  sequence,
  startingWith,
  withShortCut,
} from './engine.ts';
import { dot, identifier, lexeme, noneOf, quoted } from './name.ts';

/** A filter without its field. */
export type FilterValue = Pick<Filter, 'negated' | 'operation'>;

const isElementPart = noneOf(',)');

const elementCharacter: Parser<null> = (input) => {
  const codePoint = input.text.codePointAt(input.offset);
  if (codePoint === undefined || !isElementPart(codePoint)) return input.fail(input.offset, false, met);
  input.offset += codePoint > 0xffff ? 2 : 1;
  return input.succeed(null, null);
};

/** A quoted element or value; it is not read as quoted when anything but `,` or `)` follows. */
export const quotedElement: Parser<string> = attempt(first(quoted, notFollowedBy(elementCharacter)));

/** Text up to the next `,` or `)`. */
export const rawElement: Parser<string> = characters(isElementPart, met);

const element = choice(quotedElement, rawElement);

const list: Parser<Operation> = sequence(
  [lexeme(character('(')), separated(element, character(',')), lexeme(character(')'))],
  ([, values]) => ({ kind: 'in', values }),
);

const isValue: Parser<Operation> = map(
  labelled(
    'isVal: (null, not_null, true, false, unknown)',
    choice<IsValue>(
      attempt(keyword('null')),
      attempt(keyword('not_null')),
      attempt(keyword('true')),
      attempt(keyword('false')),
      attempt(keyword('unknown')),
    ),
  ),
  (value) => ({ kind: 'is', value }),
);

/** A word in any mixture of cases, read character by character: unlike a literal's, a mismatch is where it is. */
function keyword<T extends IsValue>(word: T): Parser<T> {
  const upper = word.toUpperCase();
  return (input) => {
    const start = input.offset;
    for (let i = 0; i < word.length; i++) {
      const code = input.text.charCodeAt(start + i);
      if (code !== word.charCodeAt(i) && code !== upper.charCodeAt(i)) return input.fail(start + i, i > 0, met);
    }
    input.offset = start + word.length;
    return input.succeed(word, null);
  };
}

/** In the order of trial: none may come before one that it begins. */
const fullTextOperators: readonly FullTextOperator[] = ['fts', 'plfts', 'phfts', 'wfts'];
const simpleOperators: readonly SimpleOperator[] = ['neq', 'cs', 'cd', 'ov', 'sl', 'sr', 'nxr', 'nxl', 'adj'];
const quantifiableOperators: readonly QuantifiableOperator[] = [
  'eq',
  'gte',
  'gt',
  'lte',
  'lt',
  'like',
  'ilike',
  'match',
  'imatch',
];

function oneOf<T extends string>(words: readonly T[]): Parser<T> {
  return choice(...words.map((word) => attempt(literal(word))));
}

/** What the operators that need nothing before the dot make of their value. */
const plainOperators: ReadonlyMap<string, (value: string) => Operation> = new Map([
  ...simpleOperators.map(
    (operator) => [operator, (value: string): Operation => ({ kind: 'simple', operator, value })] as const,
  ),
  ...quantifiableOperators.map(
    (operator) =>
      [operator, (value: string): Operation => ({ kind: 'quantifiable', operator, quantifier: null, value })] as const,
  ),
]);
const longestPlainOperator = Math.max(...[...plainOperators.keys()].map((operator) => operator.length));

function inParentheses<T>(parser: Parser<T>): Parser<T> {
  return sequence([character('('), parser, character(')')], ([, value]) => value);
}

const language = optional(startingWith('(', attempt(inParentheses(identifier))));

const quantifier = optional(
  startingWith('(', attempt(inParentheses(choice<'any' | 'all'>(attempt(literal('any')), literal('all'))))),
);

const negation = optional(startingWith('n', attempt(first(literal('not'), dot))));

/** `[not.]operator.value` whose single values are read by `value`. */
export function filterValue(value: Parser<string>): Parser<FilterValue> {
  const isDistinct: Parser<Operation> = sequence([attempt(first(literal('isdistinct'), dot)), value], ([, text]) => ({
    kind: 'isdistinct',
    value: text,
  }));
  const fullText: Parser<Operation> = sequence(
    [oneOf(fullTextOperators), language, dot, value],
    ([operator, language, , text]) => ({ kind: 'fts', operator, language, value: text }),
  );
  const simple: Parser<Operation> = sequence([oneOf(simpleOperators), dot, value], ([operator, , text]) => ({
    kind: 'simple',
    operator,
    value: text,
  }));
  const quantifiable: Parser<Operation> = sequence(
    [oneOf(quantifiableOperators), quantifier, dot, value],
    ([operator, quantifier, , text]) => ({ kind: 'quantifiable', operator, quantifier, value: text }),
  );
  const operation = labelled(
    'operator (eq, gt, ...)',
    choice<Operation>(
      second(attempt(first(literal('in'), dot)), list),
      second(attempt(first(literal('is'), dot)), isValue),
      isDistinct,
      attempt(fullText),
      attempt(simple),
      attempt(quantifiable),
    ),
  );
  const grammar = sequence([negation, operation], ([not, operation]): FilterValue => {
    return { negated: not !== null, operation };
  });
  return withShortCut((input) => plainOperation(input, value), grammar);
}

/** An operator that is at once followed by its value. */
function plainOperation(input: Input, value: Parser<string>): FilterValue | null {
  const { text, offset: start } = input;
  let stop = start;
  while (stop - start < longestPlainOperator && text.charCodeAt(stop) !== 0x2e) stop += 1;
  const operation = text.charCodeAt(stop) === 0x2e ? plainOperators.get(text.slice(start, stop)) : undefined;
  if (operation === undefined) return null;
  input.offset = stop + 1;
  const operand = value(input);
  if (operand === FAILED) {
    input.offset = start;
    return null;
  }
  return { negated: false, operation: operation(operand) };
}

/** All the rest of the text. */
const wholeRest: Parser<string> = characters(() => true, met);

/** The value of a filter parameter. */
export const plainFilterValue: Parser<FilterValue> = filterValue(wholeRest);
