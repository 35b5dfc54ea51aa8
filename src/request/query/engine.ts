import { type Messages, showCharacter } from './messages.ts';

/**
 * Predictive parser combinators with the backtracking and error merging of spec reading 4.4.
 *
 * A parser is a function on a mutable `Input`. It returns its value, having moved `offset`, or `FAILED`, having set
 * `consumed`; either way it leaves its error in `errorOffset` and `messages`. A success consumed input exactly when
 * the offset moved. The offset after a failure means nothing.
 *
 * Errors never steer the parsing, so they are merged only on request (`explaining`): the first run over a text is made
 * without, and only a text that fails is parsed again to find the words.
 */
export type Parser<T> = (input: Input) => T | typeof FAILED;

export const FAILED: unique symbol = Symbol('failed');

export class Input {
  readonly text: string;
  readonly explaining: boolean;
  /** In UTF-16 units, like all offsets here. */
  offset = 0;
  /** How many `nested` parsers are running. */
  depth = 0;
  /** Whether the latest failure came after consuming input. */
  consumed = false;
  errorOffset = 0;
  messages: Messages | null = null;

  constructor(text: string, explaining: boolean) {
    this.text = text;
    this.explaining = explaining;
  }

  /** Ends a parser successfully, leaving an error at the current offset. */
  succeed<T>(value: T, messages: Messages | null): T {
    this.errorOffset = this.offset;
    this.messages = messages;
    return value;
  }

  /** Ends a parser with a failure at `offset`. */
  fail(offset: number, consumed: boolean, messages: Messages | null): typeof FAILED {
    this.consumed = consumed;
    this.errorOffset = offset;
    this.messages = messages;
    return FAILED;
  }

  /** Puts an earlier error before the present one: the farther position wins, equal ones are joined. */
  mergeEarlier(offset: number, messages: Messages | null): void {
    if (!this.explaining || messages === null) return;
    if (this.messages === null || offset > this.errorOffset) {
      this.errorOffset = offset;
      this.messages = messages;
    } else if (offset === this.errorOffset) {
      this.messages = { kind: 'joined', first: messages, second: this.messages };
    }
  }
}

/** Messages of a character class without a label of its own. */
export const met: Messages = { kind: 'met', distance: 0 };

/** Messages of a character class that goes by these labels. */
export function metExpecting(...labels: readonly string[]): Messages {
  return labels.reduce<Messages>(
    (first, label) => ({ kind: 'joined', first, second: { kind: 'expected', label } }),
    met,
  );
}

/** The ASCII character `text`. */
export function character(text: string): Parser<string> {
  const code = text.charCodeAt(0);
  const messages = metExpecting(showCharacter(code, '"'));
  return (input) => {
    if (input.text.charCodeAt(input.offset) !== code) return input.fail(input.offset, false, messages);
    input.offset += 1;
    return input.succeed(text, null);
  };
}

/** The ASCII string `text`: a mismatch is reported where it starts, and consumes if a first part matched. */
export function literal<T extends string>(text: T): Parser<T> {
  const expected: Messages = { kind: 'expected', label: `"${text}"` };
  const mismatches = Array.from(text, (_, distance): Messages => {
    return { kind: 'joined', first: { kind: 'met', distance }, second: expected };
  });
  return (input) => {
    const start = input.offset;
    for (let i = 0; i < text.length; i++) {
      if (input.text.charCodeAt(start + i) !== text.charCodeAt(i)) {
        return input.fail(start, i > 0, mismatches[i] ?? expected);
      }
    }
    input.offset = start + text.length;
    return input.succeed(text, null);
  };
}

/** Any number of characters of a class. `messages`: what the class says of a character outside of it. */
export function characters(contains: (codePoint: number) => boolean, messages: Messages): Parser<string> {
  return (input) => {
    const start = input.offset;
    skipCharacters(input, contains);
    return input.succeed(input.text.slice(start, input.offset), messages);
  };
}

