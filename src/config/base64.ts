/**
 * Decodes base64 strictly: padding is required, nothing but the standard alphabet is allowed (spec operations 3.6).
 * @throws Error saying what is wrong and at which byte
 */
export function decodeBase64(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'utf8');
  switch (bytes.length % 4) {
    case 0:
      break;
    case 1:
      throw new Error('Base64-encoded bytestring has invalid size');
    default:
      throw new Error('Base64-encoded bytestring is unpadded or has invalid padding');
  }
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  for (let offset = 0; offset < bytes.length - padding; offset++) {
    const byte = bytes[offset] ?? 0;
    if (byte === equalsSign) throw new Error(`invalid padding at offset: ${offset}`);
    if (!isAlphabet(byte)) throw new Error(`invalid character at offset: ${offset}`);
  }
  const decoded = Buffer.from(text, 'base64');
  if (decoded.toString('base64') !== text) {
    throw new Error(`non-canonical encoding detected at offset: ${bytes.length - padding - 1}`);
  }
  return decoded;
}

const equalsSign = 0x3d;

function isAlphabet(byte: number): boolean {
  return (
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x2b ||
    byte === 0x2f
  );
}
