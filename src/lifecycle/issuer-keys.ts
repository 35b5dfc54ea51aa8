import { jwksAddress } from '../auth/jwks-address.ts';
import { createRemoteKeys, type RemoteKeySource, type RemoteKeys } from '../auth/remote-keys.ts';
import type { Config } from '../config/config.ts';
import type { Observer } from '../observe/observation.ts';

/** The published keys that the configuration in force refers to; fetched anew when another issuer is configured. */
export class IssuerKeys {
  readonly #observe: Observer;
  #config: Config | null = null;
  #source: RemoteKeySource | null = null;
  #keys: RemoteKeys | null = null;

  constructor(observe: Observer) {
    this.#observe = observe;
  }

  /** Null when `jwt-secret` is no address and no `jwt-issuer` is set. */
  of(config: Config): RemoteKeys | null {
    if (config !== this.#config) {
      this.#config = config;
      this.#follow(sourceOf(config));
    }
    return this.#keys;
  }

  close(): void {
    this.#keys?.close();
  }

  #follow(source: RemoteKeySource | null): void {
    if (JSON.stringify(source) === JSON.stringify(this.#source)) return;
    this.#keys?.close();
    this.#source = source;
    this.#keys =
      source === null
        ? null
        : createRemoteKeys({
            source,
            onFailure: (message) => this.#observe({ kind: 'issuer-keys-failed', message }),
          });
  }
}

function sourceOf({ jwtIssuer, jwtSecret }: Config): RemoteKeySource | null {
  if (jwtIssuer !== null) return { kind: 'issuer', issuer: jwtIssuer };
  const url = jwtSecret === null ? null : jwksAddress(jwtSecret);
  return url === null ? null : { kind: 'jwks', url };
}
