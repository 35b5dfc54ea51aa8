/** The address of a JSON Web Key set, when `jwt-secret` is one; null otherwise. */
export function jwksAddress(secret: Uint8Array): string | null {
  const text = Buffer.from(secret).toString('latin1');
  return /^https:\/\/[!-~]+$/.test(text) && URL.canParse(text) ? text : null;
}
