import { apiError } from '../errors/api-error.ts';
import type { ForeignKeyRelationship, Relationship, SchemaCache } from '../schema-cache/model.ts';

/**
 * The one relationship that an embed means (spec embedding 2.3). `origin` is the name of the parent's relation,
 * `target` the embed's text.
 *
 * @throws ApiError PGRST200 when none matches, PGRST201 when several do
 */
export function findRelationship(
  cache: SchemaCache,
  schema: string,
  origin: string,
  target: string,
  hint: string | null,
): Relationship {
  const candidates = cache.relationships(schema, origin) ?? [];
  const matches = candidates.filter((candidate) => matchesTarget(candidate, target, hint));
  const [match] = matches;
  if (match === undefined) throw noRelationship(cache, schema, origin, target, hint);
  if (matches.length > 1) throw ambiguousRelationship(origin, target, matches);
  return match;
}

function matchesTarget(relationship: Relationship, target: string, hint: string | null): boolean {
  if (relationship.kind === 'computed') return relationship.function.name === target;
  if (relationship.isSelf) return relationship.kind === 'foreign-key' && matchesSelf(relationship, target, hint);
  const isNamed = relationship.foreignTable.name === target;
  if (hint !== null) return isNamed && matchesHint(relationship, hint);
  if (isNamed) return true;
  if (relationship.kind !== 'foreign-key' || relationship.foreignTableIsView) return false;
  return relationship.constraint === target || originColumn(relationship) === target;
}

/** One self-referencing foreign key is two relationships: the table's name means its children, its column its parent. */
function matchesSelf(relationship: ForeignKeyRelationship, target: string, hint: string | null): boolean {
  const isChildren = relationship.cardinality === 'O2M' && relationship.foreignTable.name === target;
  if (hint !== null) return isChildren && targetColumn(relationship) === hint;
  return isChildren || (relationship.cardinality === 'M2O' && originColumn(relationship) === target);
}

function matchesHint(relationship: Exclude<Relationship, { kind: 'computed' }>, hint: string): boolean {
  if (relationship.kind === 'many-to-many') return relationship.junction.name === hint;
  return relationship.constraint === hint || originColumn(relationship) === hint || targetColumn(relationship) === hint;
}

function originColumn(relationship: ForeignKeyRelationship): string | undefined {
  return relationship.columns.length === 1 ? relationship.columns[0]?.[0] : undefined;
}

function targetColumn(relationship: ForeignKeyRelationship): string | undefined {
  return relationship.columns.length === 1 ? relationship.columns[0]?.[1] : undefined;
}

function noRelationship(
  cache: SchemaCache,
  schema: string,
  origin: string,
  target: string,
  hint: string | null,
): Error {
  const using = hint === null ? '' : ` using the hint '${hint}'`;
  const suggested = cache.suggestRelationship(schema, origin, target);
  return apiError('PGRST200', {
    message: `Could not find a relationship between '${origin}' and '${target}' in the schema cache`,
    details: `Searched for a foreign key relationship between '${origin}' and '${target}'${using} in the schema '${schema}', but no matches were found.`,
    hint:
      suggested === null ? null : `Perhaps you meant '${suggested.suggestion}' instead of '${suggested.insteadOf}'.`,
  });
}

function ambiguousRelationship(origin: string, target: string, matches: readonly Relationship[]): Error {
  const alternatives = matches.map(alternative).join(', ');
  return apiError('PGRST201', {
    message: `Could not embed because more than one relationship was found for '${origin}' and '${target}'`,
    details: matches.map(description),
    hint: `Try changing '${target}' to one of the following: ${alternatives}. Find the desired relationship in the 'details' key.`,
  });
}

function alternative(relationship: Relationship): string {
  switch (relationship.kind) {
    case 'computed':
      return '';
    case 'many-to-many':
      return `'${relationship.foreignTable.name}!${relationship.junction.name}'`;
    case 'foreign-key':
      return `'${relationship.foreignTable.name}!${relationship.constraint}'`;
  }
}

function description(relationship: Relationship): Readonly<Record<string, string>> {
  if (relationship.kind === 'computed') return {};
  const { table, foreignTable } = relationship;
  return {
    cardinality: cardinalityName(relationship),
    embedding: `${table.name} with ${foreignTable.name}`,
    relationship: relationshipText(relationship),
  };
}

function cardinalityName(relationship: Exclude<Relationship, { kind: 'computed' }>): string {
  if (relationship.kind === 'many-to-many') return 'many-to-many';
  switch (relationship.cardinality) {
    case 'M2O':
      return 'many-to-one';
    case 'O2M':
      return 'one-to-many';
    case 'O2O':
      return 'one-to-one';
  }
}

function relationshipText(relationship: Exclude<Relationship, { kind: 'computed' }>): string {
  const { table, foreignTable } = relationship;
  if (relationship.kind === 'many-to-many') {
    const source = relationship.sourceColumns.map(([, column]) => column).join(', ');
    const target = relationship.targetColumns.map(([, column]) => column).join(', ');
    return `${relationship.junction.name} using ${relationship.constraint1}(${source}) and ${relationship.constraint2}(${target})`;
  }
  const own = relationship.columns.map(([column]) => column).join(', ');
  const foreign = relationship.columns.map(([, column]) => column).join(', ');
  return `${relationship.constraint} using ${table.name}(${own}) and ${foreignTable.name}(${foreign})`;
}
