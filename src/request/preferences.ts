import { decodeUtf8 } from '../http/byte-string.ts';
import { allHeaders } from '../http/message.ts';
import type { Action, Preferences } from './api-request.ts';
import { readInteger } from './integer.ts';

/**
 * Reads all `Prefer` headers (spec auth-transactions-errors 4.1-4.3). Never fails: unknown items are kept in `invalid`
 * for the strict check. `allowTransactionOverride`: whether `db-tx-end` lets requests choose.
 */
export function parsePreferences(headers: readonly string[], allowTransactionOverride: boolean): Preferences {
  const values = allHeaders(headers, 'prefer');
  if (values.length === 0) return noPreferences;
  const draft: Draft = { ...noPreferences, invalid: [] };
  let maxAffectedSeen = false;
  for (const value of values) {
    if (value === '') continue;
    for (const rawItem of value.split(',')) {
      const item = rawItem.trim();
      if (item.startsWith(timezonePrefix)) {
        draft.timezone ??= decodeUtf8(item.slice(timezonePrefix.length));
      } else if (item.startsWith(maxAffectedPrefix)) {
        if (!maxAffectedSeen) draft.maxAffected = readMaxAffected(item.slice(maxAffectedPrefix.length));
        maxAffectedSeen = true;
      } else {
        noteItem(draft, item);
      }
    }
  }
  if (!allowTransactionOverride) draft.transaction = null;
  return draft;
}

/**
 * Value of `Preference-Applied` for a successful data response, null when there is nothing to say (spec
 * auth-transactions-errors 4.7). `hasConflictTarget`: the table has a primary key or `on_conflict` was given.
 */
export function appliedPreferences(
  preferences: Preferences,
  action: Action['kind'],
  hasConflictTarget: boolean,
): string | null {
  if (preferences === noPreferences) return null;
  const { resolution, missing, count, transaction, handling, timezone, maxAffected } = preferences;
  const mutates = action === 'insert' || action === 'update' || action === 'upsert' || action === 'delete';
  const limitsRows = action === 'update' || action === 'delete' || action === 'call';
  const applied: string[] = [];
  if (resolution !== null && action === 'insert' && hasConflictTarget) applied.push(`resolution=${resolution}`);
  if (missing !== null && (action === 'insert' || action === 'update')) applied.push(`missing=${missing}`);
  if (preferences.return !== null && mutates) applied.push(`return=${preferences.return}`);
  if (count !== null) applied.push(`count=${count}`);
  if (transaction !== null) applied.push(`tx=${transaction}`);
  if (handling !== null) applied.push(`handling=${handling}`);
  if (timezone !== null) applied.push(timezonePrefix + timezone);
  if (maxAffected !== null && handling === 'strict' && limitsRows) applied.push(maxAffectedPrefix + maxAffected);
  return applied.length === 0 ? null : applied.join(', ');
}

/** What a request without `Prefer` prefers. */
export const noPreferences: Preferences = {
  resolution: null,
  return: null,
  count: null,
  transaction: null,
  missing: null,
  handling: null,
  timezone: null,
  maxAffected: null,
  invalid: [],
};

type Draft = { -readonly [Kind in keyof Preferences]: Preferences[Kind] } & { invalid: string[] };

const timezonePrefix = 'timezone=';
const maxAffectedPrefix = 'max-affected=';

/** The first item of a kind wins; items are compared whole, without parameters or quotes. */
function noteItem(draft: Draft, item: string): void {
  switch (item) {
    case 'resolution=merge-duplicates':
      draft.resolution ??= 'merge-duplicates';
      return;
    case 'resolution=ignore-duplicates':
      draft.resolution ??= 'ignore-duplicates';
      return;
    case 'return=representation':
      draft.return ??= 'representation';
      return;
    case 'return=minimal':
      draft.return ??= 'minimal';
      return;
    case 'return=headers-only':
      draft.return ??= 'headers-only';
      return;
    case 'count=exact':
      draft.count ??= 'exact';
      return;
    case 'count=planned':
      draft.count ??= 'planned';
      return;
    case 'count=estimated':
      draft.count ??= 'estimated';
      return;
    case 'tx=commit':
      draft.transaction ??= 'commit';
      return;
    case 'tx=rollback':
      draft.transaction ??= 'rollback';
      return;
    case 'missing=default':
      draft.missing ??= 'default';
      return;
    case 'missing=null':
      draft.missing ??= 'null';
      return;
    case 'handling=strict':
      draft.handling ??= 'strict';
      return;
    case 'handling=lenient':
      draft.handling ??= 'lenient';
      return;
    default:
      draft.invalid.push(decodeUtf8(item));
  }
}

/** Wraps around at 64 bits, as the original's number type does. */
function readMaxAffected(text: string): number | null {
  const value = readInteger(text);
  return value === null ? null : Number(BigInt.asIntN(64, value));
}
