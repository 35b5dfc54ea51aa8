/** Query strings that differ in nothing but the values of their filters, as one. */
import { randomBytes } from 'node:crypto';
import { parameterKind } from './paths.ts';
import { decodeBytes, percentEncode } from './query-string.ts';

/** A query string with placeholders where the values of plain filters (`id=eq.5`) stood. */
export interface QueryTemplate {
  /** Parses, plans and compiles as the original does; its placeholders end up as bind values. */
  readonly rawQuery: string;
  /** The values taken out, as bytes, one char each; the n-th belongs to `placeholder(n)`. */
  readonly values: readonly string[];
}

/**
 * Takes the values of plain filters out of a query string: those whose operator hands its value to the database as it
 * is. All else stays: it may decide how the request is planned.
 */
export function templateOf(rawQuery: string): QueryTemplate {
  const values: string[] = [];
  const template = rawQuery.replace(plainFilter, (parameter: string, start: string, name: string, value: string) => {
    if (parameterKind(name) !== 'filter') return parameter;
    values.push(decodeBytes(value));
    return start + placeholder(values.length - 1);
  });
  return { rawQuery: template, values };
}

/** What stands for the n-th value; nobody outside can guess it. */
export function placeholder(index: number): string {
  return `${secret}${index}.`;
}

/** Which value a text stands for; -1 = none. */
export function placeholderIndex(text: string): number {
  return text.startsWith(secret) ? Number.parseInt(text.slice(secret.length), 10) : -1;
}

/** The canonical form of a template, cut at its placeholders: text, index, text, index, …, text. */
export function canonicalPieces(canonical: string): readonly string[] {
  return canonical.split(placeholders);
}

/** The canonical form of a query string out of that of its template. */
export function fillCanonical(pieces: readonly string[], values: readonly string[]): string {
  let canonical = pieces[0] ?? '';
  for (let i = 1; i + 1 < pieces.length; i += 2) {
    canonical += percentEncode(values[Number(pieces[i])] ?? '') + pieces[i + 1];
  }
  return canonical;
}

/** Up to the value, the name, the value. Each parameter is looked at once, so that the time is linear. */
const plainFilter = /((?<=^|[&;])([\w.]+)=(?:not\.)?(?:n?eq|[gl]te?)\.)([^&;]*)/g;

const secret = randomBytes(12).toString('hex');
const placeholders = new RegExp(`${secret}(\\d+)\\.`);
