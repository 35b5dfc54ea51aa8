import type { Column } from '../schema-cache/model.ts';
import type { DraftNode, ReadContext } from './draft.ts';
import { hasFormatter, outputColumn } from './field.ts';
import type { PlannedField, SelectTerm } from './plan.ts';

/**
 * Replaces `*` by the cached column list where it has to be known (formatters, aggregates, to-many spreads) and gives
 * automatic aliases (spec reading 6.1, 6.2; embedding 2.7, 2.14).
 */
export function completeSelectLists(context: ReadContext, node: DraftNode, inheritsExpansion = false): void {
  const mustExpand =
    inheritsExpansion || node.spread === 'to-many' || node.select.some((term) => term.aggregate !== null);
  expandStars(context, node, mustExpand);
  const isSpread = node.spread !== null;
  node.select = node.select.map((term) => withAlias(term, isSpread));
  for (const child of node.children) completeSelectLists(context, child, mustExpand);
}

function expandStars(context: ReadContext, node: DraftNode, mustExpand: boolean): void {
  const isSpread = node.spread !== null;
  if (!node.select.some((term) => isStar(term, isSpread))) return;
  const columns = [...(context.cache.table(node.relation.schema, node.relation.name)?.columns.values() ?? [])];
  if (!mustExpand && !hasFormatter(context.cache, columns)) return;
  node.select = node.select.flatMap((term) => expandTerm(context, term, columns, isSpread));
}

function isStar(term: SelectTerm, isSpread: boolean): boolean {
  return term.field.name === '*' && (term.aggregate === null || (isSpread && term.aggregate === 'count'));
}

function expandTerm(
  context: ReadContext,
  term: SelectTerm,
  columns: readonly Column[],
  isSpread: boolean,
): readonly SelectTerm[] {
  if (!isStar(term, isSpread) || term.field.path.length > 0) return [term];
  if (term.aggregate !== null) return [{ ...term, field: { ...term.field, wholeRow: true } }];
  return columns.map((column) => ({ ...term, field: outputColumn(context.cache, column) }));
}

function withAlias(term: SelectTerm, isSpread: boolean): SelectTerm {
  const alias = term.alias ?? automaticAlias(term, isSpread);
  return alias === null ? term : { ...term, alias };
}

function automaticAlias(term: SelectTerm, isSpread: boolean): string | null {
  // A spread's parent has to know the name that PostgreSQL would otherwise give by itself.
  if (term.aggregate !== null) return isSpread ? term.aggregate : null;
  if (term.field.path.length > 0) return lastKey(term.field);
  return term.field.transform === null ? null : term.field.name;
}

/** `data->1->k->>2` is shown as `k`, `data->3` as `data`. */
function lastKey(field: PlannedField): string {
  for (const { operand } of field.path.toReversed()) if (operand.kind === 'key') return operand.key;
  return field.name;
}
