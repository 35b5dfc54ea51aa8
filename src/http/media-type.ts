/** Media types the server knows (spec reading 12.2). */
export type MediaType =
  | { readonly kind: 'json' | 'geojson' | 'csv' | 'text' | 'xml' | 'form' | 'octet-stream' | 'any' }
  /** `application/openapi+json`; with a version when it asks for one that is served. */
  | { readonly kind: 'openapi'; readonly version?: OpenApiVersion }
  /** `application/vnd.pgrst.object+json`. */
  | { readonly kind: 'singular'; readonly stripped: boolean }
  /** `application/vnd.pgrst.array+json;nulls=stripped`; without it the type reads as `json`. */
  | { readonly kind: 'stripped-array' }
  | {
      readonly kind: 'plan';
      readonly format: 'text' | 'json';
      readonly for: MediaType;
      /** In the fixed order of the spec, each once. */
      readonly options: readonly PlanOption[];
    }
  /** Anything else, kept with parameters and case. */
  | { readonly kind: 'other'; readonly text: string };

export type OpenApiVersion = '2.0' | '3.1';

export type PlanOption = 'analyze' | 'verbose' | 'settings' | 'buffers' | 'wal';
