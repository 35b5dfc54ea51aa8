import { expect, test } from 'vitest';
import { loadConfig } from '../../../src/config/index.ts';
import { receivedConfig, sendableConfig } from '../../../src/config/transfer.ts';

test.each(['$.realm[?search(@, "^web")]', '.roles[?(@ == "web")]'])('a configuration survives its way: %s', (path) => {
  const flags = { 'jwt-secret': 'a secret that is long enough to count', 'jwt-role-claim-key': path, 'max-rows': '5' };
  const config = loadConfig({
    flags: new Map(Object.entries(flags)),
    environment: { PGRST_APP_SETTINGS_A: 'b' },
    file: null,
    roleSettings: new Map([['web', { isolationLevel: 'serializable', settings: [['statement_timeout', '1s']] }]]),
  });
  const { jwtKeySet, jwtRoleClaimKey, ...plain } = receivedConfig(structuredClone(sendableConfig(config)));
  const { jwtKeySet: keys, jwtRoleClaimKey: claim, ...rest } = config;
  expect(plain).toEqual({ ...rest, jwtSecret: new Uint8Array(rest.jwtSecret!) });
  expect(jwtKeySet![0]!.key.equals(keys![0]!.key)).toBe(true);
  expect([jwtRoleClaimKey.syntax, jwtRoleClaimKey.text]).toEqual([claim.syntax, claim.text]);
});
