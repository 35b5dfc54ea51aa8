/** The `order` parameter (spec reading 8, embedding-schema-cache 2.11). */
import type { OrderTerm } from './ast.ts';
import {
  attempt,
  character,
  choice,
  end,
  first,
  literal,
  lookahead,
  map,
  optional,
  type Parser,
  second,
  separated,
  sequence,
} from './engine.ts';
import { field } from './field.ts';
import { dot, lexeme, name } from './name.ts';

const direction = choice<'asc' | 'desc'>(attempt(second(dot, literal('asc'))), attempt(second(dot, literal('desc'))));

const nulls = choice<'first' | 'last'>(
  attempt(sequence([dot, literal('nullsfirst')], () => 'first' as const)),
  attempt(sequence([dot, literal('nullslast')], () => 'last' as const)),
);

const termEnd = choice<unknown>(attempt(lookahead(character(','))), attempt(end));

const nullsAndEnd = choice<'first' | 'last' | null>(
  first(optional(nulls), termEnd),
  map(termEnd, () => null),
);

const relatedField: Parser<Pick<OrderTerm, 'relation' | 'field'>> = sequence(
  [name, character('('), field, character(')')],
  ([relation, , field]) => ({ relation, field }),
);

const ownField: Parser<Pick<OrderTerm, 'relation' | 'field'>> = map(field, (field) => ({
  relation: null,
  field,
}));

function term(ordered: Parser<Pick<OrderTerm, 'relation' | 'field'>>): Parser<OrderTerm> {
  return sequence([ordered, optional(direction), nullsAndEnd], ([{ relation, field }, direction, nulls]) => ({
    relation,
    field,
    direction,
    nulls,
  }));
}

/** One or more terms between commas. */
export const orderTerms: Parser<readonly OrderTerm[]> = separated(
  lexeme(choice(attempt(term(relatedField)), term(ownField))),
  character(','),
);
