/** Where a view column comes from, when it is a plain copy of a stored relation's column. */
export interface ColumnOrigin {
  /** Attribute number of the view column, from 1. */
  readonly column: number;
  /** Oid of the relation it copies. */
  readonly originTable: number;
  /** Attribute number there. */
  readonly originColumn: number;
}

const space = 0x20;
const openParenthesis = 0x28;
const closeParenthesis = 0x29;
const colon = 0x3a;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/**
 * Column origins out of `pg_rewrite.ev_action`, the text form of the parsed query behind a view (spec
 * embedding-schema-cache 1.5, items 3 and 4): the target list of the outermost query. Columns without an origin are
 * left out. The text is read once, in linear time; text of an unknown form gives what was understood of it.
 *
 * The form: nodes `{TYPE :field value ...}`, lists `(...)`, tokens up to a blank or bracket, special characters
 * escaped by a backslash. Queries inside of the outermost one are values of its fields, passed over as a whole.
 */
export function columnOrigins(definition: Buffer): ColumnOrigin[] {
  const reader = new NodeReader(definition);
  const origins: ColumnOrigin[] = [];
  if (!reader.enter(openParenthesis) || !reader.enter(openBrace)) return origins;
  while (reader.nextField()) {
    if (reader.fieldName() !== 'targetList') {
      reader.skipValue();
      continue;
    }
    if (!reader.enter(openParenthesis)) return origins;
    while (reader.enter(openBrace)) {
      const origin = readTargetEntry(reader);
      if (origin.originTable > 0 && origin.originColumn > 0) origins.push(origin);
      reader.enter(closeBrace);
    }
    return origins;
  }
  return origins;
}

function readTargetEntry(reader: NodeReader): ColumnOrigin {
  let column = 0;
  let originTable = 0;
  let originColumn = 0;
  while (reader.nextField()) {
    const field = reader.fieldName();
    if (field === 'resno') column = reader.readInteger();
    else if (field === 'resorigtbl') originTable = reader.readInteger();
    else if (field === 'resorigcol') originColumn = reader.readInteger();
    else reader.skipValue();
  }
  return { column, originTable, originColumn };
}

/** A cursor over the text; every method only moves forward. */
class NodeReader {
  readonly #bytes: Buffer;
  #position = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Steps over `bracket` if it is next. */
  enter(bracket: number): boolean {
    this.#skipBlanks();
    if (this.#bytes[this.#position] !== bracket) return false;
    this.#position++;
    return true;
  }

  /** Moves to the next `:field` of the node, over its type name; false at the node's end. */
  nextField(): boolean {
    this.#skipBlanks();
    while (this.#position < this.#bytes.length) {
      const byte = this.#bytes[this.#position];
      if (byte === closeBrace || byte === closeParenthesis) return false;
      if (byte === colon) {
        this.#position++;
        return true;
      }
      this.skipValue();
      this.#skipBlanks();
    }
    return false;
  }

  fieldName(): string {
    return this.#token();
  }

  /** An integer value; 0 when it is none. */
  readInteger(): number {
    this.#skipBlanks();
    const value = Number.parseInt(this.#token(), 10);
    return Number.isNaN(value) ? 0 : value;
  }

  /** Steps over one value: a whole node or list, or a token. */
  skipValue(): void {
    this.#skipBlanks();
    const first = this.#bytes[this.#position];
    if (first === openBrace || first === openParenthesis) this.#skipBrackets();
    else this.#skipToken();
  }

  #skipBrackets(): void {
    const bytes = this.#bytes;
    let position = this.#position;
    let depth = 0;
    while (position < bytes.length) {
      const byte = bytes[position++];
      if (byte === backslash) position++;
      else if (byte === openBrace || byte === openParenthesis) depth++;
      else if (byte === closeBrace || byte === closeParenthesis) {
        depth--;
        if (depth === 0) break;
      }
    }
    this.#position = position;
  }

  #token(): string {
    const start = this.#position;
    this.#skipToken();
    return this.#bytes.toString('latin1', start, this.#position);
  }

  #skipToken(): void {
    const bytes = this.#bytes;
    let position = this.#position;
    while (position < bytes.length) {
      const byte = bytes[position];
      if (byte === backslash) {
        position += 2;
        continue;
      }
      if (
        byte === space ||
        byte === openBrace ||
        byte === openParenthesis ||
        byte === closeBrace ||
        byte === closeParenthesis
      )
        break;
      position++;
    }
    // Never stand still: a stray bracket is stepped over too.
    this.#position = Math.min(position === this.#position ? position + 1 : position, bytes.length);
  }

  #skipBlanks(): void {
    while (this.#bytes[this.#position] === space) this.#position++;
  }
}
