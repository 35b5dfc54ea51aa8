export interface FuzzyMatch {
  /** The entry as it was added. */
  readonly entry: string;
  /** 1 = equal but for case. */
  readonly score: number;
}

/** How many entries, best by shared grams, are compared letter by letter. */
const comparedEntries = 50;

/**
 * Names to search for the one most like a text, for the hints "Perhaps you meant" (spec embedding-schema-cache 2.6,
 * auth-transactions-errors 3.5). Entries equal but for case collapse into the first. The gram indexes are built at
 * the first search that needs them.
 */
export class FuzzySet {
  /** Lower-case text → entry, in order. */
  readonly #entries = new Map<string, string>();
  #lowered: readonly string[] | undefined;
  readonly #indexes = new Map<number, GramIndex>();

  constructor(entries: Iterable<string>) {
    for (const entry of entries) {
      const lowered = entry.toLowerCase();
      if (!this.#entries.has(lowered)) this.#entries.set(lowered, entry);
    }
  }

  /**
   * The best match with a score of at least `minimum`, or null. Equal scores go to the entry that shares more grams
   * with the query, then to the one added first.
   */
  search(query: string, minimum: number): FuzzyMatch | null {
    const lowered = query.toLowerCase();
    const exact = this.#entries.get(lowered);
    if (exact !== undefined) return { entry: exact, score: 1 };
    return this.#searchGrams(lowered, 3, minimum) ?? this.#searchGrams(lowered, 2, minimum);
  }

  #searchGrams(query: string, size: number, minimum: number): FuzzyMatch | null {
    this.#lowered ??= [...this.#entries.keys()];
    let index = this.#indexes.get(size);
    if (index === undefined) {
      index = new GramIndex(this.#lowered, size);
      this.#indexes.set(size, index);
    }
    let best: string | null = null;
    let bestScore = 0;
    const letters = codePoints(query);
    for (const position of index.nearest(query, comparedEntries)) {
      const candidate = this.#lowered[position] ?? '';
      const score = similarity(letters, codePoints(candidate), minimum);
      if (score >= minimum && (best === null || score > bestScore)) {
        best = candidate;
        bestScore = score;
      }
    }
    if (best === null) return null;
    return { entry: this.#entries.get(best) ?? best, score: bestScore };
  }
}

/** Which texts contain which grams (substrings of one length), for ranking by cosine similarity of their counts. */
class GramIndex {
  readonly #size: number;
  /** Per gram the positions of the texts that contain it, each followed by the count there. */
  readonly #occurrences = new Map<string, number[]>();
  /** Euclidean norm of each text's gram counts. */
  readonly #norms: Float64Array;

  constructor(texts: readonly string[], size: number) {
    this.#size = size;
    this.#norms = new Float64Array(texts.length);
    for (const [position, text] of texts.entries()) {
      const counts = gramCounts(text, size);
      for (const [gram, count] of counts) {
        const occurrences = this.#occurrences.get(gram);
        if (occurrences === undefined) this.#occurrences.set(gram, [position, count]);
        else occurrences.push(position, count);
      }
      this.#norms[position] = norm(counts);
    }
  }

  /** Positions of the texts that share a gram with `query`, at most `limit`, most similar first. */
  nearest(query: string, limit: number): number[] {
    const counts = gramCounts(query, this.#size);
    const products = new Float64Array(this.#norms.length);
    const sharing: number[] = [];
    for (const [gram, count] of counts) {
      const occurrences = this.#occurrences.get(gram);
      if (occurrences === undefined) continue;
      for (let i = 0; i < occurrences.length; i += 2) {
        const position = occurrences[i] ?? 0;
        if (products[position] === 0) sharing.push(position);
        products[position] = (products[position] ?? 0) + count * (occurrences[i + 1] ?? 0);
      }
    }
    // The query's own norm divides all alike, so it does not matter for the order.
    const cosines = products;
    for (const position of sharing) cosines[position] = (products[position] ?? 0) / (this.#norms[position] ?? 1);
    sharing.sort((a, b) => (cosines[b] ?? 0) - (cosines[a] ?? 0) || a - b);
    return sharing.slice(0, limit);
  }
}

/** Grams are taken from letters, digits, blanks and commas only, between two dashes. */
const ignoredCharacters = /[^\p{L}\p{N}\s,]/gu;

function gramCounts(text: string, size: number): Map<string, number> {
  const reduced = `-${text.replace(ignoredCharacters, '')}-`;
  const counts = new Map<string, number>();
  for (let start = 0; start + size <= reduced.length; start++) {
    const gram = reduced.slice(start, start + size);
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}

function norm(counts: ReadonlyMap<string, number>): number {
  let squares = 0;
  for (const count of counts.values()) squares += count * count;
  return Math.sqrt(squares);
}

function codePoints(text: string): number[] {
  const points: number[] = [];
  for (const character of text) points.push(character.codePointAt(0) ?? 0);
  return points;
}

/**
 * 1 - Levenshtein distance / length of the longer text; 0 when the lengths alone rule out `minimum`, so that long
 * garbage costs nothing.
 */
function similarity(a: readonly number[], b: readonly number[], minimum: number): number {
  const longer = Math.max(a.length, b.length);
  if (longer === 0) return 1;
  if (1 - Math.abs(a.length - b.length) / longer < minimum) return 0;
  return 1 - levenshtein(a, b) / longer;
}

function levenshtein(a: readonly number[], b: readonly number[]): number {
  const distances = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    let diagonal = distances[0] ?? 0;
    distances[0] = row;
    for (let column = 1; column <= b.length; column++) {
      const above = distances[column] ?? 0;
      const left = distances[column - 1] ?? 0;
      distances[column] = a[row - 1] === b[column - 1] ? diagonal : 1 + Math.min(above, left, diagonal);
      diagonal = above;
    }
  }
  return distances[b.length] ?? 0;
}
