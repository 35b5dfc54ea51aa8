/** Where the role is found in the claims (spec auth-transactions-errors 1.7). */
export interface RoleClaimPath {
  /** RFC 9535 JSONPath or the deprecated path syntax. */
  readonly syntax: 'jsonpath' | 'deprecated';
  /** Normalised text as printed by `--dump-config` before its escaping of `$` and `"`. */
  readonly text: string;
  /** The role's text, or null when the claims yield none. */
  readonly extract: (claims: Readonly<Record<string, unknown>>) => string | null;
}
