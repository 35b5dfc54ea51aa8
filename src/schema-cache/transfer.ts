import { deserialize, serialize } from 'node:v8';
import type { SchemaCacheData } from './cache.ts';
import type { QualifiedName, Relationship } from './model.ts';
import { QualifiedMap } from './qualified-name.ts';
import type { RelationshipMap } from './relationships.ts';

/** The cached data as bytes, for another process of the same program. */
export function serializeData(data: SchemaCacheData): Uint8Array {
  return serialize({ ...data, relationships: [...data.relationships.entries()] } satisfies SentData);
}

/** The reverse of `serializeData`. */
export function deserializeData(bytes: Uint8Array): SchemaCacheData {
  const sent = deserialize(bytes) as SentData;
  const relationships: RelationshipMap = new QualifiedMap();
  for (const [origin, targets] of sent.relationships) relationships.set(origin.schema, origin.name, targets);
  return { ...sent, relationships };
}

/** Without a map that is an object of a class. */
type SentData = Omit<SchemaCacheData, 'relationships'> & {
  readonly relationships: readonly (readonly [QualifiedName, Map<string, readonly Relationship[]>])[];
};
