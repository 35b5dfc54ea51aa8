import type { SentConfig } from '../config/transfer.ts';
import type { MetricValues } from '../observe/metrics.ts';

/** What the first process tells its workers; `configure` comes first of all. */
export type Order =
  | { readonly kind: 'configure'; readonly config: SentConfig }
  | { readonly kind: 'adopt-schema-cache'; readonly bytes: Uint8Array }
  | { readonly kind: 'serve' }
  | { readonly kind: 'tell-metrics' };

/** What a worker tells the first process. */
export type Report =
  /** Waits for orders. */
  | { readonly kind: 'started' }
  | { readonly kind: 'serving'; readonly address: string }
  /** A response was 503 although there is a schema cache. */
  | { readonly kind: 'unavailable' }
  | { readonly kind: 'metrics'; readonly values: MetricValues }
  /** An error that a new process would meet, too; this one ends. */
  | { readonly kind: 'fatal' };
