import { describe, expect, it } from 'vitest';
import { contentTypeOf, parseAccept, parseMediaType, renderMediaType } from '../../../src/http/media-type-parsing.ts';

const accepted = (header: string | null) => parseAccept(header).map(renderMediaType);

describe('parseMediaType', () => {
  it.each([
    ['application/json; charset=latin-1', { kind: 'json' }],
    ['Text/CSV', { kind: 'csv' }],
    ['application/json, text/plain', { kind: 'json' }],
    ['*/*', { kind: 'any' }],
    ['application/vnd.pgrst.object', { kind: 'singular', stripped: false }],
    ['application/vnd.pgrst.object+json; nulls="stripped"', { kind: 'singular', stripped: true }],
    ['application/vnd.pgrst.object+json;NULLS=stripped', { kind: 'singular', stripped: true }],
    ['application/vnd.pgrst.object+json;nulls=Stripped', { kind: 'singular', stripped: false }],
    ['application/vnd.pgrst.array+json', { kind: 'json' }],
    ['application/vnd.pgrst.array;nulls=stripped', { kind: 'stripped-array' }],
  ])('recognises %s', (text, expected) => {
    expect(parseMediaType(text)).toEqual(expected);
  });

  it.each(['foo', '', ' application/json', 'application/*', 'text/html', '*', 'application/vnd.pgrst.plan+yaml'])(
    'keeps %j as it is',
    (text) => {
      expect(parseMediaType(text)).toEqual({ kind: 'other', text });
    },
  );

  it('reads the parameters of a plan, options in their fixed order', () => {
    const text = 'application/vnd.pgrst.plan+json ; for="text/csv"; options=wal|nonsense|analyze';
    expect(parseMediaType(text)).toEqual({
      kind: 'plan',
      format: 'json',
      for: { kind: 'csv' },
      options: ['analyze', 'wal'],
    });
  });

  it('ends an unquoted value at a slash', () => {
    expect(renderMediaType(parseMediaType('application/vnd.pgrst.plan;for=text/csv'))).toBe(
      'application/vnd.pgrst.plan+text; for="text"',
    );
  });
});

describe('parseAccept', () => {
  it('accepts anything when absent and nothing when empty', () => {
    expect(accepted(null)).toEqual(['*/*']);
    expect(accepted('')).toEqual([]);
    expect(accepted(',')).toEqual(['', '']);
  });

  it.each([
    ['text/csv;q=0.5, application/json', ['application/json', 'text/csv']],
    ['*/*, text/csv', ['text/csv', '*/*']],
    ['application/json, text/csv;x=y', ['text/csv', 'application/json']],
    ['text/csv;q=0, application/json;q=0', ['text/csv', 'application/json']],
    ['foo/bar;q=0.2, Text/Html;Level=1', ['Text/Html;Level=1', 'foo/bar']],
    ['text/csv junk', ['text/csvjunk']],
    ['text/csv;q=.8, application/json', ['text/csv', 'application/json']],
  ])('orders %s', (header, expected) => {
    expect(accepted(header)).toEqual(expected);
  });

  it.each(['0.5x', '5e-1', '(0.5)', '((0.5) )', '0.5;x=1', '0.50'])('reads the quality %s as one half', (quality) => {
    expect(accepted(`text/a;q=${quality}, text/b;q=0.6, text/c;q=0.4`)).toEqual(['text/b', 'text/a', 'text/c']);
  });

  it.each(['-1', '-Infinity', '0x0', '0.'])('reads the quality %s as zero or less', (quality) => {
    expect(accepted(`text/a;q=${quality}, text/b;q=0.1`)).toEqual(['text/b', 'text/a']);
  });

  it.each(['Infinity', '2', '0x10', '1.'])('reads the quality %s as one or more', (quality) => {
    expect(accepted(`text/a;q=0.9, text/b;q=${quality}`)).toEqual(['text/b', 'text/a']);
  });

  it.each(['"0.5"', '', 'Infinityx', '(0.5', '-(0.5)', '--1'])('takes the quality %j for one', (quality) => {
    expect(accepted(`text/a;q=0.9, text/b;q=${quality}`)).toEqual(['text/b', 'text/a']);
  });
});

describe('contentTypeOf', () => {
  it('names a charset except for types whose text it does not know', () => {
    expect(contentTypeOf({ kind: 'csv' })).toBe('text/csv; charset=utf-8');
    expect(contentTypeOf({ kind: 'stripped-array' })).toBe(
      'application/vnd.pgrst.array+json;nulls=stripped; charset=utf-8',
    );
    expect(contentTypeOf({ kind: 'octet-stream' })).toBe('application/octet-stream');
    expect(contentTypeOf({ kind: 'other', text: 'image/png' })).toBe('image/png');
  });
});
