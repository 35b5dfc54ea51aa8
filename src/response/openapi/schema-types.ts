import type { JsonObject } from './description.ts';

/** `type`, `format` and `items` of a PostgreSQL type (spec writing-functions-openapi 5.6). */
export function typeMembers(type: string): JsonObject {
  if (type.endsWith('[]')) {
    const items = jsonType(type.slice(0, -2));
    return { type: 'array', format: type, items: items === null ? {} : { type: items } };
  }
  const name = jsonType(type);
  return name === null ? { format: type } : { type: name, format: formatOf(type) };
}

/** As `typeMembers` for a parameter in the query string, where arrays and JSON can only be text. */
export function queryTypeMembers(type: string): JsonObject {
  const name = type.endsWith('[]') ? 'string' : (jsonType(type) ?? 'string');
  return { type: name, format: formatOf(type) };
}

/** The `type` of a PostgreSQL type; null for json and jsonb, which may be anything. */
function jsonType(type: string): string | null {
  switch (type) {
    case 'boolean':
      return 'boolean';
    case 'smallint':
    case 'integer':
    case 'bigint':
      return 'integer';
    case 'numeric':
    case 'real':
    case 'double precision':
      return 'number';
    case 'json':
    case 'jsonb':
      return null;
    default:
      return type.endsWith('[]') ? 'array' : 'string';
  }
}

function formatOf(type: string): string {
  switch (type) {
    case 'smallint':
    case 'integer':
      return 'int32';
    case 'bigint':
      return 'int64';
    default:
      return type;
  }
}
