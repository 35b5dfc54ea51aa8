/** Parameter names: embed names joined by `.`, the last element telling what they address (spec reading 2.3). */
import type { EmbedPath, Field } from './ast.ts';
import { map, optional, type Parser, separated, sequence } from './engine.ts';
import { jsonPath } from './field.ts';
import { dot, name } from './name.ts';
import { parse } from './parse.ts';

/** What the name of a filter or order parameter addresses. */
export interface TreePath {
  readonly path: EmbedPath;
  readonly field: Field;
}

const elements = separated(name, dot);

/** `embed.embed.column->key` */
export const treePath: Parser<TreePath> = sequence([elements, optional(jsonPath)], ([elements, path]) => ({
  path: elements.slice(0, -1),
  field: { name: elements.at(-1) ?? '', path: path ?? [] },
}));

export interface LogicPath {
  readonly path: EmbedPath;
  /** The operator to be read before the parameter's value, `not.` included. */
  readonly operator: string;
}

/** `embed.not.or`: a `not` anywhere negates, once. */
export const logicPath: Parser<LogicPath> = map(elements, (elements) => {
  const operator = elements.at(-1) ?? '';
  return {
    path: elements.slice(0, -1).filter((element) => element !== 'not'),
    operator: elements.includes('not') ? `not.${operator}` : operator,
  };
});

/** The text after the last dot of a parameter name; quotes are not honoured. */
function lastWord(parameterName: string): string {
  return parameterName.slice(parameterName.lastIndexOf('.') + 1);
}

export type ParameterKind =
  | 'select'
  | 'columns'
  | 'on_conflict'
  | 'order'
  | 'and'
  | 'or'
  | 'limit'
  | 'offset'
  | 'filter';

/** What a parameter's name makes it; in mode `routine-arguments` a `filter` may turn out an argument (spec reading 2.3). */
export function parameterKind(parameterName: string): ParameterKind {
  const word = lastWord(parameterName);
  switch (word) {
    case 'order':
    case 'and':
    case 'or':
    case 'limit':
    case 'offset':
      return word;
    default:
      return isRootParameter(parameterName) ? parameterName : 'filter';
  }
}

function isRootParameter(parameterName: string): parameterName is 'select' | 'columns' | 'on_conflict' {
  return parameterName === 'select' || parameterName === 'columns' || parameterName === 'on_conflict';
}

/**
 * The embed path of a `limit` or `offset` parameter. While planning, because only there such names are looked at.
 * @throws ApiError PGRST100; an offset's last word is shown as `limit` (spec reading 4.1)
 */
export function parseRangeTreePath(parameterName: string): EmbedPath {
  const prefix = parameterName.slice(0, parameterName.lastIndexOf('.') + 1);
  return parse(treePath, `${prefix}limit`, 'tree path').path;
}
