/** The `select` parameter (spec reading 6 and 7.1, embedding-schema-cache 2.1). */
import type { AggregateFunction, JoinType, SelectEmbed, SelectField, SelectItem, SelectSpread } from './ast.ts';
import {
  attempt,
  character,
  choice,
  deferred,
  end,
  first,
  type Input,
  literal,
  lookahead,
  map,
  nested,
  notFollowedBy,
  optional,
  type Parser,
  second,
  separated,
  sequence,
  startingWith,
  withShortCut,
} from './engine.ts';
import { field } from './field.ts';
import { identifier, lexeme, name, plainName } from './name.ts';

const alias = optional(
  attempt(
    first(
      name,
      sequence([character(':'), notFollowedBy(character(':'))], () => null),
    ),
  ),
);

const cast = optional(startingWith(':', second(literal('::'), identifier)));

/** What may follow a field. */
const fieldEnd = choice<unknown>(attempt(lookahead(literal(')'))), attempt(lookahead(literal(','))), attempt(end));

const wholeRow = { name: '*', path: [] } as const;

const star: Parser<SelectField> = sequence([literal('*'), fieldEnd], () => ({
  kind: 'field',
  field: wholeRow,
  alias: null,
  cast: null,
  aggregate: null,
  aggregateCast: null,
}));

const rowCount: Parser<SelectField> = sequence(
  [alias, literal('count()'), cast, fieldEnd],
  ([alias, , aggregateCast]) => ({
    kind: 'field',
    field: wholeRow,
    alias,
    cast: null,
    aggregate: 'count',
    aggregateCast,
  }),
);

const aggregateFunction: Parser<AggregateFunction> = choice<AggregateFunction>(
  literal('sum'),
  literal('avg'),
  literal('count'),
  attempt(literal('max')),
  attempt(literal('min')),
);

const aggregateCall = optional(
  startingWith(
    '.',
    attempt(sequence([character('.'), aggregateFunction, literal('()')], ([, aggregate]) => aggregate)),
  ),
);

const column: Parser<SelectField> = sequence(
  [alias, field, cast, aggregateCall, cast, fieldEnd],
  ([alias, field, cast, aggregate, aggregateCast]) => ({
    kind: 'field',
    field,
    alias,
    cast,
    aggregate,
    aggregateCast: aggregate === null ? null : aggregateCast,
  }),
);

const selectField = lexeme(choice(attempt(star), attempt(rowCount), column));

type Parameter = { readonly join: JoinType } | { readonly hint: string };

const parameter: Parser<Parameter> = startingWith(
  '!',
  second(
    character('!'),
    choice<Parameter>(
      attempt(map(literal('left'), (join) => ({ join }))),
      attempt(map(literal('inner'), (join) => ({ join }))),
      attempt(map(name, (hint) => ({ hint }))),
    ),
  ),
);

interface Parameters {
  readonly hint: string | null;
  readonly join: JoinType | null;
}

/** Of two parameters of one kind the first counts. */
const parameters: Parser<Parameters> = sequence([optional(parameter), optional(parameter)], (given) => {
  let hint: string | null = null;
  let join: JoinType | null = null;
  for (const parameter of given) {
    if (parameter === null) continue;
    if ('hint' in parameter) hint ??= parameter.hint;
    else join ??= parameter.join;
  }
  return { hint, join };
});

/** The name is taken by `count()`, so that this can never be an embed. */
const nameExceptCount: Parser<string> = (input) => {
  const start = input.offset;
  const value = name(input);
  return value === 'count' ? input.fail(start, false, null) : value;
};

const beforeMembers = attempt(lookahead(literal('(')));

type Head<T extends SelectEmbed | SelectSpread> = Omit<T, 'select'>;

const spreadHead: Parser<Head<SelectSpread>> = lexeme(
  sequence([literal('...'), name, parameters, beforeMembers], ([, target, { hint, join }]) => ({
    kind: 'spread',
    target,
    hint,
    join,
  })),
);

const embedHead: Parser<Head<SelectEmbed>> = lexeme(
  sequence([alias, nameExceptCount, parameters, beforeMembers], ([alias, target, { hint, join }]) => ({
    kind: 'embed',
    target,
    alias,
    hint,
    join,
  })),
);

const members: Parser<readonly SelectItem[]> = sequence(
  [character('('), nested(deferred(() => select)), character(')')],
  ([, items]) => items,
);

const spread: Parser<SelectSpread> = sequence([attempt(spreadHead), members], ([head, select]) => ({
  ...head,
  select,
}));

const embed: Parser<SelectEmbed> = sequence([attempt(embedHead), members], ([head, select]) => ({ ...head, select }));

/** Once the `(` of an embed is in sight it is an embed for good: the errors inside are not read as a field's. */
const item: Parser<SelectItem> = withShortCut(plainColumn, choice<SelectItem>(spread, embed, selectField));

/** A column by its plain name with nothing added, recognised by what follows. */
function plainColumn(input: Input): SelectItem | null {
  const start = input.offset;
  const column = plainName(input);
  if (column === null) return null;
  const next = input.text.charCodeAt(input.offset);
  if (next === 0x2c || next === 0x29 || input.offset === input.text.length) {
    return {
      kind: 'field',
      field: { name: column, path: [] },
      alias: null,
      cast: null,
      aggregate: null,
      aggregateCast: null,
    };
  }
  input.offset = start;
  return null;
}

/** The items of a `select` or of an embed's parentheses; may be empty. */
export const select: Parser<readonly SelectItem[]> = map(
  optional(separated(item, lexeme(character(',')))),
  (items) => items ?? [],
);
