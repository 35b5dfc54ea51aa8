/** Is an answer the recorded one? The rules are those of README.md in this folder. */
import { STATUS_CODES } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import { headerValues, type RawResponse } from '../http-client.ts';
import type { CorpusCase } from './case.ts';

/** The PostgreSQL that the corpus was recorded on. */
const recordedMajor = 15;

const comparedHeaders = new Set([
  'content-type',
  'content-range',
  'content-location',
  'content-profile',
  'location',
  'preference-applied',
  'allow',
  'www-authenticate',
  'vary',
  'set-cookie',
  'proxy-status',
  'warning',
  'cache-control',
  'retry-after',
  'range-unit',
]);

export interface Difference {
  /** `status`, `reason`, `body` or a header's name. */
  readonly what: string;
  readonly expected: string;
  readonly actual: string;
}

/** All differences; empty = the answer is the recorded one. `serverMajor`: major version of the PostgreSQL behind it. */
export function compareAnswer(recorded: CorpusCase, response: RawResponse, serverMajor: number): readonly Difference[] {
  const { expect } = recorded;
  const rewordedByServer = recorded.serverText === true && serverMajor !== recordedMajor;
  const differences: Difference[] = [];
  const check = (what: string, expected: string, actual: string) => {
    if (expected !== actual) differences.push({ what, expected, actual });
  };

  check('status', String(expect.status), String(response.status));
  check('reason', expect.reason ?? standardReason(expect.status), response.reason);
  for (const name of headerNames(recorded, response)) {
    if (name === 'content-length' && rewordedByServer) continue;
    check(name, shownHeader(asArray(expect.headers[name])), shownHeader(headerValues(response, name)));
  }
  if (expect.bodyIgnored !== true) {
    const expected = expectedBody(recorded);
    if (!isSameBody(recorded, expected, response.body, rewordedByServer)) {
      differences.push({ what: 'body', expected: expected.toString(), actual: response.body.toString() });
    }
  }
  return differences;
}

function headerNames({ expect }: CorpusCase, response: RawResponse): ReadonlySet<string> {
  const names = new Set(Object.keys(expect.headers));
  const bodyless = expect.bodyIgnored !== true && (expect.body ?? expect.bodyBase64 ?? '') === '';
  for (const [name] of response.headers) {
    if (
      comparedHeaders.has(name) ||
      name.startsWith('access-control-') ||
      name.startsWith('x-') ||
      (name === 'content-length' && bodyless)
    ) {
      names.add(name);
    }
  }
  return names;
}

function asArray(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

function shownHeader(values: readonly string[]): string {
  return values.length === 0 ? '(missing)' : values.join('\n');
}

function expectedBody({ expect }: CorpusCase): Buffer {
  return expect.bodyBase64 === undefined ? Buffer.from(expect.body ?? '') : Buffer.from(expect.bodyBase64, 'base64');
}

function isSameBody(recorded: CorpusCase, expected: Buffer, actual: Buffer, rewordedByServer: boolean): boolean {
  if (expected.equals(actual)) return true;
  if (rewordedByServer) return isSameError(expected.toString(), actual.toString());
  const contentType = asArray(recorded.expect.headers['content-type'])[0] ?? '';
  if (contentType.startsWith('application/openapi+json')) {
    return isDeepStrictEqual(parseJson(expected.toString()), parseJson(actual.toString()));
  }
  return recorded.rowOrder === 'unspecified' && unordered(expected.toString()) === unordered(actual.toString());
}

/** The code must agree, and the members; the words are PostgreSQL's. */
function isSameError(expected: string, actual: string): boolean {
  const [a, b] = [parseJson(expected), parseJson(actual)];
  if (!isObject(a) || !isObject(b)) return false;
  return a['code'] === b['code'] && isDeepStrictEqual(Object.keys(a).sort(), Object.keys(b).sort());
}

/** A text that is the same for bodies which differ in the order of rows only. */
function unordered(body: string): string {
  const parsed = parseJson(body);
  return parsed === undefined ? body.split('\n').sort().join('\n') : JSON.stringify(sorted(parsed));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, sorted(member)]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** undefined = no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The recordings leave out standard phrases; for 416 the original sends that of RFC 2616. */
function standardReason(status: number): string {
  return status === 416 ? 'Requested Range Not Satisfiable' : (STATUS_CODES[status] ?? '');
}
