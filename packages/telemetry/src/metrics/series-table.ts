/** Label value of everything that came after a label, or the table, was full. */
const other = 'other';

/** How many series a table may grow to. */
export interface SeriesBounds {
  /** Distinct values of each label. @default 1_000 */
  readonly values?: number;
  /** Series in all. @default 10_000 */
  readonly series?: number;
}

interface Node<T> {
  readonly next: Map<string, Node<T>>;
  leaf: T | undefined;
}

/**
 * One thing counted for each combination of label values. Callers choose some of the values, so both are bounded:
 * a value too many counts as `other`, and a combination too many as `other` in every label.
 */
export class SeriesTable<T> {
  readonly #create: () => T;
  readonly #mostValues: number;
  readonly #mostSeries: number;
  readonly #root: Node<T> = { next: new Map(), leaf: undefined };
  /** Values seen of each label, by its place. */
  readonly #seen: Set<string>[] = [];
  readonly #entries: (readonly [values: readonly string[], leaf: T])[] = [];

  constructor(create: () => T, bounds: SeriesBounds = {}) {
    this.#create = create;
    this.#mostValues = bounds.values ?? 1_000;
    this.#mostSeries = bounds.series ?? 10_000;
  }

  /** What is counted for these values, made if need be. Always give as many values, in the same order. */
  at(...values: readonly string[]): T {
    // Only what fits was ever added, so the common case costs a look for each label and no more.
    return this.#find(values) ?? this.#addFitting(values);
  }

  /** Everything that was added, in that order. */
  get entries(): readonly (readonly [values: readonly string[], leaf: T])[] {
    return this.#entries;
  }

  #find(values: readonly string[]): T | undefined {
    let node: Node<T> | undefined = this.#root;
    for (const value of values) {
      node = node.next.get(value);
      if (node === undefined) return undefined;
    }
    return node.leaf;
  }

  #addFitting(values: readonly string[]): T {
    const fitting = values.map((value, place) => (this.#fits(value, place) ? value : other));
    const known = this.#find(fitting);
    if (known !== undefined) return known;
    if (this.#entries.length < this.#mostSeries) return this.#add(fitting);
    const last = values.map(() => other);
    return this.#find(last) ?? this.#add(last);
  }

  #fits(value: string, place: number): boolean {
    const seen = (this.#seen[place] ??= new Set());
    if (seen.has(value)) return true;
    if (seen.size >= this.#mostValues) return false;
    seen.add(value);
    return true;
  }

  #add(values: readonly string[]): T {
    let node = this.#root;
    for (const value of values) {
      const next: Node<T> = node.next.get(value) ?? { next: new Map(), leaf: undefined };
      node.next.set(value, next);
      node = next;
    }
    const leaf = this.#create();
    node.leaf = leaf;
    this.#entries.push([values, leaf]);
    return leaf;
  }
}
