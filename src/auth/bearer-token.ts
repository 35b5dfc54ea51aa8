/**
 * The token of an `Authorization` header value (spec auth-transactions-errors 1.2): null when the scheme is not
 * `Bearer`, empty when nothing follows it.
 */
export function bearerToken(authorization: string): string | null {
  const end = findWhiteSpace(authorization);
  if (end !== 6 || authorization.slice(0, 6).toLowerCase() !== 'bearer') return null;
  let start = end;
  while (isWhiteSpace(authorization.charCodeAt(start))) start += 1;
  return authorization.slice(start);
}

/** The scheme can only be `bearer` if white space, or the end, comes right after six characters. */
function findWhiteSpace(authorization: string): number {
  for (let i = 0; i < 6; i++) {
    if (isWhiteSpace(authorization.charCodeAt(i))) return i;
  }
  return authorization.length === 6 || isWhiteSpace(authorization.charCodeAt(6)) ? 6 : -1;
}

/** Of Latin-1; header values are one character per byte. */
function isWhiteSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0xa0;
}
