/** Who the request runs as (spec auth-transactions-errors 1). */
export interface Authentication {
  readonly role: string;
  /** JSON text of `request.jwt.claims`: the verified claims with `role` set. */
  readonly claims: string;
  /** Whether the role differs from `db-anon-role`; decides 403 or 401 for SQLSTATE 42501. */
  readonly authenticated: boolean;
}
