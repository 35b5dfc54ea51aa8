import type { MediaHandlerEntry } from './cache.ts';
import type { MediaHandler } from './model.ts';
import type { CustomMediaHandler } from './queries/media-handlers.ts';

/** Any media type, as a key. */
const anyType = '*/*';

const builtin: readonly (readonly [mediaType: string, kind: 'json' | 'csv' | 'geojson', resolved: string])[] = [
  [anyType, 'json', 'application/json'],
  ['application/json', 'json', 'application/json'],
  ['text/csv', 'csv', 'text/csv'],
  ['application/geo+json', 'geojson', 'application/geo+json'],
];

/** The builtin handlers with the database's own over them (spec embedding-schema-cache 1.10). */
export function mediaHandlerEntries(custom: readonly CustomMediaHandler[]): MediaHandlerEntry[] {
  const entries = new Map<string, MediaHandlerEntry>();
  const add = (entry: MediaHandlerEntry): void => {
    const target = entry.target === null ? null : [entry.target.schema, entry.target.name];
    entries.set(JSON.stringify([target, entry.mediaType]), entry);
  };
  for (const [mediaType, kind, resolved] of builtin) {
    add({ target: null, mediaType, resolved: { handler: { kind }, mediaType: resolved } });
  }
  for (const { target, mediaType, function: name } of custom) {
    const handler: MediaHandler = { kind: 'custom', function: name, target };
    add({
      target,
      mediaType: mediaType.toLowerCase(),
      resolved: { handler, mediaType: mediaType === anyType ? 'application/octet-stream' : mediaType },
    });
  }
  return [...entries.values()];
}
