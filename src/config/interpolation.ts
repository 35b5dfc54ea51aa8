import { type ConfigValue, formatNumber } from './coercion.ts';
import { parseError, parseErrorReport } from './parse-error.ts';

/**
 * Replaces `$(name)` and `$$` in a string of a configuration file; the result is not looked at again (spec operations
 * 3.4).
 * @param key the string is bound to, for messages
 * @throws ConfigError for an unknown variable, one that is no string or number, or any other `$`
 */
export function interpolate(text: string, key: string, lookUp: (name: string) => ConfigValue | undefined): string {
  let result = '';
  let start = 0;
  for (;;) {
    const dollar = text.indexOf('$', start);
    if (dollar === -1) return result + text.slice(start);
    result += text.slice(start, dollar);
    const next = text.charAt(dollar + 1);
    if (next === '$') {
      result += '$';
      start = dollar + 2;
      continue;
    }
    if (next !== '(') throw parseErrorReport(`<${key}>`, text, dollar + 1, ['$', '(']);
    const end = text.indexOf(')', dollar);
    if (end === -1) throw parseErrorReport(`<${key}>`, text, text.length, [')']);
    if (end === dollar + 2) throw parseErrorReport(`<${key}>`, text, end, ['variable name']);
    const name = text.slice(dollar + 2, end);
    result += variableText(name, lookUp(name), key);
    start = end + 1;
  }
}

function variableText(name: string, value: ConfigValue | undefined, key: string): string {
  if (value === undefined) throw parseError(`<${key}>:\nno such variable: '${name}'\n`);
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return formatNumber(value);
  throw parseError(`<${key}>:\nvariable '${name}' is not a string or number\n`);
}
