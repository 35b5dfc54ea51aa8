import { apiError } from '../errors/api-error.ts';
import type { ApiRequest, Interval } from '../request/api-request.ts';
import type { EmbedPath, RangeParameter } from '../request/query/ast.ts';
import { parseRangeTreePath } from '../request/query/index.ts';
import { intervalFromParameters } from '../request/range.ts';
import type { DraftNode, ReadContext } from './draft.ts';
import { planFilter, planLogic, planOrder } from './field.ts';

/**
 * Puts filters, orders, ranges and logic trees on the nodes that their paths name, in that order (spec embedding 2.2,
 * 2.8). Parameters of one kind are taken from the last to the first: so the last bad one is reported, the first order
 * wins, and each addressed embed moves to the front of its siblings.
 *
 * @throws ApiError PGRST108 for a path that names no embed, PGRST100 for a malformed limit or offset name
 */
export function attachParameters(context: ReadContext, request: ApiRequest, root: DraftNode): void {
  const { query } = request;
  const isMutation = isMutationRequest(request);
  for (const { path, filter } of query.filters.toReversed()) {
    if (isMutation && path.length === 0) continue;
    attach(context, root, path, (node) => node.where.unshift(planFilter(context.cache, node.relation, filter)));
  }
  for (const { path, terms } of query.orders.toReversed()) {
    attach(context, root, path, (node) => {
      node.order = terms.map((term) => planOrder(context.cache, context.root, term));
    });
  }
  if (!isMutation) attachRanges(context, request, root);
  for (const { path, tree } of query.logic.toReversed()) {
    if (isMutation && path.length === 0) continue;
    attach(context, root, path, (node) => node.where.unshift(planLogic(context.cache, node.relation, tree)));
  }
}

/** Mutations keep their root conditions for themselves: they choose the rows to write, not those to return. */
function isMutationRequest(request: ApiRequest): boolean {
  switch (request.action.kind) {
    case 'insert':
    case 'update':
    case 'upsert':
    case 'delete':
      return true;
    case 'read':
    case 'call':
    case 'describe':
    case 'info':
      return false;
  }
}

function attachRanges(context: ReadContext, request: ApiRequest, root: DraftNode): void {
  root.range = request.range;
  const embedded = request.query.ranges.filter((parameter) => parameter.name !== parameter.kind);
  for (const { path, range } of mergedRanges(embedded).toReversed()) {
    if (path.length === 0) continue;
    attach(context, root, path, (node) => {
      node.range = range;
    });
  }
}

/** One interval per path; of repeated limits and offsets the last one counts. */
function mergedRanges(parameters: readonly RangeParameter[]): readonly { path: EmbedPath; range: Interval }[] {
  const byPath = new Map<string, { limit: string | null; offset: string | null }>();
  for (const { name, kind, value } of parameters) {
    const limitName = `${name.slice(0, name.length - kind.length)}limit`;
    const values = byPath.get(limitName) ?? { limit: null, offset: null };
    values[kind] = value;
    byPath.set(limitName, values);
  }
  return [...byPath].map(([name, { limit, offset }]) => ({
    path: parseRangeTreePath(name),
    range: intervalFromParameters(limit, offset),
  }));
}

function attach(context: ReadContext, node: DraftNode, path: EmbedPath, apply: (node: DraftNode) => void): void {
  const [name, ...rest] = path;
  if (name === undefined) {
    apply(node);
    return;
  }
  const child = findChild(node, name, context.useLegacyTargetNames);
  if (child === undefined) throw notEmbedded(node, name, context.useLegacyTargetNames);
  if (isLegacyTarget(child, name)) child.usedLegacyTarget = true;
  node.children = [child, ...node.children.filter((sibling) => sibling !== child)];
  attach(context, child, rest, apply);
}

function findChild(node: DraftNode, name: string, byTargetToo: boolean): DraftNode | undefined {
  return byTargetToo
    ? node.children.find((child) => child.target === name || child.alias === name)
    : node.children.find((child) => (child.alias ?? child.target) === name);
}

function isLegacyTarget(child: DraftNode, name: string): boolean {
  return child.target === name && child.alias !== null && child.alias !== name;
}

function notEmbedded(node: DraftNode, name: string, useLegacyTargetNames: boolean): Error {
  const renamed = useLegacyTargetNames ? undefined : findChild(node, name, true);
  if (renamed === undefined || renamed.alias === null) return notEmbeddedError(name);
  return apiError('PGRST108', {
    message: `'${name}' is not an embedded resource in this request`,
    details: 'Target names are not allowed in filters if they have an alias',
    hint: `Change '${renamed.target}' to '${renamed.alias}' in filters, orders or limits.`,
  });
}

/** PGRST108 for a name that no embed of the request has. */
export function notEmbeddedError(name: string): Error {
  return apiError('PGRST108', {
    message: `'${name}' is not an embedded resource in this request`,
    hint: `Verify that '${name}' is included in the 'select' query parameter.`,
  });
}
