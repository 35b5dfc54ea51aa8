import type { Row } from '../../database/transaction.ts';

/** A column of type text. Throws when it is null: the catalog queries know which columns can be. */
export function text(row: Row, column: number): string {
  const value = row[column];
  if (value == null) throw new Error(`column ${column} of a catalog query is null`);
  return value.toString('utf8');
}

export function textOrNull(row: Row, column: number): string | null {
  return row[column]?.toString('utf8') ?? null;
}

/** A boolean column; null counts as false. */
export function flag(row: Row, column: number): boolean {
  return row[column]?.[0] === 0x74;
}

export function integer(row: Row, column: number): number {
  return Number.parseInt(text(row, column), 10);
}

/** A json column whose shape the query itself fixes; `absent` stands for null. */
export function json<Value>(row: Row, column: number, absent: Value): Value {
  const value = row[column];
  return value == null ? absent : JSON.parse(value.toString('utf8'));
}
