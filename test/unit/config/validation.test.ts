import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../../src/config/index.ts';

function load(options: Record<string, string>) {
  return loadConfig({ environment: {}, file: null, flags: new Map(Object.entries(options)) });
}

describe('refused', () => {
  const proxy = 'Malformed proxy uri, a correct example: https://example.com:8443/basePath';
  test.each([
    ['client-error-verbosity', 'Verbose', 'Invalid client-error-verbosity. Check your configuration.'],
    ['db-schemas', 'information_schema, pg_catalog', "db-schemas does not allow schema: 'pg_catalog'"],
    ['db-schemas', 'a,information_schema', "db-schemas does not allow schema: 'information_schema'"],
    ['db-tx-end', 'abort', 'Invalid transaction termination. Check your configuration.'],
    ['jwt-aud', 'http://%%', 'jwt-aud should be a string or a valid URI'],
    ['jwt-aud', ':', 'jwt-aud should be a string or a valid URI'],
    ['log-level', 'INFO', 'Invalid logging level. Check your configuration.'],
    ['openapi-mode', 'on', 'Invalid openapi-mode. Check your configuration.'],
    ['openapi-server-proxy-uri', 'example.com', proxy],
    ['openapi-server-proxy-uri', 'ftp://example.com', proxy],
    ['openapi-server-proxy-uri', 'http://example.com?x=1', proxy],
    ['openapi-server-proxy-uri', 'http://example.com#x', proxy],
    ['openapi-server-proxy-uri', 'http://u@example.com', proxy],
    ['openapi-server-proxy-uri', 'http:///path', proxy],
    ['openapi-server-proxy-uri', 'http:path', proxy],
    ['openapi-server-proxy-uri', 'http://example.com:', proxy],
    ['openapi-server-proxy-uri', 'http://example.com:0', proxy],
    ['openapi-server-proxy-uri', 'http://example.com:65536', proxy],
    ['openapi-server-proxy-uri', 'http://exa mple.com', proxy],
    ['server-unix-socket-mode', 'rw', 'Invalid server-unix-socket-mode: not an octal'],
    ['server-unix-socket-mode', '68', 'Invalid server-unix-socket-mode: needs to be between 600 and 777'],
    ['server-unix-socket-mode', '577', 'Invalid server-unix-socket-mode: needs to be between 600 and 777'],
    ['admin-server-unix-socket-mode', '1000', 'Invalid admin-server-unix-socket-mode: needs to be between 600 and 777'],
    ['admin-server-port', '3000', 'admin-server-port cannot be the same as server-port'],
    ['log-format', 'xml', 'Invalid log-format. Check your configuration.'],
    ['openapi-version', '3.0', 'Invalid openapi-version. Check your configuration.'],
  ])('%s = %s', (name, value, text) => {
    expect(() => load({ [name]: value })).toThrow(`Error in config ${text}`);
  });

  test('a role claim key of neither syntax, in the words of the deprecated one', () => {
    expect(() => load({ 'jwt-role-claim-key': '$.a-b' })).toThrow(
      String.raw`Error in config "\"failed to parse role-claim-key value ($.a-b)\" (line 1, column 1):\nunexpected \"$\"\nexpecting \".\", \"[?(\" or \"[\""`,
    );
  });
});

describe('accepted', () => {
  test.each([
    ['jwt-aud', 'audience', 'jwtAud', 'audience'],
    ['jwt-aud', 'urn:a:b', 'jwtAud', 'urn:a:b'],
    ['jwt-aud', 'http://[::1]:80/a?b#c', 'jwtAud', 'http://[::1]:80/a?b#c'],
    ['openapi-server-proxy-uri', 'HTTPS://example.com:8443/a', 'openapiServerProxyUri', 'HTTPS://example.com:8443/a'],
    ['openapi-server-proxy-uri', 'http://[::1]:1', 'openapiServerProxyUri', 'http://[::1]:1'],
    ['server-unix-socket-mode', '660x', 'serverUnixSocketMode', 0o660],
    ['server-unix-socket-mode', '0777', 'serverUnixSocketMode', 0o777],
    ['admin-server-unix-socket-mode', '600', 'adminServerUnixSocketMode', 0o600],
    ['db-tx-end', 'rollback-allow-override', 'dbTxEnd', 'rollback-allow-override'],
    ['log-format', 'json', 'logFormat', 'json'],
    ['openapi-version', '3.1', 'openapiVersion', '3.1'],
  ] as const)('%s = %s', (name, value, field, expected) => {
    expect(load({ [name]: value })[field]).toBe(expected);
  });
});

test('only the first failure of the sequence is reported', () => {
  const failures = [
    ['client-error-verbosity', 'x', 'client-error-verbosity'],
    ['db-schemas', 'pg_catalog', 'db-schemas'],
    ['db-tx-end', 'x', 'transaction termination'],
    ['jwt-aud', ':', 'jwt-aud'],
    ['jwt-role-claim-key', '!', 'role-claim-key'],
    ['log-level', 'x', 'logging level'],
    ['openapi-mode', 'x', 'openapi-mode'],
    ['openapi-server-proxy-uri', 'x', 'proxy uri'],
    ['server-unix-socket-mode', 'x', 'Invalid server-unix-socket-mode'],
    ['admin-server-port', '3000', 'admin-server-port'],
    ['admin-server-unix-socket-mode', 'x', 'admin-server-unix-socket-mode'],
    ['db-uri', '@/nowhere/uri', 'uri: openFile'],
    ['jwt-secret', '@/nowhere/secret', 'secret: withBinaryFile'],
  ] as const;
  failures.forEach(([, , expected], index) => {
    const options = Object.fromEntries(failures.slice(index).map(([name, value]) => [name, value]));
    expect(() => load(options)).toThrow(expected);
  });
});
