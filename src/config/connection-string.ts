/**
 * A connection cannot be attempted because its parameters are wrong. The message is libpq's, with its final line
 * feed, as it appears in the `details` of PGRST000 (spec operations 8.3).
 */
export class ConnectionStringError extends Error {
  constructor(message: string) {
    super(`${message}\n`);
    this.name = 'ConnectionStringError';
  }
}

/**
 * Splits a connection string, URI or keyword/value, into its parameters by libpq's rules (spec operations 8.1); of a
 * repeated parameter the last one counts. Linear in its length.
 * @throws ConnectionStringError
 */
export function parseConnectionString(text: string): ReadonlyMap<string, string> {
  const prefix = uriPrefix.exec(text)?.[0];
  return prefix === undefined ? parseKeywordValues(text) : parseUri(text, prefix.length);
}

/** Whether a text is a connection URI rather than keyword/value pairs or the name of a file. */
export function isConnectionUri(text: string): boolean {
  return uriPrefix.test(text);
}

const uriPrefix = /^postgres(?:ql)?:\/\//;

const keyword = /\s*([^=\s]+)\s*/y;
const equalsSign = /=\s*/y;
const quotedValue = /'((?:[^'\\]|\\[\s\S])*)'/y;
const plainValue = /(?:[^\s\\]|\\[\s\S]?)*/y;
const trailingBlanks = /\s*$/y;

function parseKeywordValues(text: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  let offset = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = offset;
    const match = pattern.exec(text);
    if (match !== null) offset += match[0].length;
    return match;
  };
  for (;;) {
    if (take(trailingBlanks) !== null) return parameters;
    const name = take(keyword)?.[1] ?? '';
    if (take(equalsSign) === null) {
      throw new ConnectionStringError(`missing "=" after "${name}" in connection info string`);
    }
    if (text[offset] === "'") {
      const value = take(quotedValue)?.[1];
      if (value === undefined) throw new ConnectionStringError('unterminated quoted string in connection info string');
      parameters.set(name, withoutEscapes(value));
    } else {
      parameters.set(name, withoutEscapes(take(plainValue)?.[0] ?? ''));
    }
  }
}

function withoutEscapes(value: string): string {
  return value.replace(/\\([\s\S]?)/g, '$1');
}

/** `[user[:password]@][host[:port],…][/database][?parameters]` after the scheme, every part optional. */
function parseUri(uri: string, start: number): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  const rest = uri.slice(start);
  // Only a slash ends the search for credentials: a password may hold question marks.
  const credentials = /^([^@/:]*)(?::([^@/]*))?@/.exec(rest);
  if (credentials !== null) {
    setDecoded(parameters, 'user', credentials[1] ?? '');
    setDecoded(parameters, 'password', credentials[2] ?? '');
  }
  const afterHosts = parseHosts(uri, start + (credentials?.[0].length ?? 0), parameters);
  const [, database = '', query] = /^(?:\/([^?]*))?(?:\?([\s\S]*))?$/.exec(uri.slice(afterHosts)) ?? [];
  setDecoded(parameters, 'dbname', database);
  if (query !== undefined && query !== '') parseQuery(query, parameters);
  return parameters;
}

const plainHost = /[^:/?,]*/y;
const bracketedHost = /\[([^\]]*)\]/y;
const portAfterHost = /:([^/?,]*)/y;

/** Collects the host list and the port list; returns where they end. */
function parseHosts(uri: string, start: number, parameters: Map<string, string>): number {
  const hosts: string[] = [];
  const ports: string[] = [];
  let offset = start;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = offset;
    const match = pattern.exec(uri);
    if (match !== null) offset += match[0].length;
    return match;
  };
  for (;;) {
    if (uri[offset] === '[') {
      const host = take(bracketedHost)?.[1];
      if (host === undefined) {
        throw new ConnectionStringError(
          `end of string reached when looking for matching "]" in IPv6 host address in URI: "${uri}"`,
        );
      }
      if (host === '') throw new ConnectionStringError(`IPv6 host address may not be empty in URI: "${uri}"`);
      if (offset < uri.length && !':/?,'.includes(uri.charAt(offset))) {
        throw new ConnectionStringError(
          `unexpected character "${uri[offset]}" at position ${offset + 1} in URI (expected ":" or "/"): "${uri}"`,
        );
      }
      hosts.push(host);
    } else {
      hosts.push(take(plainHost)?.[0] ?? '');
    }
    ports.push(take(portAfterHost)?.[1] ?? '');
    if (uri[offset] !== ',') break;
    offset++;
  }
  setDecoded(parameters, 'host', hosts.join(','));
  setDecoded(parameters, 'port', ports.join(','));
  return offset;
}

function parseQuery(query: string, parameters: Map<string, string>): void {
  for (const pair of query.replace(/&$/, '').split('&')) {
    const [name = '', value, extra] = pair.split('=', 3);
    if (value === undefined) {
      throw new ConnectionStringError(`missing key/value separator "=" in URI query parameter: "${name}"`);
    }
    if (extra !== undefined) {
      throw new ConnectionStringError(`extra key/value separator "=" in URI query parameter: "${name}"`);
    }
    const decodedName = decode(name);
    const decodedValue = decode(value);
    // The spelling of JDBC.
    if (decodedName === 'ssl' && decodedValue === 'true') parameters.set('sslmode', 'require');
    else parameters.set(decodedName, decodedValue);
  }
}

/** An empty part of a URI counts as absent. */
function setDecoded(parameters: Map<string, string>, name: string, value: string): void {
  if (value !== '') parameters.set(name, decode(value));
}

function decode(text: string): string {
  if (!text.includes('%')) return text;
  if (!/^(?:[^%]|%[0-9A-Fa-f]{2})*$/.test(text)) {
    throw new ConnectionStringError(`invalid percent-encoded token: "${text}"`);
  }
  if (text.includes('%00')) throw new ConnectionStringError(`forbidden value %00 in percent-encoded value: "${text}"`);
  // Bytes, not characters, are encoded: a sequence that is no UTF-8 must not throw.
  const bytes = Buffer.from(text.replace(/[^%]+|%[0-9A-Fa-f]{2}/g, toLatin1), 'latin1');
  return bytes.toString('utf8');
}

function toLatin1(part: string): string {
  return part.startsWith('%')
    ? String.fromCharCode(Number.parseInt(part.slice(1), 16))
    : Buffer.from(part, 'utf8').toString('latin1');
}
