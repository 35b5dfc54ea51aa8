/**
 * A text as PostgREST shows it inside error messages: in double quotes, with `\"`, `\\`, `\n` and decimal escapes for
 * everything outside of printable ASCII (spec operations 3.7, 3.8).
 */
export function stringLiteral(text: string): string {
  let literal = '"';
  let afterNumber = false;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    // A digit right after a numeric escape would be read as part of it.
    if (afterNumber && code >= 0x30 && code <= 0x39) literal += '\\&';
    const named = namedEscapes.get(code);
    afterNumber = named === undefined && (code < 0x20 || code >= 0x7f);
    literal += named ?? (afterNumber ? `\\${code}` : character);
  }
  return `${literal}"`;
}

const namedEscapes: ReadonlyMap<number, string> = new Map([
  [0x07, '\\a'],
  [0x08, '\\b'],
  [0x09, '\\t'],
  [0x0a, '\\n'],
  [0x0b, '\\v'],
  [0x0c, '\\f'],
  [0x0d, '\\r'],
  [0x22, '\\"'],
  [0x5c, '\\\\'],
  [0x7f, '\\DEL'],
]);
