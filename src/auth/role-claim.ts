import { renderJson } from '../json/render.ts';
import type { JsonObject, JsonValue } from '../json/value.ts';
import { parseDeprecatedPath } from './deprecated-path.ts';
import { evaluateQuery } from './json-path/evaluate.ts';
import { parseJsonPath } from './json-path/parse.ts';
import { printQuery } from './json-path/print.ts';

/** Where the role is found in the claims (spec auth-transactions-errors 1.7). */
export interface RoleClaimPath {
  /** RFC 9535 JSONPath or the deprecated path syntax. */
  readonly syntax: 'jsonpath' | 'deprecated';
  /** As configured. */
  readonly source: string;
  /** Normalised text as printed by `--dump-config` before its escaping of `$` and `"`. */
  readonly text: string;
  /** The role's text, or null when the claims yield none. Throws UnhandledRequestError for an invalid `search()`. */
  readonly extract: (claims: JsonObject) => string | null;
}

/**
 * Parses `jwt-role-claim-key`: an RFC 9535 JSONPath, else the deprecated syntax (spec operations 3.7).
 * @throws Error whose message is the deprecated parser's report, when the text is neither
 */
export function parseRoleClaimPath(text: string): RoleClaimPath {
  const query = parseJsonPath(text);
  if (query !== null) {
    return {
      syntax: 'jsonpath',
      source: text,
      text: printQuery(query),
      extract: (claims) => roleName(evaluateQuery(query, claims)[0]),
    };
  }
  const path = parseDeprecatedPath(text);
  return { syntax: 'deprecated', source: text, text: path.text, extract: (claims) => roleName(path.evaluate(claims)) };
}

/** A string is the role's name; any other value, null included, names the role by its JSON text. */
function roleName(value: JsonValue | undefined): string | null {
  if (value === undefined) return null;
  return typeof value === 'string' ? value : renderJson(value);
}
