/**
 * `Location` of a single inserted row: its key as filters, in the order of the row (spec writing-functions-openapi
 * 3.10). Keys and values are percent-encoded, the relation's name is not.
 */
export function locationOf(relation: string, pairs: readonly (readonly [string, string | null])[]): string {
  const filters = pairs.map(([name, value]) => `${encode(name)}=${value === null ? 'is.null' : `eq.${encode(value)}`}`);
  return `/${relation}?${filters.join('&')}`;
}

/** Everything but letters, digits and `-_.~` (RFC 3986 unreserved). */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
