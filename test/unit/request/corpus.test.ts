import { describe, expect, it } from 'vitest';
import type { Config } from '../../../src/config/config.ts';
import { ApiError } from '../../../src/errors/api-error.ts';
import type { HttpRequest } from '../../../src/http/message.ts';
import { parseRequest } from '../../../src/request/index.ts';
import { type CorpusCase, configurationOf, readCases } from '../../corpus/case.ts';

/** The options that request parsing looks at, from a group's configuration file. */
function configOf(group: string): Config {
  const text = configurationOf(group, '');
  const option = (name: string) => new RegExp(`^${name} = "(.*)"$`, 'm').exec(text)?.[1];
  const config: Partial<Config> = {
    dbSchemas: (option('db-schemas') ?? '').split(', '),
    openapiMode: (option('openapi-mode') ?? 'follow-privileges') as Config['openapiMode'],
    dbRootSpec: option('db-root-spec') === undefined ? null : { schema: 'fest', name: 'welcome' },
    dbTxEnd: (option('db-tx-end') ?? 'commit') as Config['dbTxEnd'],
  };
  return config as Config;
}

function requestOf({ method, target, headers, body, bodyBase64 }: CorpusCase): HttpRequest {
  const flat = Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().flatMap((value) => [name, Buffer.from(value, 'utf8').toString('latin1')]),
  );
  return {
    method,
    target,
    headers: flat,
    body: bodyBase64 === undefined ? Buffer.from(body ?? '') : Buffer.from(bodyBase64, 'base64'),
    remoteAddress: null,
    httpVersion: '1.1',
  };
}

function errorOf(example: CorpusCase): ApiError | null {
  try {
    parseRequest(requestOf(example), configOf(example.group));
    return null;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

const codes = ['101', '102', '103', '106', '114', '117', '125', '126'];
const proxyStatuses = codes.map((code) => `PostgREST; error=PGRST${code}`);
const parsed = readCases().filter(({ expect }) => expect.headers['www-authenticate'] === undefined);
const refused = parsed.filter(({ expect }) => proxyStatuses.includes(expect.headers['proxy-status'] as string));
const carriedOut = parsed.filter(({ expect }) => expect.status < 300 && expect.headers['proxy-status'] === undefined);
const preflights = 'Access-Control-Request-Method';

describe('requests that the original refused while reading them', () => {
  it.each(refused)('$id $method $target', (example) => {
    const error = errorOf(example);
    expect(error?.status).toBe(example.expect.status);
    if (example.expect.body) expect(error?.body).toMatchObject(JSON.parse(example.expect.body));
  });
});

describe('requests that the original carried out', () => {
  it.each(carriedOut.filter(({ headers }) => !(preflights in headers)))('$id $method $target', (example) => {
    expect(errorOf(example)).toBeNull();
  });
});
