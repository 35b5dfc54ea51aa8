import { JsonNumber } from '../json/number.ts';
import { parseJsonBytes } from '../json/parse.ts';
import { renderJson } from '../json/render.ts';
import { isJsonArray, isJsonObject, type JsonObject } from '../json/value.ts';
import { compareCodePoints } from '../text/code-point-order.ts';
import { tokenError } from './token-error.ts';

/**
 * A verified payload's claims.
 * @throws ApiError PGRST303 unless it is a JSON object
 */
export function parseClaims(payload: Uint8Array): JsonObject {
  const claims = parseJsonBytes(payload);
  if (!isJsonObject(claims)) throw tokenError('PGRST303', 'Parsing claims failed');
  return claims;
}

/**
 * Checks `exp`, `nbf`, `iat`, `aud` and, if an issuer is expected, `iss`, in this order (spec auth-transactions-errors
 * 1.6).
 * @param now Unix time in whole seconds
 * @param audience `jwt-aud`; null = any
 * @param issuer beyond PostgREST: the only trusted `iss`; null = any
 * @throws ApiError PGRST303 about the first that fails
 */
export function checkClaims(claims: JsonObject, now: number, audience: string | null, issuer: string | null): void {
  const expiry = timeClaim(claims, 'exp');
  if (expiry !== null && expiry < now - allowedSkew) throw tokenError('PGRST303', 'JWT expired');
  const notBefore = timeClaim(claims, 'nbf');
  if (notBefore !== null && notBefore > now + allowedSkew) throw tokenError('PGRST303', 'JWT not yet valid');
  const issuedAt = timeClaim(claims, 'iat');
  if (issuedAt !== null && issuedAt > now + allowedSkew) throw tokenError('PGRST303', 'JWT issued at future');
  checkAudience(claims, audience);
  if (issuer !== null && claims.get('iss') !== issuer) throw tokenError('PGRST303', 'JWT not from issuer');
}

/** The text of `request.jwt.claims`: compact, keys ascending, with `role` set (spec auth-transactions-errors 2.3). */
export function renderClaims(claims: JsonObject, role: string): string {
  const members = [...new Map(claims).set('role', role)];
  return renderJson(new Map(members.sort(([a], [b]) => compareCodePoints(a, b))));
}

/** Seconds that clocks may differ. */
const allowedSkew = 30;

function timeClaim(claims: JsonObject, name: 'exp' | 'nbf' | 'iat'): number | null {
  const value = claims.get(name) ?? null;
  if (value === null) return null;
  if (value instanceof JsonNumber) return value.int64;
  throw tokenError('PGRST303', `The JWT '${name}' claim must be a number`);
}

function checkAudience(claims: JsonObject, audience: string | null): void {
  const value = claims.get('aud') ?? null;
  if (value === null) return;
  const isList = isJsonArray(value) && value.every((element) => typeof element === 'string');
  if (typeof value !== 'string' && !isList) {
    throw tokenError('PGRST303', "The JWT 'aud' claim must be a string or an array of strings");
  }
  if (audience === null || value === audience) return;
  if (isList && (value.length === 0 || value.includes(audience))) return;
  throw tokenError('PGRST303', 'JWT not in audience');
}
