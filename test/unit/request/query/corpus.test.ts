import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../src/errors/api-error.ts';
import { UnhandledRequestError } from '../../../../src/errors/unhandled-request-error.ts';
import { parseQuery, parseRangeTreePath } from '../../../../src/request/query/index.ts';
import { type CorpusCase, readCases } from '../../../corpus/case.ts';

/** Path and raw query of a case, one char per byte as `node:http` gives them. */
function splitTarget({ target }: CorpusCase): { path: string; query: string } {
  const bytes = Buffer.from(target, 'utf8').toString('latin1');
  const mark = bytes.indexOf('?');
  return mark < 0 ? { path: bytes, query: '' } : { path: bytes.slice(0, mark), query: bytes.slice(mark + 1) };
}

/** Everything about a query string that the grammar can refuse, the names of ranges included. */
function parseAll(request: CorpusCase) {
  const { path, query } = splitTarget(request);
  const reads = request.method === 'GET' || request.method === 'HEAD';
  const callsRoutine = path.startsWith('/rpc/') || (path === '/' && request.group === 'hooks');
  const parsed = parseQuery(query, reads && callsRoutine ? 'routine-arguments' : 'filters');
  for (const { name } of parsed.ranges) parseRangeTreePath(name);
  return parsed;
}

function errorOf(request: CorpusCase): ApiError | null {
  try {
    parseAll(request);
    return null;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

const cases = readCases();
const refused = cases.filter(({ expect }) => expect.headers['proxy-status'] === 'PostgREST; error=PGRST100');
const located = cases.filter(({ expect }) => expect.headers['content-location'] !== undefined);

describe('queries that the original refused as PGRST100', () => {
  it.each(refused)('$id $target', (request) => {
    const error = errorOf(request);
    expect(error?.status).toBe(400);
    const body = request.method === 'HEAD' ? '' : request.expect.body!;
    if (body !== '') expect(error?.body).toMatchObject(JSON.parse(body));
  });
});

describe('queries that the original carried out', () => {
  it.each(cases.filter(({ expect, method }) => expect.status < 300 && method !== 'OPTIONS'))(
    '$id $target',
    (request) => {
      expect(errorOf(request)).toBeNull();
    },
  );
});

describe('Content-Location', () => {
  it.each(located)('$id $target', (request) => {
    const location = request.expect.headers['content-location'] as string;
    const mark = location.indexOf('?');
    expect(parseAll(request).canonical).toBe(mark < 0 ? '' : location.slice(mark + 1));
  });
});

describe('queries that the original could not decode', () => {
  const undecodable = cases.filter(({ expect }) => expect.body === 'Something went wrong' && expect.status === 500);
  it.each(undecodable.filter(({ target }) => target.includes('%FF')))('$id $target', (request) => {
    expect(() => parseAll(request)).toThrow(UnhandledRequestError);
  });
});
