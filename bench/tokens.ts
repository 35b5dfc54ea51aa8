import { createHmac } from 'node:crypto';

/** The `jwt-secret` of every server in the benchmarks. */
export const jwtSecret = 'a secret of the benchmarks, longer than 32 bytes';

/** The role that the tokens name. */
export const tokenRole = 'bench_keeper';

const validUntil = 4_102_444_800; // 2100
const tokens: string[] = [];

/** The n-th token (HS256): all are valid, no two are equal. */
export function token(n: number): string {
  tokens[n] ??= sign({ role: tokenRole, exp: validUntil, jti: `token-${n}` });
  return tokens[n];
}

function sign(claims: object): string {
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${signed}.${createHmac('sha256', jwtSecret).update(signed).digest('base64url')}`;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
