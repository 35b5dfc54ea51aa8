/** Logic trees: `and(…)`, `or(…)` and their members (spec reading 5.6). */
import type { LogicTree } from './ast.ts';
import {
  attempt,
  character,
  characters,
  choice,
  deferred,
  labelled,
  literal,
  met,
  nested,
  nothing,
  type Parser,
  separated,
  sequence,
} from './engine.ts';
import { field } from './field.ts';
import { filterValue, quotedElement, rawElement } from './filter.ts';
import { dot, lexeme, noneOf } from './name.ts';

/** An array literal of one level, taken with its braces. */
const braced: Parser<string> = attempt(
  sequence([literal('{'), characters(noneOf('{}'), met), literal('}')], ([, content]) => `{${content}}`),
);

const memberFilterValue = filterValue(choice(quotedElement, braced, rawElement));

const memberFilter: Parser<LogicTree> = sequence(
  [field, dot, memberFilterValue],
  ([field, , { negated, operation }]) => ({
    kind: 'filter',
    filter: { field, negated, operation },
  }),
);

const negation: Parser<boolean> = labelled(
  'negation operator (not)',
  choice(attempt(sequence([literal('not'), dot], () => true)), nothing(false)),
);

const operator = labelled('logic operator (and, or)', choice<'and' | 'or'>(attempt(literal('and')), literal('or')));

const members = separated(
  deferred(() => logicTree),
  lexeme(character(',')),
);

const group: Parser<LogicTree> = sequence(
  [negation, operator, lexeme(character('(')), nested(members), lexeme(character(')'))],
  ([negated, operator, , members]) => ({ kind: 'logic', operator, negated, members }),
);

/** One condition or a group of them. */
export const logicTree: Parser<LogicTree> = choice(attempt(memberFilter), group);
