import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import type { ConfigValue } from './coercion.ts';
import { configError, fileErrorText } from './config-error.ts';
import { type Directive, parseFileSyntax } from './file-syntax.ts';
import { interpolate } from './interpolation.ts';

/**
 * Reads a configuration file with everything it imports (spec operations 3.4).
 * @returns the value of each key; of a repeated key the last
 * @throws ConfigError when a file cannot be read or parsed, or a variable is missing
 */
export function readConfigFile(
  path: string,
  environment: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, ConfigValue> {
  const evaluation: Evaluation = { environment, bindings: new Map(), filesRead: 0 };
  evaluateFile(path, '', evaluation);
  return evaluation.bindings;
}

interface Evaluation {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly bindings: Map<string, ConfigValue>;
  filesRead: number;
}

/** Ends files that import each other. */
const maximumFiles = 100;

function evaluateFile(path: string, prefix: string, evaluation: Evaluation): void {
  evaluation.filesRead++;
  if (evaluation.filesRead > maximumFiles) throw configError(`${path}: more than ${maximumFiles} files are imported`);
  evaluate(parseFileSyntax(readText(path), path), path, prefix, evaluation);
}

function evaluate(directives: readonly Directive[], path: string, prefix: string, evaluation: Evaluation): void {
  for (const directive of directives) {
    switch (directive.kind) {
      case 'binding': {
        const key = prefix + directive.key;
        const lookUp = (name: string) => lookUpVariable(name, prefix, evaluation);
        evaluation.bindings.set(key, interpolateValue(directive.value, key, lookUp));
        break;
      }
      case 'group':
        evaluate(directive.directives, path, `${prefix}${directive.key}.`, evaluation);
        break;
      case 'import':
        evaluateFile(importedPath(directive.path, path), prefix, evaluation);
        break;
    }
  }
}

function importedPath(path: string, importer: string): string {
  return isAbsolute(path) ? path : join(dirname(importer), path);
}

type LookUp = (name: string) => ConfigValue | undefined;

function interpolateValue(value: ConfigValue, key: string, lookUp: LookUp): ConfigValue {
  if (typeof value === 'string') return interpolate(value, key, lookUp);
  return typeof value === 'object' ? value.map((element) => interpolateValue(element, key, lookUp)) : value;
}

/** The group's own key before those of outer groups, all before the environment. */
function lookUpVariable(name: string, prefix: string, evaluation: Evaluation): ConfigValue | undefined {
  let scope = prefix;
  for (;;) {
    const value = evaluation.bindings.get(scope + name);
    if (value !== undefined) return value;
    if (scope === '') break;
    scope = scope.slice(0, scope.lastIndexOf('.', scope.length - 2) + 1);
  }
  return Object.hasOwn(evaluation.environment, name) ? evaluation.environment[name] : undefined;
}

function readText(path: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw configError(fileErrorText(path, 'openFile', error));
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw configError(`${path}: hGetContents: invalid argument (invalid UTF-8 byte sequence)`);
  }
}
