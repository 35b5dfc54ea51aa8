import type { JsonObject, TypedDescription } from '../description.ts';
import { parameterReference } from './parameters.ts';

export type PreferKind = 'read' | 'insert' | 'upsert' | 'update' | 'delete' | 'call';

/** `components.parameters`: the header `Prefer` of each kind of operation (spec auth-transactions-errors 4). */
export function preferParameters({ options }: TypedDescription): JsonObject {
  const common = options.dbTxEnd.endsWith('-allow-override') ? [...always, transaction] : always;
  return Object.fromEntries(
    Object.entries(preferences).map(([kind, own]) => {
      const lines = [...own, ...common].map(([values, meaning]) => `- ${values}: ${meaning}`);
      const description = `Preferences, separated by commas.\n\n${lines.join('\n')}`;
      return [`prefer.${kind}`, { name: 'Prefer', in: 'header', description, schema: { type: 'string' } }];
    }),
  );
}

export function preferReference(kind: PreferKind): JsonObject {
  return parameterReference(`prefer.${kind}`);
}

type Preference = readonly [values: string, meaning: string];

const count: Preference = [
  '`count=exact`, `count=planned`, `count=estimated`',
  'tell the number of all rows in `Content-Range`',
];
const returned: Preference = [
  '`return=minimal`, `return=headers-only`, `return=representation`',
  'what comes back; the rows with `representation`',
];
const missing: Preference = ['`missing=default`', 'columns that are left out get their defaults instead of null'];
const maxAffected: Preference = ['`handling=strict, max-affected=10`', 'fail when more rows are affected'];
const resolution: Preference = [
  '`resolution=merge-duplicates`, `resolution=ignore-duplicates`',
  'update rows that exist, or leave them alone',
];
const transaction: Preference = ['`tx=commit`, `tx=rollback`', 'how the transaction ends'];

const always: readonly Preference[] = [
  ['`timezone=Europe/Paris`', 'the time zone of the request'],
  ['`handling=strict`', 'fail on preferences that are not known'],
];

const preferences: Readonly<Record<PreferKind, readonly Preference[]>> = {
  read: [count],
  insert: [returned, resolution, missing, count],
  upsert: [returned],
  update: [returned, missing, count, maxAffected],
  delete: [returned, count, maxAffected],
  call: [count, maxAffected],
};
