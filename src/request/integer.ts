/**
 * Reads a whole number the way the API accepts one in `limit`, `offset` and `max-affected` (spec reading 9.1): decimal,
 * `0x` or `0o` digits, optionally with a minus sign before them, the whole optionally in parentheses, blanks around
 * every token. No size limit. Null when the text is anything else.
 */
export function readInteger(text: string): bigint | null {
  const match = number.exec(withoutParentheses(text));
  const digits = match?.[2];
  if (digits === undefined) return null;
  const magnitude = BigInt(digits.toLowerCase());
  return match?.[1] === undefined ? magnitude : -magnitude;
}

const number = /^[\t\n\v\f\r\p{Zs}]*(-[\t\n\v\f\r\p{Zs}]*)?(\d+|0[xX][\da-fA-F]+|0[oO][0-7]+)[\t\n\v\f\r\p{Zs}]*$/u;
const blank = /[\t\n\v\f\r\p{Zs}]/u;

/** Takes matching pairs of outer parentheses off; unmatched ones stay, so that the text is no number. */
function withoutParentheses(text: string): string {
  let first = 0;
  let last = text.length - 1;
  for (;;) {
    while (first <= last && blank.test(text.charAt(first))) first++;
    while (first <= last && blank.test(text.charAt(last))) last--;
    if (text[first] !== '(' || text[last] !== ')' || first >= last) return text.slice(first, last + 1);
    first++;
    last--;
  }
}
