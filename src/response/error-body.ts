import type { Config } from '../config/config.ts';
import type { ErrorBody } from '../errors/api-error.ts';

/** The JSON text of an error, keys in alphabetical order (spec auth-transactions-errors 3.1). */
export function errorBodyText(body: ErrorBody, verbosity: Config['clientErrorVerbosity']): string {
  const { code, details, hint, message } = body;
  const text = JSON.stringify(verbosity === 'minimal' ? { code, message } : { code, details, hint, message });
  // The original has no short escapes for these two characters; the pattern takes `\\` along so that `\\b` stays.
  return text.includes('\\') ? text.replace(/\\[\\bf]/g, longEscape) : text;
}

function longEscape(short: string): string {
  if (short === '\\b') return '\\u0008';
  return short === '\\f' ? '\\u000c' : short;
}
