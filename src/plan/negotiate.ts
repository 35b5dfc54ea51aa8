import { apiError } from '../errors/api-error.ts';
import type { MediaType } from '../http/media-type.ts';
import { contentTypeOf, parseMediaType, renderMediaType } from '../http/media-type-parsing.ts';
import type { QualifiedName, SchemaCache } from '../schema-cache/model.ts';
import type { BodyHandler, Representation } from './plan.ts';

export interface NegotiationOptions {
  readonly cache: SchemaCache;
  /** Relation or routine whose own handlers may serve. */
  readonly target: QualifiedName;
  readonly isDefaultSelect: boolean;
  readonly planEnabled: boolean;
}

/**
 * The first accepted media type that something can produce (spec reading 12.3, 13.3, 14).
 *
 * @throws ApiError PGRST107 when there is none
 */
export function negotiate(accept: readonly MediaType[], options: NegotiationOptions): Representation {
  for (const mediaType of accept) {
    const representation = representationOf(mediaType, options);
    if (representation !== null) return representation;
  }
  throw notAcceptable(accept);
}

/** PGRST107 with the list of what was asked for. */
export function notAcceptable(accept: readonly MediaType[]): Error {
  return apiError('PGRST107', {
    message: `None of these media types are available: ${accept.map(renderMediaType).join(', ')}`,
  });
}

function representationOf(mediaType: MediaType, options: NegotiationOptions): Representation | null {
  switch (mediaType.kind) {
    case 'singular':
      return built({ kind: 'singular', stripped: mediaType.stripped }, mediaType);
    case 'stripped-array':
      return built({ kind: 'stripped-json' }, mediaType);
    case 'plan': {
      if (!options.planEnabled) return null;
      // Only a handler of the database's could produce a plan to be explained.
      const { for: of } = mediaType;
      const explained = of.kind === 'plan' ? handled(of, options) : representationOf(of, options);
      if (explained === null) return null;
      const { format, options: explainOptions } = mediaType;
      return { ...built(explained.handler, mediaType), explain: { format, options: explainOptions } };
    }
    default:
      return handled(mediaType, options);
  }
}

function handled(mediaType: MediaType, options: NegotiationOptions): Representation | null {
  const { cache, target } = options;
  const name = renderMediaType(mediaType);
  const own = options.isDefaultSelect
    ? (cache.mediaHandler(target, '*/*') ?? cache.mediaHandler(target, name))
    : undefined;
  const found = own ?? cache.mediaHandler(null, name);
  return found === undefined ? null : built(found.handler, parseMediaType(found.mediaType));
}

function built(handler: BodyHandler, mediaType: MediaType): Representation {
  return { handler, mediaType, contentType: contentTypeOf(mediaType), explain: null };
}
