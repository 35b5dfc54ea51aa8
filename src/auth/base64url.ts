const alphabet = /^[A-Za-z0-9_-]*$/;

/** Decodes unpadded base64url, tolerating set bits after the last byte; null when the text is none. */
export function decodeBase64Url(text: string): Buffer | null {
  return text.length % 4 !== 1 && alphabet.test(text) ? Buffer.from(text, 'base64url') : null;
}
