import { SieveCache } from '../sieve-cache.ts';

/** A statement's name on one connection; `parsed` once its Parse message was sent. */
export interface NamedStatement {
  readonly name: string;
  readonly text: string;
  parsed: boolean;
}

/**
 * The prepared statements of one connection, keyed by SQL text. Names are never reused, so a statement that was dropped
 * half-way can never be mistaken for another.
 */
export class StatementCache {
  readonly #capacity: number;
  #statements: SieveCache<string, NamedStatement>;
  readonly #dropped: string[] = [];
  #lastName = 0;

  /** @param capacity the most statements kept prepared at a time, at least 1 */
  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#statements = this.#empty();
  }

  /** The statement for a text, a new one (not parsed) if there is none. */
  use(text: string): NamedStatement {
    const known = this.#statements.get(text);
    if (known !== undefined) return known;
    this.#lastName += 1;
    const added: NamedStatement = { name: `s${this.#lastName.toString(36)}`, text, parsed: false };
    this.#statements.insert(text, added);
    return added;
  }

  /** Forgets a statement that the server does not have. */
  forget(statement: NamedStatement): void {
    if (this.#statements.get(statement.text) === statement) this.#statements.delete(statement.text);
  }

  /** Drops every statement, when the server's plans can no longer be trusted. */
  clear(): void {
    for (const { name } of this.#statements.values()) this.#dropped.push(name);
    this.#statements = this.#empty();
  }

  /** Names of statements that the server was not yet told to close. */
  get dropped(): readonly string[] {
    return this.#dropped;
  }

  /** To be called once the server was told to close the first `count` of them. */
  forgetDropped(count: number): void {
    if (count > 0) this.#dropped.splice(0, count);
  }

  #empty(): SieveCache<string, NamedStatement> {
    return new SieveCache(this.#capacity, ({ name }) => this.#dropped.push(name));
  }
}
