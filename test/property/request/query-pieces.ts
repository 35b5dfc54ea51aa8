import fc from '../fast-check.ts';

/** What the query grammar is made of. */
export const grammarPieces: readonly string[] = [
  ...'()[]{}.,:;!*"\\-> \t+&=%$_a1é😀',
  ...['->', '->>', '::', '...', 'not.', 'not', 'and', 'or', 'and(', 'or(', 'count()', '.sum()', 'eq.', 'in.('],
  ...['is.null', 'fts(', 'like(any).', '.asc', '.nullslast', '!inner', 'a.eq.1', 'a(', '"a"'],
];

/** Text that is nearly a query. */
export const grammarText = fc
  .array(fc.constantFrom(...grammarPieces), { maxLength: 30 })
  .map((pieces) => pieces.join(''));
