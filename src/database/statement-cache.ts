/** A statement's name on one connection; `parsed` once its Parse message was sent. */
export interface NamedStatement {
  readonly name: string;
  readonly text: string;
  parsed: boolean;
}

interface KeptStatement extends NamedStatement {
  /** Again, since it was added or last spared. */
  used: boolean;
}

/**
 * The prepared statements of one connection, keyed by SQL text. The oldest makes room, unless it was used again: then
 * it is spared once (the CLOCK algorithm; putting a statement last at every use would make a `Map` grow a new table
 * every few flights). Names are never reused, so a statement that was dropped half-way can never be mistaken for
 * another.
 */
export class StatementCache {
  readonly #capacity: number;
  readonly #statements = new Map<string, KeptStatement>();
  readonly #dropped: string[] = [];
  #lastName = 0;

  /** @param capacity the most statements kept prepared at a time, at least 1 */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The statement for a text, a new one (not parsed) if there is none. */
  use(text: string): NamedStatement {
    const known = this.#statements.get(text);
    if (known !== undefined) {
      known.used = true;
      return known;
    }
    if (this.#statements.size >= this.#capacity) this.#makeRoom();
    this.#lastName += 1;
    const added: KeptStatement = { name: `s${this.#lastName.toString(36)}`, text, parsed: false, used: false };
    this.#statements.set(text, added);
    return added;
  }

  /** Forgets a statement that the server does not have. */
  forget(statement: NamedStatement): void {
    if (this.#statements.get(statement.text) === statement) this.#statements.delete(statement.text);
  }

  /** Drops every statement, when the server's plans can no longer be trusted. */
  clear(): void {
    for (const statement of this.#statements.values()) this.#dropped.push(statement.name);
    this.#statements.clear();
  }

  /** Names of statements that the server was not yet told to close. */
  get dropped(): readonly string[] {
    return this.#dropped;
  }

  /** To be called once the server was told to close the first `count` of them. */
  forgetDropped(count: number): void {
    if (count > 0) this.#dropped.splice(0, count);
  }

  #makeRoom(): void {
    for (const oldest of this.#statements.values()) {
      this.#statements.delete(oldest.text);
      if (!oldest.used) {
        this.#dropped.push(oldest.name);
        return;
      }
      oldest.used = false;
      // The loop comes by here again.
      this.#statements.set(oldest.text, oldest);
    }
  }
}
