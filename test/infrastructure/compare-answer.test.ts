import { expect, test } from 'vitest';
import type { CorpusCase } from '../corpus/case.ts';
import { compareAnswer } from '../corpus/compare.ts';
import type { RawResponse } from '../http-client.ts';

const recorded: CorpusCase = {
  id: 'reading/order/001',
  group: 'main',
  method: 'GET',
  target: '/films',
  headers: {},
  expect: {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: '[{"id":1}, \n {"id":2}]',
  },
};

function answer(body: string, changes: Partial<RawResponse> = {}): RawResponse {
  const headers = [
    ['content-type', 'application/json; charset=utf-8'],
    ['date', 'today'],
  ] as const;
  return { status: 200, reason: 'OK', headers, body: Buffer.from(body), ...changes };
}

const differing = (case_: CorpusCase, response: RawResponse, major = 15) =>
  compareAnswer(case_, response, major).map(({ what }) => what);

test('the same answer has no difference; headers outside the list do not count', () => {
  expect(differing(recorded, answer(recorded.expect.body!))).toEqual([]);
});

test('bodies are compared as text', () => {
  expect(differing(recorded, answer('[{"id":1},{"id":2}]'))).toEqual(['body']);
});

test('a compared header that the original did not send is a difference', () => {
  const headers = [
    ['content-type', 'application/json; charset=utf-8'],
    ['x-extra', '1'],
  ] as const;
  expect(differing(recorded, answer(recorded.expect.body!, { headers }))).toEqual(['x-extra']);
});

test('status and reason phrase', () => {
  const response = answer(recorded.expect.body!, { status: 206, reason: 'Partial Content' });
  expect(differing(recorded, response)).toEqual(['status', 'reason']);
});

test('rows without order are a set, their text is not', () => {
  const unordered: CorpusCase = { ...recorded, rowOrder: 'unspecified' };
  expect(differing(unordered, answer('[{"id":2}, \n {"id":1}]'))).toEqual([]);
  expect(differing(unordered, answer('[{"id":2}, \n {"id":3}]'))).toEqual(['body']);
});

test('words of PostgreSQL are compared on the recorded version only', () => {
  const error = (message: string) => JSON.stringify({ code: '42P01', details: null, hint: null, message });
  const worded: CorpusCase = { ...recorded, serverText: true, expect: { ...recorded.expect, body: error('no') } };
  expect(differing(worded, answer(error('nope')))).toEqual(['body']);
  expect(differing(worded, answer(error('nope')), 18)).toEqual([]);
});

test('OpenAPI documents are compared as parsed JSON', () => {
  const headers = { 'content-type': 'application/openapi+json; charset=utf-8' };
  const document: CorpusCase = { ...recorded, expect: { status: 200, headers, body: '{"a":1,"b":[2]}' } };
  const response = answer('{ "b": [2], "a": 1 }', { headers: Object.entries(headers) });
  expect(differing(document, response)).toEqual([]);
});
