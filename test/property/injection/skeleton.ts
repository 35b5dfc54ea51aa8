/**
 * What is left of an SQL text when everything quoted and every parameter is blanked out: identifiers become `"_"`,
 * string constants `'_'`, parameters `$_`. Throws when a quote is never closed, or when a comment or a second statement
 * begins outside of quotes.
 */
export function skeleton(text: string): string {
  return text.replace(token, (found, quoted: string | undefined) => {
    if (quoted !== undefined) return quoted.endsWith('"') ? '"_"' : "'_'";
    if (/^\$\d/.test(found)) return '$_';
    throw new Error(`${JSON.stringify(found)} outside of quotes: ${text}`);
  });
}

/** The quoted identifiers of an SQL text, without their quotes. */
export function identifiers(text: string): readonly string[] {
  return [...text.matchAll(token)]
    .map(([found]) => found)
    .filter((found) => found.startsWith('"'))
    .map((found) => found.slice(1, -1).replaceAll('""', '"'));
}

/** PostgreSQL's lexer: quoted identifier, constant with backslash escapes, plain constant; then what must not be. */
const token = /("(?:[^"]|"")*"|\bE'(?:[^'\\]|''|\\.)*'|'(?:[^']|'')*')|\$\d+|["';]|--|\/\*|\$[^ ]*\$|\0/gs;
