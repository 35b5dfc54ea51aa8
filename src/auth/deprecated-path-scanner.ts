import { stringLiteral } from '../config/string-literal.ts';

/**
 * Reads a deprecated role claim path and words its syntax errors (spec operations 3.7). Whatever was tried at the
 * present position without success is remembered, since the report lists it under `expecting`.
 */
export class DeprecatedPathScanner {
  readonly #text: string;
  #offset = 0;
  #expected: string[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  /** Whether `token` comes next; if so it is consumed. */
  accept(token: string): boolean {
    if (!this.#text.startsWith(token, this.#offset)) {
      this.#expected.push(stringLiteral(token));
      return false;
    }
    this.#advance(token.length);
    return true;
  }

  /** @throws Error, the report, unless `token` comes next. */
  requireToken(token: string): void {
    if (!this.accept(token)) this.fail();
  }

  /** The text that a sticky expression matches here, null when it does not match. */
  match(expression: RegExp, label: string | null): string | null {
    expression.lastIndex = this.#offset;
    const found = expression.exec(this.#text)?.[0];
    if (found === undefined) {
      if (label !== null) this.#expected.push(label);
      return null;
    }
    this.#advance(found.length);
    return found;
  }

  /** @throws Error, the report, unless the expression matches here. */
  require(expression: RegExp, label: string): string {
    return this.match(expression, label) ?? this.fail();
  }

  /** White space of any kind. */
  skipSpace(): void {
    const before = this.#offset;
    this.match(/[\t\n\v\f\r\p{Zs}]*/uy, null);
    this.#expected.push(this.#offset === before ? 'white space' : 'space');
  }

  /** What was just read could have gone on here. */
  expectMore(label: string): void {
    this.#expected.push(label);
  }

  /** @throws Error, the report, when anything is left. */
  requireEnd(): void {
    const [next] = this.#text.slice(this.#offset);
    if (next === undefined) return;
    this.#expected.push('end of input');
    this.fail(next === "'" ? "'\\''" : next === '"' ? `'"'` : `'${stringLiteral(next).slice(1, -1)}'`);
  }

  /** @throws Error, the report about the present position. */
  fail(unexpected: string = this.#describeNext()): never {
    const { line, column } = this.#position();
    const report = [
      `"failed to parse role-claim-key value (${this.#text})" (line ${line}, column ${column}):`,
      `unexpected ${unexpected}`,
      `expecting ${alternatives([...new Set(this.#expected)])}`,
    ];
    throw new Error(stringLiteral(report.join('\n')));
  }

  #advance(length: number): void {
    if (length > 0) this.#expected = [];
    this.#offset += length;
  }

  #describeNext(): string {
    const [next] = this.#text.slice(this.#offset);
    return next === undefined ? 'end of input' : stringLiteral(next);
  }

  /** From 1; a tab reaches to the next multiple of 8. */
  #position(): { line: number; column: number } {
    let line = 1;
    let column = 1;
    for (const character of this.#text.slice(0, this.#offset)) {
      if (character === '\n') {
        line += 1;
        column = 1;
      } else {
        column += character === '\t' ? 8 - ((column - 1) % 8) : 1;
      }
    }
    return { line, column };
  }
}

function alternatives(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} or ${last}`;
}
