import { type ConfigError, configError } from './config-error.ts';
import { stringLiteral } from './string-literal.ts';

/**
 * `ParseError "<name>:<line>:<column>: …"` with the source line, what stands there and what was expected (spec
 * operations 3.8). Lines and columns count from 1, tabs reach to the next multiple of 8.
 * @param expected single characters, or words for classes of them
 */
export function parseErrorReport(name: string, text: string, offset: number, expected: readonly string[]): ConfigError {
  const lineStart = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
  const lineEnd = text.indexOf('\n', offset);
  const line = text.slice(0, lineStart).split('\n').length;
  const before = expandTabs(text.slice(lineStart, offset));
  const source = expandTabs(text.slice(lineStart, lineEnd === -1 ? undefined : lineEnd).replace(/\r$/, ''));
  const column = [...before].length;
  const margin = ' '.repeat(String(line).length);
  const report = [
    `${name}:${line}:${column + 1}:`,
    `${margin} |`,
    `${line} | ${source === '' ? '<empty line>' : source}`,
    `${margin} | ${' '.repeat(column)}^`,
    `unexpected ${characterName(text.slice(offset, offset + 2))}`,
    `expecting ${alternatives(expected.map((item) => (item.length === 1 ? characterName(item) : item)))}`,
    '',
  ];
  return parseError(report.join('\n'));
}

/** `ParseError "<text>"`. */
export function parseError(text: string): ConfigError {
  return configError(`ParseError ${stringLiteral(text)}`);
}

function characterName(text: string): string {
  const [character] = text;
  switch (character) {
    case undefined:
      return 'end of input';
    case '\n':
      return 'newline';
    case '\r':
      return text.startsWith('\r\n') ? 'crlf newline' : 'carriage return';
    case '\t':
      return 'tab';
    case ' ':
      return 'space';
    default:
      return `'${character}'`;
  }
}

function alternatives(items: readonly string[]): string {
  if (items.length < 3) return items.join(' or ');
  return `${items.slice(0, -1).join(', ')}, or ${items.at(-1)}`;
}

function expandTabs(text: string): string {
  let expanded = '';
  let column = 0;
  for (const character of text) {
    const width = character === '\t' ? 8 - (column % 8) : 1;
    expanded += character === '\t' ? ' '.repeat(width) : character;
    column += width;
  }
  return expanded;
}
