import type { BindValue, Statement } from './statement.ts';

/**
 * SQL as data. A fragment can only be made of constant text (template strings of this code base), quoted identifiers,
 * bind parameters, validated type names and text that the catalog itself supplied; there is no way to put request
 * text into a statement. This is the only module that quotes.
 */
export interface Sql {
  readonly pieces: readonly (string | Sql | Bind)[];
}

interface Bind {
  readonly bind: BindValue;
}

/** Constant SQL text with fragments in its holes. */
export function sql(strings: TemplateStringsArray, ...fragments: readonly Sql[]): Sql {
  if (fragments.length === 0) return { pieces: strings };
  const pieces: (string | Sql)[] = [];
  for (let i = 0; i < strings.length; i++) {
    const text = strings[i];
    if (text !== undefined && text !== '') pieces.push(text);
    const fragment = fragments[i];
    if (fragment !== undefined) pieces.push(fragment);
  }
  return { pieces };
}

export const empty: Sql = { pieces: [] };

/** A quoted identifier; cut at the first NUL as PostgreSQL cannot hold one (spec reading 2.5). */
export function identifier(name: string): Sql {
  return { pieces: [quoteIdentifier(name)] };
}

/** `"schema"."name"`, or `"name"` when the schema is empty. */
export function qualifiedName(name: { readonly schema: string; readonly name: string }): Sql {
  return {
    pieces: [
      name.schema === '' ? quoteIdentifier(name.name) : `${quoteIdentifier(name.schema)}.${quoteIdentifier(name.name)}`,
    ],
  };
}

/** A bind parameter. Text is cut at the first NUL, which PostgreSQL cannot hold (spec reading 2.2). */
export function bind(value: BindValue): Sql {
  return { pieces: [{ bind: typeof value === 'string' ? cutAtNul(value) : value }] };
}

/** Fragments one after the other with constant text between them. */
export function join(fragments: readonly Sql[], separator: string): Sql {
  if (fragments.length === 0) return empty;
  const pieces: (string | Sql)[] = [];
  for (const fragment of fragments) {
    if (pieces.length > 0) pieces.push(separator);
    pieces.push(fragment);
  }
  return { pieces };
}

/** SQL text that PostgreSQL itself rendered into the schema cache: type names, cast functions, default expressions. */
export function catalogText(text: string): Sql {
  return { pieces: [text] };
}

const castTypePattern = /^[\p{L}0-9_$ ]+$/u;

/**
 * A type name written by the client. It has to stay unquoted (`double precision`), so only letters, digits, `_`, `$`
 * and blanks can pass; the query grammar admits no others (spec reading 6.3).
 */
export function castType(name: string): Sql {
  if (!castTypePattern.test(name)) throw new Error('cast type outside of the grammar');
  return { pieces: [name] };
}

/** A quoted string constant of catalog text, where a bind parameter cannot stand. */
export function literal(text: string): Sql {
  return { pieces: [quoteLiteral(text)] };
}

/** `"name"` with inner quotes doubled, cut at the first NUL; for settings values such as search_path. */
export function quoteIdentifier(name: string): string {
  const cut = cutAtNul(name);
  return cut.includes('"') ? `"${cut.replaceAll('"', '""')}"` : `"${cut}"`;
}

function quoteLiteral(text: string): string {
  const quoted = `'${cutAtNul(text).replaceAll("'", "''")}'`;
  return quoted.includes('\\') ? `E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}

/** One array literal in which every element is quoted, so that its element type is still inferred (spec reading 5.3). */
export function arrayLiteral(values: readonly string[]): string {
  const elements = values.map((value) => `"${cutAtNul(value).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`);
  return `{${elements.join(',')}}`;
}

/** PostgreSQL's text cannot hold a NUL: everything from the first one on is dropped (spec reading 2.2). */
export function cutAtNul(text: string): string {
  const nul = text.indexOf('\0');
  return nul === -1 ? text : text.slice(0, nul);
}

/** A whole number as part of the text. @param value 0 to 2^31 - 1 */
export function wholeNumber(value: number): Sql {
  if (!Number.isInteger(value) || value < 0 || value > mostInteger)
    throw new RangeError('not a whole number of 31 bits');
  return { pieces: [String(value)] };
}

/** The highest value of the type `integer`. */
export const mostInteger = 0x7fff_ffff;

/** Prints a fragment: placeholders are numbered in order of appearance. */
export function toStatement(fragment: Sql): Statement {
  const values: BindValue[] = [];
  const text = print(fragment, values);
  return { text, values };
}

function print(fragment: Sql, values: BindValue[]): string {
  let text = '';
  for (const piece of fragment.pieces) {
    if (typeof piece === 'string') text += piece;
    else if ('bind' in piece) text += `$${values.push(piece.bind)}`;
    else text += print(piece, values);
  }
  return text;
}
