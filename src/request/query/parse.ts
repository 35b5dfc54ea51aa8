import { apiError } from '../../errors/api-error.ts';
import { FAILED, Input, type Parser } from './engine.ts';
import { renderMessages } from './messages.ts';

/**
 * Reads `text` with a parser of the grammar; what is left over at the end is ignored (spec reading 4.3).
 *
 * `parameter` and `shown` word the error: `failed to parse <parameter> (<shown>)`.
 * @throws ApiError PGRST100 with line, column and what was expected there (spec reading 4.1)
 */
export function parse<T>(parser: Parser<T>, text: string, parameter: string, shown: string = text): T {
  const value = parser(new Input(text, false));
  if (value === FAILED) throw parseError(parser, text, parameter, shown);
  return value;
}

function parseError(parser: Parser<unknown>, text: string, parameter: string, shown: string): Error {
  const input = new Input(text, true);
  parser(input);
  const { line, column } = place(text, input.errorOffset);
  return apiError('PGRST100', {
    message: `"failed to parse ${parameter} (${shown})" (line ${line}, column ${column})`,
    details: renderMessages(input.messages, text, input.errorOffset),
  });
}

/** Line and column from 1; columns count code points, a tab leads to the next multiple of 8 plus 1. */
function place(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let column = 1;
  for (const character of text.slice(0, offset)) {
    if (character === '\n') {
      line += 1;
      column = 1;
    } else if (character === '\t') {
      column += 8 - ((column - 1) % 8);
    } else {
      column += 1;
    }
  }
  return { line, column };
}
