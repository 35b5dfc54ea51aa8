import type pg from 'pg';
import type { TargetSessionAttrs } from '../config/connection-target.ts';

/** What one round over the hosts asks of a session. */
export type SessionRequirement = Exclude<TargetSessionAttrs, 'prefer-standby'>;

/** The rounds over the hosts, each with its requirement. */
export function sessionRequirements(attributes: TargetSessionAttrs): readonly SessionRequirement[] {
  return attributes === 'prefer-standby' ? ['standby', 'any'] : [attributes];
}

interface SessionState {
  readonly readOnly: boolean;
  readonly standby: boolean;
}

/** Asks the server; null = acceptable, else libpq's words for why not. */
export async function acceptsSession(client: pg.Client, requirement: SessionRequirement): Promise<string | null> {
  if (requirement === 'any') return null;
  const answer = await client.query<{ readonly read_only: string; readonly standby: boolean }>(
    "SELECT current_setting('default_transaction_read_only') AS read_only, pg_is_in_recovery() AS standby",
  );
  const row = answer.rows[0];
  const standby = row?.standby === true;
  return objection(requirement, { standby, readOnly: standby || row?.read_only === 'on' });
}

function objection(requirement: Exclude<SessionRequirement, 'any'>, state: SessionState): string | null {
  switch (requirement) {
    case 'read-write':
      return state.readOnly ? 'session is read-only' : null;
    case 'read-only':
      return state.readOnly ? null : 'session is not read-only';
    case 'primary':
      return state.standby ? 'server is in hot standby mode' : null;
    case 'standby':
      return state.standby ? null : 'server is not in hot standby mode';
  }
}