/** One or more characters of a class. */
export function someCharacters(contains: (codePoint: number) => boolean, messages: Messages): Parser<string> {
  return (input) => {
    const start = input.offset;
    skipCharacters(input, contains);
    if (input.offset === start) return input.fail(start, false, messages);
    return input.succeed(input.text.slice(start, input.offset), messages);
  };
}

function skipCharacters(input: Input, contains: (codePoint: number) => boolean): void {
  const { text } = input;
  let offset = input.offset;
  while (offset < text.length) {
    const codePoint = text.codePointAt(offset) ?? 0;
    if (!contains(codePoint)) break;
    offset += codePoint > 0xffff ? 2 : 1;
  }
  input.offset = offset;
}

const endExpected: Messages = { kind: 'expected', label: 'end of input' };
const endReached: Messages = { kind: 'joined', first: endExpected, second: met };
const endRefused: Messages = { kind: 'joined', first: endExpected, second: { kind: 'refused', distance: 0 } };

/** Nothing is left. */
export const end: Parser<null> = (input) =>
  input.offset >= input.text.length ? input.succeed(null, endReached) : input.fail(input.offset, false, endRefused);

/** Always succeeds, consuming nothing. */
export function nothing<T>(value: T): Parser<T> {
  return (input) => input.succeed(value, null);
}

/** The value of `parser`, made into another. */
export function map<T, R>(parser: Parser<T>, build: (value: T) => R): Parser<R> {
  return (input) => {
    const value = parser(input);
    return value === FAILED ? FAILED : build(value);
  };
}

/** All parts in order. */
export function sequence<P extends readonly unknown[], R>(
  parts: readonly [...{ [K in keyof P]: Parser<P[K]> }],
  build: (values: P) => R,
): Parser<R> {
  const parsers: readonly Parser<unknown>[] = parts;
  return (input) => {
    const start = input.offset;
    const values: unknown[] = [];
    let errorOffset = start;
    let messages: Messages | null = null;
    for (const parser of parsers) {
      const before = input.offset;
      const value = parser(input);
      if (value === FAILED) {
        if (!input.consumed) {
          input.mergeEarlier(errorOffset, messages);
          input.consumed = before !== start;
        }
        return FAILED;
      }
      if (input.offset === before) input.mergeEarlier(errorOffset, messages);
      errorOffset = input.errorOffset;
      messages = input.messages;
      values.push(value);
    }
    return build(values as unknown as P);
  };
}

/** Both in order, giving the value of the first. */
export function first<T>(parser: Parser<T>, then: Parser<unknown>): Parser<T> {
  return sequence([parser, then], ([value]) => value);
}

/** Both in order, giving the value of the second. */
export function second<T>(before: Parser<unknown>, parser: Parser<T>): Parser<T> {
  return sequence([before, parser], ([, value]) => value);
}

/** The first alternative that succeeds; one that fails after consuming input ends the choice. */
export function choice<T>(...alternatives: readonly Parser<T>[]): Parser<T> {
  return (input) => {
    const start = input.offset;
    let errorOffset = start;
    let messages: Messages | null = null;
    for (const parser of alternatives) {
      input.offset = start;
      const value = parser(input);
      if (value === FAILED ? input.consumed : input.offset !== start) return value;
      input.mergeEarlier(errorOffset, messages);
      if (value !== FAILED) return value;
      errorOffset = input.errorOffset;
      messages = input.messages;
    }
    return FAILED;
  };
}

export function optional<T>(parser: Parser<T>): Parser<T | null> {
  return choice<T | null>(parser, nothing(null));
}

/** Makes a failure unconsumed, so that a choice goes on. */
export function attempt<T>(parser: Parser<T>): Parser<T> {
  return (input) => {
    const value = parser(input);
    if (value === FAILED) input.consumed = false;
    return value;
  };
}

