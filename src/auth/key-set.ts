import type { KeyObject } from 'node:crypto';

/** One verification key (spec auth-transactions-errors 1.5). */
export interface VerificationKey {
  readonly key: KeyObject;
  readonly type: 'oct' | 'RSA' | 'EC' | 'OKP';
  readonly kid: string | null;
  /** Only keys with this `alg`, when given, serve a token. */
  readonly alg: string | null;
  readonly use: 'sig' | 'enc' | null;
}

export type KeySet = readonly VerificationKey[];
