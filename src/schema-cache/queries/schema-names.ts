import { arrayLiteral, quoteIdentifier } from '../../sql/fragment.ts';

/**
 * Schema names as the value of a `regnamespace[]` parameter. PostgreSQL reads the elements as identifiers, hence the
 * quotes, and reports 3F000 for a schema that does not exist (spec embedding-schema-cache 1.2).
 */
export function schemaNames(schemas: readonly string[]): string {
  return arrayLiteral(schemas.map(quoteIdentifier));
}
