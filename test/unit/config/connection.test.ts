import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { resolveConnection } from '../../../src/config/connection.ts';

const home = mkdtempSync(join(tmpdir(), 'connection-'));
afterAll(() => rmSync(home, { recursive: true }));

function resolve(uri: string, environment: Record<string, string> = {}) {
  return resolveConnection(uri, { HOME: home, PGSYSCONFDIR: home, ...environment });
}

function write(name: string, text: string, mode = 0o600): string {
  const path = join(home, name);
  writeFileSync(path, text, { mode });
  return path;
}

describe('defaults', () => {
  test('without anything', () => {
    const user = userInfo().username;
    expect(resolve('postgresql://')).toMatchObject({
      hosts: [{ isSocketDirectory: true, address: null, port: 5432, password: null }],
      database: user,
      user,
      ssl: { mode: 'prefer', negotiation: 'postgres', rootCertificateFile: null, minimumProtocol: 'TLSv1.2' },
      applicationName: 'PostgREST 16.2',
      options: null,
      parameters: [],
      channelBinding: 'prefer',
      connectTimeoutSeconds: null,
      keepalives: true,
      targetSessionAttrs: 'any',
      loadBalanceHosts: 'disable',
    });
  });

  test('the database is named like the user', () => {
    expect(resolve('postgres://u@h')).toMatchObject({ user: 'u', database: 'u' });
  });
});

describe('URIs', () => {
  test.each([
    ['postgres://h', { hosts: [{ host: 'h', port: 5432 }] }],
    ['postgresql://u:p@h:1/db', { hosts: [{ host: 'h', port: 1, password: 'p' }], user: 'u', database: 'db' }],
    ['postgres://u%40:p%2F@h%20h/d%3Fb', { hosts: [{ host: 'h h', password: 'p/' }], user: 'u@', database: 'd?b' }],
    ['postgres://u:?p?@h/db', { hosts: [{ host: 'h', password: '?p?' }], database: 'db' }],
    ['postgres://[::1]:5/db', { hosts: [{ host: '::1', port: 5, isSocketDirectory: false }] }],
    ['postgres://a:1,b,[::1]:3/db', { hosts: [{ port: 1 }, { host: 'b', port: 5432 }, { host: '::1', port: 3 }] }],
    ['postgres://a,b/db?port=7', { hosts: [{ port: 7 }, { port: 7 }] }],
    ['postgres://%2Ftmp:5/db', { hosts: [{ host: '/tmp', port: 5, isSocketDirectory: true }] }],
    ['postgres:///db?host=/tmp', { hosts: [{ host: '/tmp', isSocketDirectory: true }], database: 'db' }],
    ['postgres://h/db?dbname=other&user=v', { database: 'other', user: 'v' }],
    ['postgres://h?user=a&user=b', { user: 'b' }],
    ['postgres://h?ssl=true', { ssl: { mode: 'require' } }],
    ['postgres://h?application_name=a%20b', { applicationName: 'a b' }],
    ['postgres://h?fallback_application_name=x', { applicationName: 'PostgREST 16.2' }],
    ['postgres://h?options=-c%20a%3Db', { options: '-c a=b' }],
    ['postgres://h?connect_timeout=3&keepalives=0&keepalives_idle=9', { connectTimeoutSeconds: 3, keepalives: false }],
    ['postgres://h?connect_timeout=0', { connectTimeoutSeconds: null }],
    ['postgres://h?hostaddr=127.0.0.1', { hosts: [{ host: 'h', address: '127.0.0.1' }] }],
    ['postgres://?hostaddr=127.0.0.1', { hosts: [{ host: '127.0.0.1', address: '127.0.0.1' }] }],
    ['postgres://a,b/?target_session_attrs=read-only', { targetSessionAttrs: 'read-only' }],
    ['postgres://h?load_balance_hosts=random&channel_binding=require&', { loadBalanceHosts: 'random' }],
    ['postgres://u:é%C3%A9@h', { hosts: [{ password: 'éé' }] }],
  ])('%s', (uri, expected) => expect(resolve(uri)).toMatchObject(expected));
});

