/** Fields with their JSON paths (spec reading 3.2). */
import type { Field, JsonOperation } from './ast.ts';
import {
  attempt,
  character,
  choice,
  end,
  labelled,
  literal,
  lookahead,
  map,
  met,
  metExpecting,
  optional,
  type Parser,
  repeated,
  separated,
  sequence,
  someCharacters,
  startingWith,
} from './engine.ts';
import { dash, joinWithDashes, lexeme, name, noneOf, quoted, trimBlankSpace } from './name.ts';

const arrow = choice<'->>' | '->'>(attempt(literal('->>')), attempt(literal('->')));

const digits = someCharacters((code) => code >= 0x30 && code <= 0x39, metExpecting('digit'));

const indexEnd = choice<unknown>(
  attempt(lookahead(literal('->'))),
  attempt(lookahead(literal('::'))),
  attempt(lookahead(literal('.'))),
  attempt(lookahead(literal(','))),
  attempt(end),
);

const index: Parser<JsonOperation['operand']> = sequence(
  [optional(character('-')), digits, indexEnd],
  ([sign, magnitude]) => ({ kind: 'index', index: (sign ?? '+') + magnitude }),
);

const keyPiece = map(someCharacters(noneOf('(-:.,>)'), met), trimBlankSpace);

const key: Parser<JsonOperation['operand']> = map(
  labelled(
    'any non reserved character different from: .,>()',
    choice(quoted, map(separated(keyPiece, dash), joinWithDashes)),
  ),
  (text) => ({ kind: 'key', key: text }),
);

const operation: Parser<JsonOperation> = sequence(
  [arrow, choice(attempt(index), attempt(key))],
  ([direction, operand]) => ({ arrow: direction, operand }),
);

/** `->a->>b`; may be empty. */
export const jsonPath: Parser<readonly JsonOperation[]> = repeated(startingWith('-', operation));

/** A column with its JSON path, blanks around. */
export const field: Parser<Field> = lexeme(sequence([name, jsonPath], ([column, path]) => ({ name: column, path })));
