import type { HttpConnection, RawResponse } from '../http-client.ts';
import { type CorpusCase, isBelow } from './case.ts';
import { compareAnswer, type Difference } from './compare.ts';

/** What the PostgreSQL behind the replayed server is; decides how strictly, and what, can be compared. */
export interface DatabaseTraits {
  readonly major: number;
  /** Built with libxml. */
  readonly xml: boolean;
}

/** Why a case cannot be replayed on this database; null = it can. */
export function skipReason(recorded: CorpusCase, { xml }: DatabaseTraits): string | null {
  const needsXml = /papers|raw_xml|as_xml/.test(`${recorded.target} ${recorded.body ?? ''}`);
  return needsXml && !xml ? 'this PostgreSQL is built without libxml' : null;
}

/** Sends a case as it was recorded and compares the answer. A failing connection is a difference, too. */
export async function replayCase(
  recorded: CorpusCase,
  connection: HttpConnection,
  { major }: DatabaseTraits,
): Promise<readonly Difference[]> {
  let response: RawResponse;
  try {
    response = await connection.send(requestOf(recorded));
  } catch (error) {
    return [{ what: 'connection', expected: 'an answer', actual: String(error) }];
  }
  return compareAnswer(recorded, response, major);
}

function requestOf(recorded: CorpusCase) {
  const { method, target } = recorded;
  const headers: (readonly [string, string])[] = [['Host', 'corpus.example.org']];
  for (const [name, value] of Object.entries(recorded.headers)) {
    for (const single of typeof value === 'string' ? [value] : value) headers.push([name, single]);
  }
  const body =
    recorded.bodyBase64 === undefined ? Buffer.from(recorded.body ?? '') : Buffer.from(recorded.bodyBase64, 'base64');
  const named = Object.keys(recorded.headers).some((name) => name.toLowerCase() === 'content-length');
  if (!named && (body.length > 0 || ['POST', 'PATCH', 'PUT'].includes(method))) {
    headers.push(['Content-Length', String(body.length)]);
  }
  return { method, target, headers, body };
}

/** The reason in `expectedFailures` (ids or prefixes of ids) for a case; null = it has to pass. */
export function expectedFailure(recorded: CorpusCase, expectedFailures: Readonly<Record<string, string>>) {
  for (const [prefix, reason] of Object.entries(expectedFailures)) {
    if (isBelow(recorded.id, [prefix])) return reason;
  }
  return null;
}
