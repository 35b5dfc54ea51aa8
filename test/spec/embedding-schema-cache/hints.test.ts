/** Hints against all recorded answers of the corpus that carry one, or could have carried one. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SchemaCache } from '../../../src/schema-cache/model.ts';
import { type CorpusCase, corpusDirectory, readCases } from '../../corpus/case.ts';
import type { TestDatabase } from '../../postgres/database.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';
import { loadCache } from './load-cache.ts';

let database: TestDatabase;
let cache: SchemaCache;
beforeAll(async () => {
  database = await createTestDatabase(['test/corpus/schema.sql']);
  ({ cache } = await loadCache(database.uri('fest_gate'), ['fest'], ['fest_ext']));
});
afterAll(() => database.drop());

interface RecordedError {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  readonly details: string;
}

/** Groups that expose `fest` alone. */
const otherGroups = ['multi', 'lab', 'minimal'];

const errors: readonly (readonly [string, RecordedError])[] = readCases()
  .filter(({ group }) => !otherGroups.includes(group))
  .flatMap((recorded) => {
    const error = errorOf(recorded);
    return error === null ? [] : [[recorded.id, error] as const];
  });

function errorOf({ expect: { body } }: CorpusCase): RecordedError | null {
  if (body === undefined || !/"code":"PGRST20[025]"/.test(body)) return null;
  return JSON.parse(body);
}

function recorded(code: string) {
  const found = errors.filter(([, error]) => error.code === code);
  if (found.length === 0) throw new Error(`nothing recorded for ${code} in ${corpusDirectory}`);
  return found;
}

describe('PGRST205', () => {
  test.each(recorded('PGRST205'))('%s', (_, { message, hint }) => {
    const [, name] = /^Could not find the table 'fest\.(.*)' in the schema cache$/s.exec(message)!;
    const suggestion = cache.suggestTable('fest', name!);
    expect(suggestion === null ? null : `Perhaps you meant the table 'fest.${suggestion}'`).toBe(hint);
  });
});

describe('PGRST202', () => {
  test.each(recorded('PGRST202'))('%s', (_, { message, hint, details }) => {
    const match =
      /^Could not find the function fest\.(.*?)(?:\((.*)\)| without parameters)? in the schema cache$/s.exec(message)!;
    // Raw bodies get no hint at all.
    if (/single unnamed (text|xml|bytea) parameter/.test(details)) return expect(hint).toBeNull();
    const [, name, list] = match;
    const parameters = list === undefined || list === '' ? [] : list.split(', ');
    if (cache.routines('fest', name!).length === 0) {
      const suggestion = cache.suggestRoutine('fest', name!);
      expect(suggestion === null ? null : `Perhaps you meant to call the function fest.${suggestion}`).toBe(hint);
    } else {
      const suggestion = cache.suggestParameters('fest', name!, parameters);
      expect(suggestion === null ? null : `Perhaps you meant to call the function fest.${name}${suggestion}`).toBe(
        hint,
      );
    }
  });
});

describe('PGRST200', () => {
  test.each(recorded('PGRST200'))('%s', (_, { message, hint }) => {
    const [, origin, target] = /^Could not find a relationship between '(.*)' and '(.*)' in the schema cache$/s.exec(
      message,
    )!;
    const suggested = cache.suggestRelationship('fest', origin!, target!);
    expect(
      suggested === null ? null : `Perhaps you meant '${suggested.suggestion}' instead of '${suggested.insteadOf}'.`,
    ).toBe(hint);
  });
});
