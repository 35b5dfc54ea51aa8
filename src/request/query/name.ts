/** The lexical rules of spec reading 3.1, 3.3 and 3.4, for all grammars of the query string. */
import {
  attempt,
  character,
  characters,
  choice,
  first,
  type Input,
  labelled,
  map,
  met,
  metExpecting,
  notFollowedBy,
  type Parser,
  separated,
  sequence,
  someCharacters,
  withShortCut,
} from './engine.ts';

/** Spaces and tabs. */
const blanks: Parser<string> = characters((code) => code === 0x20 || code === 0x09, met);

/** `parser` with blanks around it. */
export function lexeme<T>(parser: Parser<T>): Parser<T> {
  return sequence([blanks, parser, blanks], ([, value]) => value);
}

/** The class of all characters but some ASCII ones. */
export function noneOf(excluded: string): (codePoint: number) => boolean {
  return (codePoint) => codePoint > 0x7f || !excluded.includes(String.fromCharCode(codePoint));
}

const letterBeyondAscii = /^\p{L}/u;

function isIdentifierPart(codePoint: number): boolean {
  if (codePoint > 0x7f) return letterBeyondAscii.test(String.fromCodePoint(codePoint));
  return codePoint === 0x20 || isPlainNamePart(codePoint);
}

function isPlainNamePart(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x5f ||
    code === 0x24
  );
}

const identifierText = someCharacters(isIdentifierPart, metExpecting('letter', 'digit'));

/** Letters, digits, `_`, `$` and inner spaces. */
export const identifier: Parser<string> = map(identifierText, trimBlankSpace);

/** `-` inside a name, not the start of an arrow. */
export const dash: Parser<string> = attempt(first(character('-'), notFollowedBy(character('>'))));

const quotedContent: Parser<string> = readQuotedContent;

/** `"…"`, giving the text inside without its escapes. */
export const quoted: Parser<string> = sequence(
  [character('"'), quotedContent, character('"')],
  ([, content]) => content,
);

const dashedIdentifiers = map(separated(identifier, dash), joinWithDashes);

/** A column, alias, embed or hint. */
export const name: Parser<string> = withShortCut(
  plainName,
  labelled('field name (* or [a..z0..9_$])', choice(quoted, dashedIdentifiers)),
);

/** A name of nothing but ASCII letters, digits, `_` and `$`, at the character after which it can't go on. */
export function plainName(input: Input): string | null {
  const { text, offset: start } = input;
  let offset = start;
  while (isPlainNamePart(text.charCodeAt(offset))) offset += 1;
  const next = text.charCodeAt(offset);
  if (offset === start || next === 0x20 || next > 0x7f) return null;
  if (next === 0x2d && text.charCodeAt(offset + 1) !== 0x3e) return null;
  input.offset = offset;
  return text.slice(start, offset);
}

export const dot: Parser<string> = labelled('delimiter (.)', character('.'));

/** A comma-separated list of names: `columns` and `on_conflict` (spec writing-functions-openapi 3.3). */
export const names: Parser<readonly string[]> = separated(name, lexeme(character(',')));

export function joinWithDashes(pieces: readonly string[]): string {
  return pieces.length === 1 ? (pieces[0] ?? '') : pieces.join('-');
}

/** Removes the white space that the original's language knows: U+FEFF and the line separators stay. */
export function trimBlankSpace(text: string): string {
  let start = 0;
  let stop = text.length;
  while (start < stop && isBlankSpace(text.charCodeAt(start))) start += 1;
  while (stop > start && isBlankSpace(text.charCodeAt(stop - 1))) stop -= 1;
  return text.slice(start, stop);
}

function isBlankSpace(code: number): boolean {
  if (code < 0x80) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  return (
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}

const quotedContentEnd = metExpecting('"\\\\"');

/** `( noneof(\ ") | '\' any )*`, in one go: the error it leaves is that of the round that finds neither. */
function readQuotedContent(input: Input): ReturnType<Parser<string>> {
  const { text } = input;
  let content = '';
  let pieceStart = input.offset;
  let offset = input.offset;
  for (; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code === 0x22) break;
    if (code !== 0x5c) continue;
    content += text.slice(pieceStart, offset);
    offset += 1;
    pieceStart = offset;
    if (offset >= text.length) return input.fail(offset, true, met);
  }
  content += text.slice(pieceStart, offset);
  input.offset = offset;
  return input.succeed(content, quotedContentEnd);
}
