import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dumpConfig } from '../../../src/config/dump.ts';
import { exampleConfig } from '../../../src/config/example.ts';
import { loadConfig } from '../../../src/config/index.ts';

const lines = exampleConfig().split('\n');

test('loads, and changes nothing but the syntax of the role claim key', () => {
  const directory = mkdtempSync(join(tmpdir(), 'example-'));
  try {
    const file = join(directory, 'example.conf');
    writeFileSync(file, exampleConfig());
    const sources = { environment: {}, flags: new Map<string, string>() };
    expect(dumpConfig(loadConfig({ ...sources, file }))).toBe(
      dumpConfig(loadConfig({ ...sources, file: null })).replace('"$$.role"', String.raw`".\"role\""`),
    );
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('active options', () => {
  expect(lines.filter((line) => /^[a-z]/.test(line))).toEqual([
    'db-channel = "pgrst"',
    'db-channel-enabled = true',
    'db-config = true',
    'db-extra-search-path = "public"',
    'db-pool = 10',
    'db-prepared-statements = true',
    'db-schemas = "public"',
    'db-tx-end = "commit"',
    'db-uri = "postgresql://"',
    'jwt-role-claim-key = ".role"',
    'jwt-secret-is-base64 = false',
    'log-level = "error"',
    'log-query = false',
    'openapi-mode = "follow-privileges"',
    'openapi-server-proxy-uri = ""',
    'server-host = "!4"',
    'server-port = 3000',
    'server-reuseport = false',
    'server-timing-enabled = false',
    'url-use-legacy-target-names = true',
  ]);
});

test('options commented out', () => {
  expect(lines.filter((line) => /^#+ \S+ = /.test(line))).toEqual([
    '# admin-server-port = 3001',
    '# client-error-verbosity = "verbose"',
    '# db-anon-role = "anon"',
    '# db-max-rows = 1000',
    '# db-plan-enabled = false',
    '# db-pool-acquisition-timeout = 10',
    '# db-pool-automatic-recovery = true',
    '# db-pool-max-idletime = 30',
    '# db-pool-max-lifetime = 1800',
    '## db-pre-config = "postgrest.pre_config"',
    '# db-pre-request = "stored_proc_name"',
    '# jwt-aud = "your_audience_claim"',
    '# jwt-cache-max-entries = 0',
    '# jwt-secret = "secret_with_at_least_32_characters"',
    '# server-cors-allowed-origins = ""',
    '# server-unix-socket = "/tmp/pgrst.sock"',
    '# server-unix-socket-mode = "660"',
  ]);
});
