import type { ConfigValue } from './coercion.ts';
import { parseErrorReport } from './parse-error.ts';

/** One item of a configuration file, strings not yet interpolated (spec operations 3.4). */
export type Directive =
  | { readonly kind: 'binding'; readonly key: string; readonly value: ConfigValue }
  | { readonly kind: 'group'; readonly key: string; readonly directives: readonly Directive[] }
  | { readonly kind: 'import'; readonly path: string };

/**
 * Parses the text of a configuration file; linear in its length.
 * @param name of the file, for messages
 * @throws ConfigError with the place and what was expected there
 */
export function parseFileSyntax(text: string, name: string): readonly Directive[] {
  return new FileParser(text, name).file();
}

/** Deeper lists or groups serve no option and would exhaust the stack. */
const maximumDepth = 100;

const identifier = /\p{L}[\p{L}\p{N}_-]*/uy;
const number = /[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const booleanWord = /true|false|on|off/y;
const plainCharacters = /[^"\\]+/y;
const hexadecimalUnit = /[0-9a-fA-F]{4}/y;
// A byte order mark is no blank here, although it is one to `\s`.
const blanks = /[^\S\n\ufeff]*/y;
const comment = /#[^\n]*/y;
/** Blanks, line ends and comments; `#;` is no comment but drops the item after it. */
const free = /(?:[^\S\ufeff]+|#(?!;)[^\n]*)*/y;

const valueStarts = ['"', '[', 'boolean', 'number'];
const escapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['\\', '\\'],
  ['"', '"'],
]);

class FileParser {
  readonly #text: string;
  readonly #name: string;
  #offset = 0;
  #depth = 0;

  constructor(text: string, name: string) {
    this.#text = text;
    this.#name = name;
  }

  file(): readonly Directive[] {
    const directives = this.#directives('end of input');
    if (this.#offset < this.#text.length) this.#fail(['end of input', 'identifier']);
    return directives;
  }

  /** Items up to the closing brace of the group or the end of the file. */
  #directives(closing: '}' | 'end of input'): readonly Directive[] {
    const directives: Directive[] = [];
    for (;;) {
      this.#take(free);
      if (this.#offset === this.#text.length || (closing === '}' && this.#at('}'))) return directives;
      if (this.#skip('#;')) {
        this.#take(blanks);
        this.#directive();
      } else {
        directives.push(this.#directive());
      }
      this.#endOfLine(closing);
    }
  }

  #endOfLine(closing: '}' | 'end of input'): void {
    this.#take(blanks);
    this.#take(comment);
    if (this.#offset === this.#text.length || this.#at('\n') || (closing === '}' && this.#at('}'))) return;
    this.#fail(closing === '}' ? ['newline', '}'] : ['end of input', 'newline']);
  }

  #directive(): Directive {
    const first = this.#identifier();
    if (first === 'import') {
      this.#take(free);
      if (!this.#at('"')) this.#fail(['"']);
      return { kind: 'import', path: this.#string() };
    }
    let key = first;
    while (this.#skip('.')) key += `.${this.#identifier()}`;
    this.#take(free);
    if (this.#skip('=')) {
      this.#take(free);
      return { kind: 'binding', key, value: this.#value() };
    }
    if (!this.#skip('{')) this.#fail(['=', '{']);
    return { kind: 'group', key, directives: this.#nested(() => this.#groupBody()) };
  }

  #groupBody(): readonly Directive[] {
    const directives = this.#directives('}');
    this.#expect('}', ['}', 'identifier']);
    return directives;
  }

  #identifier(): string {
    return this.#take(identifier) || this.#fail(['identifier']);
  }

  #value(): ConfigValue {
    if (this.#at('"')) return this.#string();
    if (this.#skip('[')) return this.#nested(() => this.#list());
    const word = this.#take(booleanWord);
    if (word !== '') return word === 'true' || word === 'on';
    const digits = this.#take(number);
    return digits === '' ? this.#fail(valueStarts) : Number(digits);
  }

  #list(): readonly ConfigValue[] {
    const values: ConfigValue[] = [];
    this.#take(free);
    if (this.#skip(']')) return values;
    for (;;) {
      values.push(this.#value());
      this.#take(free);
      if (this.#skip(']')) return values;
      this.#expect(',', [',', ']']);
      this.#take(free);
    }
  }

  #string(): string {
    this.#expect('"', ['"']);
    let value = '';
    for (;;) {
      value += this.#take(plainCharacters);
      if (this.#skip('"')) return value;
      this.#expect('\\', ['"', 'escape sequence']);
      value += this.#escape();
    }
  }

  #escape(): string {
    const character = escapes.get(this.#text.charAt(this.#offset));
    if (character !== undefined) {
      this.#offset++;
      return character;
    }
    if (!this.#skip('u')) this.#fail(['escape sequence']);
    const unit = this.#hexadecimalUnit();
    if (unit < 0xd800 || unit > 0xdfff) return String.fromCharCode(unit);
    if (unit > 0xdbff) this.#fail(['high surrogate']);
    this.#expect('\\u', ['low surrogate']);
    const low = this.#hexadecimalUnit();
    return low >= 0xdc00 && low <= 0xdfff ? String.fromCharCode(unit, low) : this.#fail(['low surrogate']);
  }

  #hexadecimalUnit(): number {
    return Number.parseInt(this.#take(hexadecimalUnit) || this.#fail(['4 hexadecimal digits']), 16);
  }

  #nested<Result>(parse: () => Result): Result {
    if (this.#depth === maximumDepth) this.#fail([`nesting of at most ${maximumDepth} levels`]);
    this.#depth++;
    const result = parse();
    this.#depth--;
    return result;
  }

  #at(token: string): boolean {
    return this.#text.startsWith(token, this.#offset);
  }

  #skip(token: string): boolean {
    if (!this.#at(token)) return false;
    this.#offset += token.length;
    return true;
  }

  #expect(token: string, expected: readonly string[]): void {
    if (!this.#skip(token)) this.#fail(expected);
  }

  /** The text that a sticky pattern matches here, empty when it does not. */
  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#offset;
    const matched = pattern.exec(this.#text)?.[0] ?? '';
    this.#offset += matched.length;
    return matched;
  }

  #fail(expected: readonly string[]): never {
    throw parseErrorReport(this.#name, this.#text, this.#offset, expected);
  }
}
