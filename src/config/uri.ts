/** The parts of an RFC 3986 URI, as written. Null = absent, which differs from empty. */
export interface Uri {
  readonly scheme: string;
  readonly userInfo: string | null;
  /** Null without an authority. */
  readonly host: string | null;
  /** Text after the colon. */
  readonly port: string | null;
  readonly path: string;
  readonly query: string | null;
  readonly fragment: string | null;
}

/** Parses a URI with a scheme; null when the text is none. Linear in its length. */
export function parseUri(text: string): Uri | null {
  const parts = uriParts.exec(text);
  if (parts === null) return null;
  const [, scheme = '', authorityText, path = '', query, fragment] = parts;
  const authority = authorityText === undefined ? noAuthority : parseAuthority(authorityText);
  if (authority === null || !schemePattern.test(scheme) || !pathPattern.test(path)) return null;
  if (!queryPattern.test(query ?? '') || !queryPattern.test(fragment ?? '')) return null;
  return { scheme, ...authority, path, query: query ?? null, fragment: fragment ?? null };
}

const uriParts = /^([^:/?#]+):(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#([\s\S]*))?$/;
const schemePattern = /^[A-Za-z][A-Za-z0-9+.-]*$/;
const pathPattern = /^(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})*$/;
const queryPattern = /^(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*$/;
const userInfoPattern = /^(?:[A-Za-z0-9\-._~!$&'()*+,;=:]|%[0-9A-Fa-f]{2})*$/;
const hostPattern = /^(?:\[[0-9A-Za-z:.\-_~!$&'()*+,;=]+\]|(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})*)$/;
const hostAndPort = /^(\[[^\]]*\]|[^:]*)(?::([0-9]*))?$/;

type Authority = Pick<Uri, 'userInfo' | 'host' | 'port'>;
const noAuthority: Authority = { userInfo: null, host: null, port: null };

function parseAuthority(text: string): Authority | null {
  const at = text.indexOf('@');
  const userInfo = at === -1 ? null : text.slice(0, at);
  const match = hostAndPort.exec(text.slice(at + 1));
  if (match === null || !userInfoPattern.test(userInfo ?? '')) return null;
  const [, host = '', port = null] = match;
  return hostPattern.test(host) ? { userInfo, host, port } : null;
}
