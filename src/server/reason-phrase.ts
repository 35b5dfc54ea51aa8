import { STATUS_CODES } from 'node:http';

/**
 * The reason phrase that goes on the status line: `text` if the application chose one, else the standard phrase, which
 * is empty for codes outside the list PostgREST knows (spec auth-transactions-errors 2.8).
 */
export function reasonPhrase(status: number, text: string | null): string {
  return text ?? standardPhrases.get(status) ?? '';
}

// Three phrases are those of RFC 2616, which PostgREST still sends.
const standardPhrases: ReadonlyMap<number, string> = new Map([
  ...[100, 101, 200, 201, 202, 203, 204, 205, 206, 300, 301, 302, 303, 304, 305, 307, 308].map(nodePhrase),
  ...[400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 415, 417, 418, 422, 426, 428, 429, 431].map(
    nodePhrase,
  ),
  ...[500, 501, 502, 503, 504, 505, 511].map(nodePhrase),
  [413, 'Request Entity Too Large'] as const,
  [414, 'Request-URI Too Long'] as const,
  [416, 'Requested Range Not Satisfiable'] as const,
]);

function nodePhrase(status: number): readonly [number, string] {
  // Node spells the teapot with a capital letter.
  return [status, status === 418 ? "I'm a teapot" : (STATUS_CODES[status] ?? '')];
}
