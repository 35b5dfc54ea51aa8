/**
 * A bounded map with SIEVE eviction (spec auth-transactions-errors 1.8): entries queue in insertion order, a hit only
 * sets the entry's `visited` bit, and a hand that moves from old to new, clearing bits, evicts the first entry it meets
 * without the bit.
 */
export class SieveCache<K, V> {
  /** Changing it evicts nothing before the next insertion. */
  capacity: number;
  readonly #onEviction: (value: V) => void;
  readonly #entries = new Map<K, Entry<K, V>>();
  #oldest: Entry<K, V> | null = null;
  #newest: Entry<K, V> | null = null;
  /** Where the next eviction starts; null = at the oldest entry. */
  #hand: Entry<K, V> | null = null;

  /** @param onEviction called for every entry that makes room */
  constructor(capacity: number, onEviction: (value: V) => void = () => {}) {
    this.capacity = capacity;
    this.#onEviction = onEviction;
  }

  get size(): number {
    return this.#entries.size;
  }

  *values(): Generator<V> {
    for (const { value } of this.#entries.values()) yield value;
  }

  get(key: K): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    entry.visited = true;
    return entry.value;
  }

  /** Adds an entry; one that is there already stays and counts as visited. */
  insert(key: K, value: V): void {
    const existing = this.#entries.get(key);
    if (existing !== undefined) {
      existing.visited = true;
      return;
    }
    const capacity = Math.max(this.capacity, 1);
    while (this.#entries.size >= capacity) this.#evict();
    const entry: Entry<K, V> = { key, value, visited: false, older: this.#newest, newer: null };
    if (this.#newest === null) this.#oldest = entry;
    else this.#newest.newer = entry;
    this.#newest = entry;
    this.#entries.set(key, entry);
  }

  /** Takes an entry out, which counts as no eviction. */
  delete(key: K): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    if (this.#hand === entry) this.#hand = entry.newer;
    this.#remove(entry);
  }

  #evict(): void {
    let candidate = this.#hand ?? this.#oldest;
    while (candidate?.visited) {
      candidate.visited = false;
      candidate = candidate.newer ?? this.#oldest;
    }
    if (candidate === null) return;
    this.#hand = candidate.newer;
    this.#remove(candidate);
    this.#onEviction(candidate.value);
  }

  #remove(entry: Entry<K, V>): void {
    if (entry.older === null) this.#oldest = entry.newer;
    else entry.older.newer = entry.newer;
    if (entry.newer === null) this.#newest = entry.older;
    else entry.newer.older = entry.older;
    this.#entries.delete(entry.key);
  }
}

interface Entry<K, V> {
  readonly key: K;
  readonly value: V;
  visited: boolean;
  older: Entry<K, V> | null;
  newer: Entry<K, V> | null;
}
