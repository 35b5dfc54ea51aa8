import { accept, type Cursor, fail, readInteger, readStringLiteral, skipBlanks } from './cursor.ts';
import { parseCondition } from './parse-condition.ts';
import type { Query, Segment, Selector } from './query.ts';

/**
 * Parses an RFC 9535 query in which `search()` is the only function (spec operations 3.7). Null when it is none.
 */
export function parseJsonPath(text: string): Query | null {
  const cursor: Cursor = { text, offset: 0, depth: 0 };
  try {
    const query = parseQuery(cursor);
    return query.root === '$' && cursor.offset === text.length ? query : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** A query that starts with `$` or `@` at the cursor. */
export function parseQuery(cursor: Cursor): Query {
  const root = accept(cursor, '$') ? '$' : accept(cursor, '@') ? '@' : fail(cursor);
  const segments: Segment[] = [];
  for (;;) {
    const before = cursor.offset;
    skipBlanks(cursor);
    const next = cursor.text[cursor.offset];
    if (next !== '.' && next !== '[') {
      cursor.offset = before;
      return { root, segments };
    }
    segments.push(parseSegment(cursor));
  }
}

function parseSegment(cursor: Cursor): Segment {
  const descendant = accept(cursor, '..');
  if (accept(cursor, '[')) return { descendant, notation: 'bracketed', selectors: parseSelectors(cursor) };
  if (!descendant && !accept(cursor, '.')) return fail(cursor);
  if (accept(cursor, '*')) return { descendant, notation: 'dotted', selectors: [{ kind: 'wildcard' }] };
  return { descendant, notation: 'dotted', selectors: [{ kind: 'name', name: readShorthandName(cursor) }] };
}

/** ASCII letters, `_` and everything beyond ASCII; digits except in front. */
const shorthandName = /[A-Za-z_\u0080-\ud7ff\ue000-\u{10ffff}][A-Za-z0-9_\u0080-\ud7ff\ue000-\u{10ffff}]*/uy;

function readShorthandName(cursor: Cursor): string {
  shorthandName.lastIndex = cursor.offset;
  const name = shorthandName.exec(cursor.text)?.[0] ?? fail(cursor);
  cursor.offset += name.length;
  return name;
}

function parseSelectors(cursor: Cursor): readonly Selector[] {
  const selectors: Selector[] = [];
  do {
    skipBlanks(cursor);
    selectors.push(parseSelector(cursor));
    skipBlanks(cursor);
  } while (accept(cursor, ','));
  if (!accept(cursor, ']')) return fail(cursor);
  return selectors;
}

function parseSelector(cursor: Cursor): Selector {
  const name = readStringLiteral(cursor);
  if (name !== null) return { kind: 'name', name };
  if (accept(cursor, '*')) return { kind: 'wildcard' };
  if (accept(cursor, '?')) {
    skipBlanks(cursor);
    return { kind: 'filter', condition: parseCondition(cursor) };
  }
  return parseIndexOrSlice(cursor);
}

function parseIndexOrSlice(cursor: Cursor): Selector {
  const start = readInteger(cursor);
  const afterStart = cursor.offset;
  skipBlanks(cursor);
  if (!accept(cursor, ':')) {
    cursor.offset = afterStart;
    return start === null ? fail(cursor) : { kind: 'index', index: start };
  }
  skipBlanks(cursor);
  const end = readInteger(cursor);
  skipBlanks(cursor);
  if (!accept(cursor, ':')) return { kind: 'slice', start, end, step: 1 };
  skipBlanks(cursor);
  return { kind: 'slice', start, end, step: readInteger(cursor) ?? 1 };
}
