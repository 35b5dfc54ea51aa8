import type { JsonValue } from '../../json/value.ts';

/** An RFC 9535 query, with what its printed form depends on. */
export interface Query {
  readonly root: '$' | '@';
  readonly segments: readonly Segment[];
}

export interface Segment {
  readonly descendant: boolean;
  /** `.name` and `.*` against `[…]`. */
  readonly notation: 'dotted' | 'bracketed';
  readonly selectors: readonly Selector[];
}

export type Selector =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'slice'; readonly start: number | null; readonly end: number | null; readonly step: number }
  | { readonly kind: 'filter'; readonly condition: Condition };

export type Condition =
  | { readonly kind: 'or' | 'and'; readonly operands: readonly Condition[] }
  | { readonly kind: 'parentheses' | 'not'; readonly operand: Condition }
  | { readonly kind: 'exists'; readonly query: Query }
  | { readonly kind: 'search'; readonly subject: Operand; readonly pattern: Operand }
  | {
      readonly kind: 'comparison';
      readonly left: Operand;
      readonly operator: ComparisonOperator;
      readonly right: Operand;
    };

export type ComparisonOperator = '==' | '!=' | '<=' | '>=' | '<' | '>';

export type Operand =
  | { readonly kind: 'literal'; readonly value: JsonValue }
  /** In comparisons always singular: names and indexes only. */
  | { readonly kind: 'query'; readonly query: Query };
