import type { ErrorBody } from '../errors/api-error.ts';
import type { HttpRequest, HttpResponse } from '../http/message.ts';

/**
 * Everything worth logging or counting, as a value. Stages emit, logger and metrics subscribe (spec operations 11-14).
 * Text is composed by the logger only.
 */
export type Observation =
  | { readonly kind: 'starting' }
  | { readonly kind: 'admin-listening'; readonly address: string }
  | { readonly kind: 'api-listening'; readonly address: string }
  | { readonly kind: 'termination-signal'; readonly signal: string }
  | { readonly kind: 'database-connected'; readonly version: string }
  | { readonly kind: 'pool-initialized'; readonly size: number }
  | { readonly kind: 'version-query-failed'; readonly error: ErrorBody }
  | { readonly kind: 'version-unsupported'; readonly version: string }
  | { readonly kind: 'config-reloaded' }
  | { readonly kind: 'config-reload-failed'; readonly message: string }
  | { readonly kind: 'config-query-failed'; readonly error: ErrorBody }
  | { readonly kind: 'role-settings-query-failed'; readonly error: ErrorBody }
  | { readonly kind: 'deprecated-role-claim-path'; readonly path: string }
  | { readonly kind: 'recovery-disabled' }
  | { readonly kind: 'reconnecting'; readonly seconds: number }
  | {
      readonly kind: 'schema-cache-queried';
      readonly milliseconds: number;
      readonly timings: readonly (readonly [string, string])[];
    }
  | { readonly kind: 'schema-cache-loaded'; readonly summary: string; readonly milliseconds: number }
  | {
      readonly kind: 'schema-cache-failed';
      readonly schemas: readonly string[];
      readonly extraSearchPath: readonly string[];
      readonly error: ErrorBody;
    }
  | {
      readonly kind: 'listener-connected';
      readonly version: string;
      readonly address: string;
      readonly channel: string;
    }
  | { readonly kind: 'listener-failed'; readonly channel: string; readonly message: string }
  | { readonly kind: 'listener-retrying'; readonly seconds: number }
  | { readonly kind: 'listener-notification-queue-bug' }
  | { readonly kind: 'notification-schema-reload'; readonly channel: string }
  | { readonly kind: 'notification-config-reload'; readonly channel: string }
  | { readonly kind: 'fatal-database-error'; readonly reason: FatalReason; readonly error: ErrorBody }
  | { readonly kind: 'request-error'; readonly error: ErrorBody }
  | { readonly kind: 'legacy-target-names'; readonly updates: string; readonly request: string }
  | {
      readonly kind: 'response';
      readonly request: HttpRequest;
      readonly response: HttpResponse;
      /** Null when authentication failed. */
      readonly role: string | null;
      /** SQL texts for the query log. */
      readonly statements: readonly string[];
    }
  | { readonly kind: 'pool-timeout' }
  | { readonly kind: 'pool-borrowing' }
  | { readonly kind: 'pool-borrowed' }
  | { readonly kind: 'pool-connection'; readonly id: string; readonly event: string }
  | { readonly kind: 'pool-flushed' }
  | { readonly kind: 'jwt-cache-lookup'; readonly hit: boolean }
  | { readonly kind: 'jwt-cache-eviction' }
  | { readonly kind: 'issuer-keys-failed'; readonly message: string }
  | { readonly kind: 'worker-lost'; readonly reason: string }
  | { readonly kind: 'admin-crashed'; readonly message: string }
  | { readonly kind: 'http-server-error'; readonly message: string };

export type FatalReason = 'connection' | 'bug' | 'prepared-statements' | 'statement-pooling';

export type Observer = (observation: Observation) => void;
