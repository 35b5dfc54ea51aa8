import { createRequire } from 'node:module';
import type { RE2JS } from 're2js';
import { UnhandledRequestError } from '../../errors/unhandled-request-error.ts';
import type { JsonValue } from '../../json/value.ts';

/**
 * RFC 9535's `search()`: whether `pattern` matches somewhere in `subject`, case-sensitively; false for non-strings. The
 * engine takes linear time, since pattern and subject may both be claims. Throws UnhandledRequestError for an invalid
 * pattern (spec auth-transactions-errors 1.7).
 */
export function searches(subject: JsonValue | undefined, pattern: JsonValue | undefined): boolean {
  if (typeof subject !== 'string' || typeof pattern !== 'string') return false;
  return compile(pattern).matcher(subject).find();
}

/** Few configurations have a pattern, and to load the engine takes a good part of the server's start. */
function engine(): typeof import('re2js') {
  return createRequire(import.meta.url)('re2js');
}

/** The latest pattern, which is the only one as long as the path spells it out. */
let latest: { readonly pattern: string; readonly expression: RE2JS } | null = null;

function compile(pattern: string): RE2JS {
  if (latest?.pattern === pattern) return latest.expression;
  try {
    const expression = engine().RE2JS.compile(pattern);
    latest = { pattern, expression };
    return expression;
  } catch {
    throw new UnhandledRequestError(`Invalid regular expression in jwt-role-claim-key: ${pattern}`);
  }
}
