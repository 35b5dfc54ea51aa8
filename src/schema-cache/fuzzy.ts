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
 * auth-transactions-errors 3.5). Entries equal but for case collapse into the one in lower case, else into the first.
 * The gram indexes are built at the first search that needs them.
 */
export class FuzzySet {
  /** Lower-case text → entry, the last entry first, as the original adds them. */
  readonly #entries = new Map<string, string>();
  readonly #lowered: readonly string[];
  /** UTF-16 units of the longest entry. */
  readonly #longest: number;
  readonly #indexes = new Map<number, GramIndex>();

  constructor(entries: Iterable<string>) {
    for (const entry of [...entries].reverse()) {
      const lowered = entry.toLowerCase();
      if (this.#entries.get(lowered) !== lowered) this.#entries.set(lowered, entry);
    }
    this.#lowered = [...this.#entries.keys()];
    this.#longest = this.#lowered.reduce((longest, { length }) => Math.max(longest, length), 0);
  }

  /**
   * The best match with a score of at least `minimum`, or null. Equal scores go to the entry that shares more grams
   * with the query, then to the last one, as the original's do.
   */
  search(query: string, minimum: number): FuzzyMatch | null {
    const lowered = query.toLowerCase();
    const exact = this.#entries.get(lowered);
    if (exact !== undefined) return { entry: exact, score: 1 };
    // Two units per code point at most: no entry is long enough to reach the minimum, however long the query.
    if (lowered.length * minimum > 2 * this.#longest) return null;
    return this.#searchGrams(lowered, 3, minimum) ?? this.#searchGrams(lowered, 2, minimum);
  }

  #searchGrams(query: string, size: number, minimum: number): FuzzyMatch | null {
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
  /** Per gram the positions of the texts that contain it, ascending, once per occurrence. */
  readonly #occurrences = new Map<string, number[]>();
  /** Squared Euclidean norm of each text's gram counts. */
  readonly #squares: Float64Array;

  constructor(texts: readonly string[], size: number) {
    this.#size = size;
    this.#squares = new Float64Array(texts.length);
    for (let position = 0; position < texts.length; position++) this.#add(texts[position] ?? '', position);
  }

  #add(text: string, position: number): void {
    const reduced = reduce(text);
    let squares = 0;
    for (let start = 0; start + this.#size <= reduced.length; start++) {
      const gram = reduced.slice(start, start + this.#size);
      const occurrences = this.#occurrences.get(gram);
      if (occurrences === undefined) {
        this.#occurrences.set(gram, [position]);
        squares += 1;
      } else {
        // The n-th occurrence turns (n - 1)² into n².
        squares += 2 * countAtEnd(occurrences, position) + 1;
        occurrences.push(position);
      }
    }
    this.#squares[position] = squares;
  }

  /** Positions of the texts that share a gram with `query`, at most `limit`, most similar first. */
  nearest(query: string, limit: number): number[] {
    const products = new Float64Array(this.#squares.length);
    for (const [gram, count] of gramCounts(query, this.#size)) {
      const occurrences = this.#occurrences.get(gram) ?? [];
      for (const position of occurrences) products[position] = (products[position] ?? 0) + count;
    }
    const nearest: number[] = [];
    // The query's own norm divides all alike, so it does not matter for the order.
    const cosines = products;
    for (let position = 0; position < products.length; position++) {
      if (products[position] === 0) continue;
      const cosine = (products[position] ?? 0) / Math.sqrt(this.#squares[position] ?? 1);
      cosines[position] = cosine;
      if (nearest.length === limit && cosine <= (cosines[nearest[limit - 1] ?? 0] ?? 0)) continue;
      let rank = nearest.length === limit ? limit - 1 : nearest.length;
      while (rank > 0 && cosine > (cosines[nearest[rank - 1] ?? 0] ?? 0)) {
        nearest[rank] = nearest[rank - 1] ?? 0;
        rank--;
      }
      nearest[rank] = position;
    }
    return nearest;
  }
}

/** How often `position` stands at the end of the list. */
function countAtEnd(occurrences: readonly number[], position: number): number {
  let index = occurrences.length;
  while (index > 0 && occurrences[index - 1] === position) index--;
  return occurrences.length - index;
}

function gramCounts(text: string, size: number): Map<string, number> {
  const reduced = reduce(text);
  const counts = new Map<string, number>();
  for (let start = 0; start + size <= reduced.length; start++) {
    const gram = reduced.slice(start, start + size);
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}

/** Grams are taken from letters, digits, blanks and commas only, between two dashes. */
const ignoredCharacters = /[^\p{L}\p{N}\s,]+/gu;

function reduce(text: string): string {
  return `-${text.replace(ignoredCharacters, '')}-`;
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