/** Succeeds where `parser` does, consuming nothing. */
export function lookahead<T>(parser: Parser<T>): Parser<T> {
  return (input) => {
    const start = input.offset;
    const value = parser(input);
    if (value === FAILED) return FAILED;
    input.offset = start;
    return input.succeed(value, null);
  };
}

const refusedBefore: Messages = { kind: 'refused', distance: -1 };

/** Succeeds where the one-character `parser` fails, keeping its error. */
export function notFollowedBy(parser: Parser<unknown>): Parser<null> {
  return (input) => {
    const start = input.offset;
    if (parser(input) === FAILED) {
      input.offset = start;
      return null;
    }
    return input.fail(input.offset, false, refusedBefore);
  };
}

/** Speaks of `parser` as one thing, unless it consumed input. */
export function labelled<T>(label: string, parser: Parser<T>): Parser<T> {
  return (input) => {
    const start = input.offset;
    const value = parser(input);
    if (!input.explaining) return value;
    if (value === FAILED ? !input.consumed : input.offset === start && input.messages !== null) {
      input.messages = { kind: 'labelled', label, inner: input.messages };
    }
    return value;
  };
}

/** Any number of rounds, each of which consumes; the last successful round's error is kept (`a*`). */
export function repeated<T>(parser: Parser<T>): Parser<readonly T[]> {
  return (input) => {
    const values: T[] = [];
    let errorOffset = input.offset;
    let messages: Messages | null = null;
    for (;;) {
      const before = input.offset;
      const value = parser(input);
      if (value === FAILED) {
        if (input.consumed) return FAILED;
        input.mergeEarlier(errorOffset, messages);
        input.offset = before;
        return values;
      }
      values.push(value);
      errorOffset = input.errorOffset;
      messages = input.messages;
    }
  };
}

/** One or more items between separators; of the later rounds only the failing one's error is kept (`a % s`). */
export function separated<T>(item: Parser<T>, separator: Parser<unknown>): Parser<readonly T[]> {
  const round = second(separator, item);
  return (input) => {
    const value = item(input);
    if (value === FAILED) return FAILED;
    const values: T[] = [value];
    const { errorOffset, messages } = input;
    for (;;) {
      const before = input.offset;
      const next = round(input);
      if (next !== FAILED) {
        values.push(next);
        continue;
      }
      if (input.consumed) return FAILED;
      if (values.length === 1) input.mergeEarlier(errorOffset, messages);
      input.offset = before;
      return values;
    }
  };
}

/**
 * `parser`, which can do nothing but fail at any character other than `start`. It is tried there all the same when the
 * words of its failure are wanted.
 */
export function startingWith<T>(start: string, parser: Parser<T>): Parser<T> {
  const code = start.charCodeAt(0);
  return (input) => {
    if (input.explaining || input.text.charCodeAt(input.offset) === code) return parser(input);
    return input.fail(input.offset, false, null);
  };
}

/**
 * `parser` with a short cut for frequent texts: `shortCut` gives what `parser` would, or null and leaves the input as
 * it is. Errors are `parser`'s own.
 */
export function withShortCut<T>(shortCut: (input: Input) => T | null, parser: Parser<T>): Parser<T> {
  return (input) => {
    if (input.explaining) return parser(input);
    const value = shortCut(input);
    return value === null ? parser(input) : input.succeed(value, null);
  };
}

/** For grammars that contain themselves. */
export function deferred<T>(parser: () => Parser<T>): Parser<T> {
  return (input) => parser()(input);
}

/** Far more than a statement could nest, far less than the stack allows. */
export const maximumDepth = 100;

const tooDeep: Messages = { kind: 'statement', text: `nesting deeper than ${maximumDepth} levels` };

/** A recursive part of a grammar: fails, for good, beyond `maximumDepth`. */
export function nested<T>(parser: Parser<T>): Parser<T> {
  return (input) => {
    if (input.depth >= maximumDepth) return input.fail(input.offset, true, tooDeep);
    input.depth += 1;
    const value = parser(input);
    input.depth -= 1;
    return value;
  };
}
