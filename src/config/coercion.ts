import type { ConfiguredName } from './config.ts';

/**
 * A value as its source gives it: typed in a configuration file, always text from the environment, a flag or the
 * database (spec operations 3.2).
 */
export type ConfigValue = string | number | boolean | readonly ConfigValue[];

/** Text of a value; other kinds of file values show in their debug form, for example `Number 660.0`. */
export function coerceText(value: ConfigValue): string {
  return typeof value === 'string' ? value : debugForm(value);
}

/** Text, or null (unset) when it is empty. */
export function coerceString(value: ConfigValue): string | null {
  const text = coerceText(value);
  return text === '' ? null : text;
}

/** A 64-bit integer, or null (unset) for anything that is none. */
export function coerceInteger(value: ConfigValue): number | null {
  if (typeof value === 'string') return parseIntegerLiteral(value);
  return typeof value === 'number' && Number.isInteger(value) ? wrapTo64Bits(value) : null;
}

/** A boolean, or null (unset) for anything that is none. */
export function coerceBoolean(value: ConfigValue): boolean | null {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return null;
  const letters = value.replace(/\P{L}/gu, '').toLowerCase();
  if (letters === 'true') return true;
  if (letters === 'false') return false;
  const integer = parseIntegerLiteral(value);
  return integer === null ? null : integer > 0;
}

/** The trimmed elements between commas, or null (unset) for the empty string. */
export function coerceList(value: ConfigValue): readonly string[] | null {
  const text = coerceString(value);
  return text === null ? null : splitList(text);
}

/** As `coerceList`, but the empty string is the empty list. */
export function coerceEmptyableList(value: ConfigValue): readonly string[] {
  const text = coerceText(value);
  return text === '' ? [] : splitList(text);
}

/** `schema.name` split at the first dot; without a part on both sides the whole is the name. */
export function coerceQualifiedName(value: ConfigValue): ConfiguredName | null {
  const text = coerceString(value);
  if (text === null) return null;
  const dot = text.indexOf('.');
  const schema = text.slice(0, Math.max(dot, 0));
  const name = text.slice(dot + 1);
  if (schema === '') return { schema: null, name };
  return name === '' ? { schema: null, name: schema } : { schema, name };
}

/** A file's number inside interpolated text: whole numbers without fraction or exponent. */
export function formatNumber(value: number): string {
  return Number.isInteger(value) ? BigInt(value).toString() : formatDecimal(value);
}

function splitList(text: string): readonly string[] {
  return text.split(',').map((element) => element.trim());
}

const integerLiteral = /^(-?)\s*(0[xX][0-9a-fA-F]+|0[oO][0-7]+|[0-9]+)$/;

function parseIntegerLiteral(text: string): number | null {
  const match = integerLiteral.exec(withoutParentheses(text));
  if (match === null) return null;
  const magnitude = wrapTo64Bits((match[2] ?? '').toLowerCase());
  return match[1] === '-' && magnitude !== 0 ? -magnitude : magnitude;
}

function withoutParentheses(text: string): string {
  let inner = text.trim();
  while (inner.startsWith('(') && inner.endsWith(')')) inner = inner.slice(1, -1).trim();
  return inner;
}

function wrapTo64Bits(value: number | string): number {
  return Number.isSafeInteger(value) ? Number(value) : Number(BigInt.asIntN(64, BigInt(value)));
}

function debugForm(value: ConfigValue): string {
  switch (typeof value) {
    case 'string':
      return `String "${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
    case 'number':
      return `Number ${formatDecimal(value)}`;
    case 'boolean':
      return `Bool ${value ? 'True' : 'False'}`;
    default:
      return `List [${value.map(debugForm).join(',')}]`;
  }
}

/** Decimal notation from 0.1 up to 10^7, scientific outside; always with a fraction. */
function formatDecimal(value: number): string {
  if (value === 0) return '0.0';
  if (value >= 0.1 && value < 1e7) return Number.isInteger(value) ? `${value}.0` : String(value);
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}e${Number(exponent)}`;
}