describe('keywords and values', () => {
  test.each([
    ['host=h dbname=d', { hosts: [{ host: 'h' }], database: 'd' }],
    [" host = h  port= '6' ", { hosts: [{ host: 'h', port: 6 }] }],
    [String.raw`dbname='a\'b\\c' user=x\ y`, { database: String.raw`a'b\c`, user: 'x y' }],
    ["host='' dbname=d", { hosts: [{ isSocketDirectory: true }], database: 'd' }],
    ['', {}],
    ['user=a user=b', { user: 'b' }],
  ])('%s', (text, expected) => expect(resolve(text)).toMatchObject(expected));
});

describe('errors, in the words of libpq', () => {
  test.each([
    ['nonsense', 'missing "=" after "nonsense" in connection info string\n'],
    ["host='h", 'unterminated quoted string in connection info string\n'],
    ['foo=1', 'invalid connection option "foo"\n'],
    ['postgres://h?foo=1', 'invalid URI query parameter: "foo"\n'],
    ['postgres://h?user', 'missing key/value separator "=" in URI query parameter: "user"\n'],
    ['postgres://h?user=a=b', 'extra key/value separator "=" in URI query parameter: "user"\n'],
    ['postgres://%zz', 'invalid percent-encoded token: "%zz"\n'],
    ['postgres://%00', 'forbidden value %00 in percent-encoded value: "%00"\n'],
    ['postgres://[::1', /^end of string reached when looking for matching "]"/],
    ['postgres://[]', /^IPv6 host address may not be empty in URI/],
    ['postgres://[::1]x', /^unexpected character "x" at position 17 in URI \(expected ":" or "\/"\)/],
    ['postgres://h:0', 'invalid port number: "0"\n'],
    ['postgres://h:65536', 'invalid port number: "65536"\n'],
    ['postgres://h:http', 'invalid integer value "http" for connection option "port"\n'],
    ['host=a,b port=1,2,3', 'could not match 3 port numbers to 2 hosts\n'],
    ['host=a,b hostaddr=1.1.1.1', 'could not match 2 host names to 1 hostaddr values\n'],
    ['sslmode=always', 'invalid sslmode value: "always"\n'],
    ['sslrootcert=system sslmode=require', /^weak sslmode "require" may not be used with sslrootcert=system/],
    ['sslnegotiation=direct', /^weak sslmode "prefer" may not be used with sslnegotiation=direct/],
    ['gssencmode=require', /^gssencmode value "require" invalid when GSSAPI support is not compiled in/],
    ['gssencmode=maybe', /^invalid gssencmode value: "maybe"/],
    ['target_session_attrs=primary-ish', 'invalid target_session_attrs value: "primary-ish"\n'],
    ['require_auth=scram-sha-256', 'connection option "require_auth" is not supported\n'],
    ['service=nowhere', 'definition of service "nowhere" not found\n'],
  ])('%s', (uri, message) => expect(() => resolve(uri)).toThrow(message));
});

describe('environment', () => {
  const environment = {
    PGHOST: 'eh',
    PGPORT: '7',
    PGUSER: 'eu',
    PGPASSWORD: 'ep',
    PGDATABASE: 'ed',
    PGAPPNAME: 'ea',
    PGOPTIONS: '-c x=y',
    PGSSLMODE: 'disable',
    PGCONNECT_TIMEOUT: '4',
    PGTARGETSESSIONATTRS: 'any',
    PGTZ: 'UTC',
    PGDATESTYLE: 'default',
  };

  test('fills what the string leaves out', () => {
    expect(resolve('postgresql://', environment)).toMatchObject({
      hosts: [{ host: 'eh', port: 7, password: 'ep' }],
      user: 'eu',
      database: 'ed',
      applicationName: 'ea',
      options: '-c x=y',
      ssl: { mode: 'disable' },
      connectTimeoutSeconds: 4,
      parameters: [['TimeZone', 'UTC']],
    });
    expect(resolve('postgres://u:p@h:1/d?application_name=a', environment)).toMatchObject({
      hosts: [{ host: 'h', port: 1, password: 'p' }],
      user: 'u',
      database: 'd',
      applicationName: 'a',
    });
  });

  test('the listener overrides the session attributes', () => {
    const target = resolveConnection('postgres://a,b?target_session_attrs=read-only', environment, {
      targetSessionAttrs: 'read-write',
    });
    expect(target.targetSessionAttrs).toBe('read-write');
  });
});

