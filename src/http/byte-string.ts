/**
 * Text of a request header value. Those arrive as byte strings, one char per byte (Latin-1), but mean UTF-8; ill-formed
 * bytes become U+FFFD. ASCII, the usual case, costs one regex test.
 */
export function decodeUtf8(byteString: string): string {
  return /[\u0080-\u00ff]/.test(byteString) ? Buffer.from(byteString, 'latin1').toString('utf8') : byteString;
}
