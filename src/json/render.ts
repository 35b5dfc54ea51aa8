import { JsonNumber, renderNumber } from './number.ts';
import { isJsonObject, type JsonValue } from './value.ts';

/** Compact JSON text, members in the order of the map. */
export function renderJson(value: JsonValue): string {
  if (typeof value === 'string') return renderString(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (value instanceof JsonNumber) return renderNumber(value);
  if (isJsonObject(value)) {
    return `{${Array.from(value, ([key, member]) => `${renderString(key)}:${renderJson(member)}`).join(',')}}`;
  }
  return `[${value.map(renderJson).join(',')}]`;
}

/** The original writes backspace and form feed as `\u0008` and `\u000c`, JSON.stringify as `\b` and `\f`. */
const shortEscapes = /([\b\f])/;

function renderString(text: string): string {
  if (!shortEscapes.test(text)) return JSON.stringify(text);
  const parts = text.split(shortEscapes).map((part) => {
    if (part === '\b') return '\\u0008';
    if (part === '\f') return '\\u000c';
    return JSON.stringify(part).slice(1, -1);
  });
  return `"${parts.join('')}"`;
}
