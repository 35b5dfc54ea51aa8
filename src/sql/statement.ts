/**
 * What the database stage runs. A string is bound in text format, bytes in binary format; neither has a declared
 * type, so PostgreSQL infers it from the context or the cast in the text.
 */
export type BindValue = string | Uint8Array | null;

export interface Statement {
  readonly text: string;
  readonly values: readonly BindValue[];
  /** Of all result columns; text unless it says binary. */
  readonly resultFormat?: 'binary';
}
