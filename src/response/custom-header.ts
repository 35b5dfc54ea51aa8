/** Whether a name chosen by the database can stand in a header line; one with a line break would end it. */
export function isHeaderName(name: string): boolean {
  return /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name);
}

/** Headers that say where a message ends. */
export function isFraming(name: string): boolean {
  return /^(?:content-length|transfer-encoding)$/i.test(name);
}
