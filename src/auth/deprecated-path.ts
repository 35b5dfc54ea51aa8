import { stringLiteral } from '../config/string-literal.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '../json/value.ts';
import { DeprecatedPathScanner } from './deprecated-path-scanner.ts';

export interface DeprecatedPath {
  /** Normalised: `."key"`, `[n]`, `[?(@ OP "text")]`. */
  readonly text: string;
  /** The value at the path, undefined where a step finds nothing. */
  readonly evaluate: (claims: JsonValue) => JsonValue | undefined;
}

/**
 * The path syntax before JSONPath: `.key`, `."any key"`, `[0]` and last `[?(@ == "text")]` (spec
 * auth-transactions-errors 1.7).
 * @throws Error whose message is the parser's report as a string literal (spec operations 3.7)
 */
export function parseDeprecatedPath(text: string): DeprecatedPath {
  const steps = readSteps(new DeprecatedPathScanner(text));
  return {
    text: steps.map(printStep).join(''),
    evaluate: (claims) => steps.reduce<JsonValue | undefined>((value, step) => follow(step, value), claims),
  };
}

type Step =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'filter'; readonly operator: Operator; readonly text: string };

type Operator = '==' | '!=' | '^==' | '==^' | '*==';

/** In the order in which they are tried: `==^` has to come before `==`. */
const operators: readonly Operator[] = ['==^', '==', '!=', '^==', '*=='];

function readSteps(scanner: DeprecatedPathScanner): readonly Step[] {
  const steps: Step[] = [];
  for (;;) {
    if (scanner.accept('.')) {
      steps.push({ kind: 'key', key: readKey(scanner, steps.length === 0) });
    } else if (scanner.accept('[?(')) {
      steps.push(readFilter(scanner));
      scanner.requireEnd();
      return steps;
    } else if (scanner.accept('[')) {
      const index = Number(scanner.require(/[0-9]+/y, 'digit'));
      scanner.expectMore('digit');
      scanner.requireToken(']');
      steps.push({ kind: 'index', index });
    } else if (steps.length > 0) {
      scanner.requireEnd();
      return steps;
    } else {
      return scanner.fail();
    }
  }
}

function readKey(scanner: DeprecatedPathScanner, isFirst: boolean): string {
  const bare = scanner.match(/[\p{L}\p{N}_$@]+/uy, 'letter or digit');
  if (bare === null) return readQuoted(scanner);
  // The original forgets after the second step that the name could have gone on.
  if (isFirst) scanner.expectMore('letter or digit');
  return bare;
}

function readFilter(scanner: DeprecatedPathScanner): Step {
  scanner.requireToken('@');
  scanner.skipSpace();
  const operator = operators.find((candidate) => scanner.accept(candidate)) ?? scanner.fail();
  scanner.skipSpace();
  const text = readQuoted(scanner);
  scanner.requireToken(')');
  scanner.requireToken(']');
  return { kind: 'filter', operator, text };
}

function readQuoted(scanner: DeprecatedPathScanner): string {
  scanner.requireToken('"');
  const text = scanner.match(/[^"]*/y, null) ?? '';
  scanner.requireToken('"');
  return text;
}

function printStep(step: Step): string {
  switch (step.kind) {
    case 'key':
      return `.${stringLiteral(step.key)}`;
    case 'index':
      return `[${step.index}]`;
    case 'filter':
      return `[?(@ ${step.operator} ${stringLiteral(step.text)})]`;
    default:
      return step satisfies never;
  }
}

function follow(step: Step, value: JsonValue | undefined): JsonValue | undefined {
  switch (step.kind) {
    case 'key':
      return isJsonObject(value) ? value.get(step.key) : undefined;
    case 'index':
      return isJsonArray(value) ? value[step.index] : undefined;
    case 'filter':
      if (!isJsonArray(value)) return undefined;
      return value.find((element) => typeof element === 'string' && matches(element, step.operator, step.text));
    default:
      return step satisfies never;
  }
}

function matches(element: string, operator: Operator, text: string): boolean {
  switch (operator) {
    case '==':
      return element === text;
    case '!=':
      return element !== text;
    case '^==':
      return element.startsWith(text);
    case '==^':
      return element.endsWith(text);
    case '*==':
      return element.includes(text);
    default:
      return operator satisfies never;
  }
}