describe('service file', () => {
  test('after the string, before the environment', () => {
    const file = write(
      'service',
      '# comment\n[other]\nhost=no\n\n[mine]\nhost=sh\nport=8\nport=9\nuser=su\n[last]\nuser=no\n',
    );
    const environment = { PGSERVICEFILE: file, PGSERVICE: 'mine', PGUSER: 'eu', PGDATABASE: 'ed' };
    expect(resolve('postgres://:1', environment)).toMatchObject({
      hosts: [{ host: 'sh', port: 1 }],
      user: 'su',
      database: 'ed',
    });
    expect(resolve('service=other', environment)).toMatchObject({ hosts: [{ host: 'no' }], user: 'eu' });
  });

  test('in the home directory, then in the system directory', () => {
    write('.pg_service.conf', '[user]\nhost=uh\n');
    write('pg_service.conf', '[user]\nhost=no\n[system]\nhost=sh\n');
    expect(resolve('service=user')).toMatchObject({ hosts: [{ host: 'uh' }] });
    expect(resolve('service=system')).toMatchObject({ hosts: [{ host: 'sh' }] });
  });

  test('errors', () => {
    const file = write('bad', '[a]\nwhat\n[b]\nservice=a\n');
    const environment = { PGSERVICEFILE: file };
    expect(() => resolve('service=a', environment)).toThrow(`syntax error in service file "${file}", line 2\n`);
    expect(() => resolve('service=b', environment)).toThrow('nested service specifications not supported');
    expect(() => resolve('service=a', { PGSERVICEFILE: '/nowhere' })).toThrow('service file "/nowhere" not found\n');
  });
});

describe('password file', () => {
  const lines = [
    '# comment',
    'short:line',
    'h1:5432:db:u:one',
    String.raw`h\:2:*:*:u:tw\:o\\`,
    'localhost:5432:db:u:local',
    '*:*:*:u:any',
  ].join('\n');

  test.each([
    ['postgres://u@h1,h2/db', ['one', 'any']],
    ['postgres://u@h1:5/db', ['any']],
    ['postgres://u@h%3A2/db', [String.raw`tw:o\ `.trim()]],
    ['postgres://u@localhost/db', ['local']],
    ['postgres://u@/db', ['local']],
    ['postgres://v@h1/db', [null]],
    ['postgres://u:given@h1/db', ['given']],
  ])('%s', (uri, passwords) => {
    const file = write('passwords', lines);
    expect(resolve(uri, { PGPASSFILE: file }).hosts.map(({ password }) => password)).toEqual(passwords);
  });

  test('one that others may read is ignored', () => {
    const file = write('open-passwords', '*:*:*:*:p', 0o644);
    expect(resolve('postgres://u@h', { PGPASSFILE: file }).hosts[0]?.password).toBeNull();
  });
});

describe('TLS', () => {
  test('settings', () => {
    const target = resolve(
      'sslmode=verify-ca sslcert=c sslkey=k sslrootcert=r sslcrl=l sslsni=0 sslpassword=p ssl_max_protocol_version=tlsv1.3',
    );
    expect(target.ssl).toEqual({
      mode: 'verify-ca',
      negotiation: 'postgres',
      certificateFile: 'c',
      keyFile: 'k',
      keyPassword: 'p',
      rootCertificateFile: 'r',
      revocationListFile: 'l',
      sendServerName: false,
      minimumProtocol: 'TLSv1.2',
      maximumProtocol: 'TLSv1.3',
    });
  });

  test('the system roots verify fully', () => {
    expect(resolve('sslrootcert=system').ssl).toMatchObject({ mode: 'verify-full', rootCertificateFile: 'system' });
  });

  test('files in the home directory are found', () => {
    mkdirSync(join(home, '.postgresql'));
    const root = write('.postgresql/root.crt', '');
    expect(resolve('host=h').ssl).toMatchObject({ rootCertificateFile: root, certificateFile: null });
  });
});
