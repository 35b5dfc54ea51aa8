/**
 * What an error has to say, relative to the position it is about; rendered only when it reaches the client
 * (spec reading 4.4). Characters are named by their distance from that position, so that the messages of a parser are
 * constants: failing allocates nothing.
 */
export type Messages =
  /** The system's own `unexpected`: the character at this distance (UTF-16 units), or the end of input. */
  | { readonly kind: 'met'; readonly distance: number }
  /** Explicit `unexpected`: a character that must not come here, before (-1) or at (0) the position. */
  | { readonly kind: 'refused'; readonly distance: -1 | 0 }
  | { readonly kind: 'expected'; readonly label: string }
  | { readonly kind: 'statement'; readonly text: string }
  | { readonly kind: 'joined'; readonly first: Messages; readonly second: Messages }
  /** `inner` with all that it expected replaced by one label, placed first. */
  | { readonly kind: 'labelled'; readonly label: string; readonly inner: Messages | null };

/** The messages' text: `unexpected … expecting …` on one line. `position` is an offset into `text` in UTF-16 units. */
export function renderMessages(messages: Messages | null, text: string, position: number): string {
  const collected: Collected = { met: null, refused: [], expected: [], statements: [] };
  if (messages !== null) collect(messages, text, position, true, collected);
  const parts: string[] = [];
  if (collected.refused.length > 0) parts.push(`unexpected ${enumerate(collected.refused)}`);
  else if (collected.met !== null) parts.push(`unexpected ${collected.met}`);
  if (collected.expected.length > 0) parts.push(`expecting ${enumerate(collected.expected)}`);
  parts.push(...collected.statements);
  return parts.join(' ');
}

/** A character as a literal between `quote`s, escaped the way the original's language shows characters. */
export function showCharacter(codePoint: number, quote: '"' | "'"): string {
  return quote + escapeCharacter(codePoint, quote) + quote;
}

interface Collected {
  met: string | null;
  readonly refused: string[];
  readonly expected: string[];
  readonly statements: string[];
}

function collect(messages: Messages, text: string, position: number, withExpected: boolean, into: Collected): void {
  switch (messages.kind) {
    case 'met':
      into.met ??= showMet(text, position + messages.distance);
      return;
    case 'refused':
      into.refused.push(showRefused(text, position, messages.distance));
      return;
    case 'expected':
      if (withExpected) into.expected.push(messages.label);
      return;
    case 'statement':
      into.statements.push(messages.text);
      return;
    case 'joined':
      collect(messages.first, text, position, withExpected, into);
      collect(messages.second, text, position, withExpected, into);
      return;
    case 'labelled':
      if (withExpected) into.expected.push(messages.label);
      if (messages.inner !== null) collect(messages.inner, text, position, false, into);
      return;
    default:
      messages satisfies never;
  }
}

function showMet(text: string, offset: number): string {
  const codePoint = text.codePointAt(offset);
  return codePoint === undefined ? 'end of input' : showCharacter(codePoint, '"');
}

function showRefused(text: string, position: number, distance: -1 | 0): string {
  const offset = position + distance;
  const isSecondHalf = distance === -1 && isLowSurrogate(text.charCodeAt(offset));
  return showCharacter(text.codePointAt(isSecondHalf ? offset - 1 : offset) ?? 0, "'");
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** `a`, `a or b`, `a, b or c`, each once. */
function enumerate(items: readonly string[]): string {
  const distinct = [...new Set(items)];
  const last = distinct.pop() ?? '';
  return distinct.length === 0 ? last : `${distinct.join(', ')} or ${last}`;
}

const controlNames = (
  '\\NUL \\SOH \\STX \\ETX \\EOT \\ENQ \\ACK \\a \\b \\t \\n \\v \\f \\r \\SO \\SI ' +
  '\\DLE \\DC1 \\DC2 \\DC3 \\DC4 \\NAK \\SYN \\ETB \\CAN \\EM \\SUB \\ESC \\FS \\GS \\RS \\US'
).split(' ');

function escapeCharacter(codePoint: number, quote: string): string {
  if (codePoint < 0x20) return controlNames[codePoint] ?? '';
  if (codePoint === 0x7f) return '\\DEL';
  if (codePoint > 0x7f) return `\\${codePoint}`;
  const character = String.fromCharCode(codePoint);
  return character === '\\' || character === quote ? `\\${character}` : character;
}
