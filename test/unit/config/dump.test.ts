import { describe, expect, test } from 'vitest';
import { dumpConfig } from '../../../src/config/dump.ts';
import { loadConfig } from '../../../src/config/index.ts';
import { optionFields, options } from '../../../src/config/options.ts';

function dump(given: Record<string, string>, environment: Record<string, string> = {}): string[] {
  const config = loadConfig({ environment, file: null, flags: new Map(Object.entries(given)) });
  return dumpConfig(config).split('\n');
}

function line(name: string, value: string): string | undefined {
  return dump({ [name]: value }).find((candidate) => candidate.startsWith(`${name} = `));
}

test('the defaults', () => {
  expect(dump({})).toEqual([
    'admin-server-host = "!4"',
    'admin-server-port = ""',
    'admin-server-unix-socket = ""',
    'admin-server-unix-socket-mode = "660"',
    'client-error-verbosity = "verbose"',
    'db-aggregates-enabled = false',
    'db-anon-role = ""',
    'db-channel = "pgrst"',
    'db-channel-enabled = true',
    'db-config = true',
    'db-extra-search-path = "public"',
    'db-hoisted-tx-settings = "statement_timeout,plan_filter.statement_cost_limit,default_transaction_isolation"',
    'db-max-rows = ""',
    'db-plan-enabled = false',
    'db-pool = 10',
    'db-pool-acquisition-timeout = 10',
    'db-pool-automatic-recovery = true',
    'db-pool-max-idletime = 30',
    'db-pool-max-lifetime = 1800',
    'db-pre-config = ""',
    'db-pre-request = ""',
    'db-prepared-statements = true',
    'db-root-spec = ""',
    'db-schemas = "public"',
    'db-tx-end = "commit"',
    'db-uri = "postgresql://"',
    'jwt-aud = ""',
    'jwt-cache-max-entries = 1000',
    'jwt-role-claim-key = "$$.role"',
    'jwt-secret = ""',
    'jwt-secret-is-base64 = false',
    'log-level = "error"',
    'log-query = false',
    'openapi-mode = "follow-privileges"',
    'openapi-security-active = false',
    'openapi-server-proxy-uri = ""',
    'server-cors-allowed-origins = ""',
    'server-host = "!4"',
    'server-port = 3000',
    'server-reuseport = false',
    'server-timing-enabled = false',
    'server-trace-header = ""',
    'server-unix-socket = ""',
    'server-unix-socket-mode = "660"',
    'url-use-legacy-target-names = true',
    '',
  ]);
});

describe('rendering', () => {
  test.each([
    ['db-anon-role', 'a"b\\c$d', String.raw`"a\"b\c$d"`],
    ['db-channel', 'tab\there', '"tab\there"'],
    ['db-schemas', 'a , b', '"a,b"'],
    ['db-max-rows', '5', '5'],
    ['db-pool', '-1', '-1'],
    ['db-pre-request', 'Sch.Fn', '"Sch.Fn"'],
    ['db-root-spec', 'Fn', '"Fn"'],
    ['server-unix-socket-mode', '0700', '"700"'],
    ['jwt-role-claim-key', '$.a["b c"]', `"$$.a['b c']"`],
    ['jwt-role-claim-key', `$['a"b']`, String.raw`"$$['a\\"b']"`],
    ['jwt-role-claim-key', '$..role', '"$$...role"'],
    ['jwt-role-claim-key', '.role', String.raw`".\"role\""`],
    ['jwt-role-claim-key', '.$x@y', String.raw`".\"$x@y\""`],
    ['jwt-role-claim-key', '.a[0][?(@=="x")]', String.raw`".\"a\"[0][?(@ == \"x\")]"`],
    ['log-format', 'json', '"json"'],
    ['server-workers', '4', '4'],
    ['jwt-issuer', 'https://issuer.example', '"https://issuer.example"'],
    ['openapi-version', '3.1', '"3.1"'],
  ])('%s = %s', (name, value, expected) => expect(line(name, value)).toBe(`${name} = ${expected}`));

  test('the secret in use', () => {
    const secret = 'secret with "quotes" and enough characters';
    expect(dump({ 'jwt-secret': secret })).toContain(`jwt-secret = "${secret.replaceAll('"', '\\"')}"`);
    const encoded = Buffer.from(secret).toString('base64');
    const given = { 'jwt-secret': encoded.replaceAll('=', '.'), 'jwt-secret-is-base64': 'true' };
    expect(dump(given)).toContain(`jwt-secret = "${encoded}"`);
  });

  test('app.settings are sorted in by code point', () => {
    const lines = dump({}, { PGRST_APP_SETTINGS_b: '1', PGRST_APP_SETTINGS_A: 'x"y' });
    const start = lines.indexOf('app.settings.A = "x\\"y"');
    expect(lines.slice(start - 1, start + 3)).toEqual([
      'admin-server-unix-socket-mode = "660"',
      'app.settings.A = "x\\"y"',
      'app.settings.b = "1"',
      'client-error-verbosity = "verbose"',
    ]);
  });

  test('test aids never appear', () => {
    expect(line('internal-schema-cache-query-sleep', '5')).toBeUndefined();
  });
});

test('the table is sorted by name, and no name, alias or flag occurs twice', () => {
  const dumped = optionFields.map((field) => options[field]).filter(({ origin }) => origin !== 'test-aid');
  const names = dumped.map(({ name }) => name);
  expect(names).toEqual([...names].sort());
  // A flag may be spelt like a name of its own option.
  const typed = dumped.flatMap(({ name, alias, flag }) => [...new Set([name, alias ?? name, flag ?? name])]);
  expect(new Set(typed).size).toBe(typed.length);
});

test('fields are the camel-case names', () => {
  for (const field of optionFields) {
    expect(field).toBe(options[field].name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()));
  }
});
