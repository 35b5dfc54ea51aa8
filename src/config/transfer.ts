import { parseKeySet } from '../auth/key-set.ts';
import { parseRoleClaimPath } from '../auth/role-claim.ts';
import type { Config } from './config.ts';

/** A configuration on its way to another process: plain data, keys and role claim as what they are made of. */
export type SentConfig = Omit<Config, 'jwtKeySet' | 'jwtRoleClaimKey'> & { readonly jwtRoleClaimKey: string };

export function sendableConfig({ jwtKeySet: _, jwtRoleClaimKey, ...plain }: Config): SentConfig {
  return { ...plain, jwtRoleClaimKey: jwtRoleClaimKey.source };
}

/** The configuration as the sender has it. */
export function receivedConfig(sent: SentConfig): Config {
  return Object.freeze({
    ...sent,
    jwtKeySet: sent.jwtSecret === null ? null : parseKeySet(sent.jwtSecret),
    jwtRoleClaimKey: parseRoleClaimPath(sent.jwtRoleClaimKey),
  });
}
