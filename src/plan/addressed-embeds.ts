import { apiError } from '../errors/api-error.ts';
import type { EmbedPath } from '../request/query/ast.ts';
import type { DraftNode } from './draft.ts';

/**
 * The embeds of a tree as parameters address them. Each addressed embed moves to the front of its siblings (spec
 * embedding 2.8); the moves are kept apart and done at the end, so that each look-up takes the same time however many
 * embeds there are.
 */
export class AddressedEmbeds {
  readonly #root: DraftNode;
  readonly #byTargetToo: boolean;
  readonly #children = new Map<DraftNode, AddressedChildren>();

  /** @param byTargetToo an embed with an alias still answers to its target's name */
  constructor(root: DraftNode, byTargetToo: boolean) {
    this.#root = root;
    this.#byTargetToo = byTargetToo;
  }

  /** @throws ApiError PGRST108 for a path that names no embed */
  find(path: EmbedPath): DraftNode {
    let node = this.#root;
    for (const name of path) {
      const child = this.#childrenOf(node).address(name);
      if (child === undefined) throw this.#notEmbedded(node, name);
      if (child.target === name && child.alias !== null && child.alias !== name) child.usedLegacyTarget = true;
      node = child;
    }
    return node;
  }

  /** Moves the embeds that were addressed to the front of their siblings, the last one first. */
  reorder(): void {
    for (const [node, children] of this.#children) node.children = children.inOrder();
  }

  #childrenOf(node: DraftNode): AddressedChildren {
    let children = this.#children.get(node);
    if (children === undefined) {
      children = new AddressedChildren(node.children, this.#byTargetToo);
      this.#children.set(node, children);
    }
    return children;
  }

  #notEmbedded(node: DraftNode, name: string): Error {
    const renamed = node.children.find((child) => child.target === name);
    if (renamed === undefined || renamed.alias === null) return notEmbeddedError(name);
    return apiError('PGRST108', {
      message: `'${name}' is not an embedded resource in this request`,
      details: 'Target names are not allowed in filters if they have an alias',
      hint: `Change '${renamed.target}' to '${renamed.alias}' in filters, orders or limits.`,
    });
  }
}

/** PGRST108 for a name that no embed of the request has. */
export function notEmbeddedError(name: string): Error {
  return apiError('PGRST108', {
    message: `'${name}' is not an embedded resource in this request`,
    hint: `Verify that '${name}' is included in the 'select' query parameter.`,
  });
}

class AddressedChildren {
  readonly #children: readonly DraftNode[];
  readonly #byTargetToo: boolean;
  /** Of the embeds with a name, the one nearest to the front. */
  readonly #first = new Map<string, DraftNode>();
  /** The one addressed last comes last. */
  readonly #addressed = new Set<DraftNode>();

  constructor(children: readonly DraftNode[], byTargetToo: boolean) {
    this.#children = children;
    this.#byTargetToo = byTargetToo;
    for (const child of children.toReversed()) this.#putFirst(child);
  }

  address(name: string): DraftNode | undefined {
    const child = this.#first.get(name);
    if (child === undefined) return undefined;
    this.#addressed.delete(child);
    this.#addressed.add(child);
    this.#putFirst(child);
    return child;
  }

  inOrder(): DraftNode[] {
    return [...[...this.#addressed].reverse(), ...this.#children.filter((child) => !this.#addressed.has(child))];
  }

  #putFirst(child: DraftNode): void {
    if (this.#byTargetToo || child.alias === null) this.#first.set(child.target, child);
    if (child.alias !== null) this.#first.set(child.alias, child);
  }
}
