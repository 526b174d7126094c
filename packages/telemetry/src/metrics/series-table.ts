/** Label value for new values after a label, or the table, is full. */
const other = 'other';

/** Bounds of a table. */
export interface SeriesBounds {
  /** Distinct values of each label. @default 1_000 */
  readonly values?: number;
  /** Series in total. @default 10_000 */
  readonly series?: number;
}

interface Node<T> {
  readonly next: Map<string, Node<T>>;
  leaf: T | undefined;
}

/**
 * A counter for each combination of label values. Callers choose some of the values, so both are bounded: a value beyond
 * the bound counts as `other`, and a combination beyond the bound as `other` in every label.
 */
export class SeriesTable<T> {
  readonly #create: () => T;
  readonly #mostValues: number;
  readonly #mostSeries: number;
  readonly #root: Node<T> = { next: new Map(), leaf: undefined };
  /** Known values of each label, by the label's index. */
  readonly #seen: Set<string>[] = [];
  readonly #entries: (readonly [values: readonly string[], leaf: T])[] = [];

  constructor(create: () => T, bounds: SeriesBounds = {}) {
    this.#create = create;
    this.#mostValues = bounds.values ?? 1_000;
    this.#mostSeries = bounds.series ?? 10_000;
  }

  /** The counter of these values, created if necessary. `values`: one for each label, in the same order. */
  at(...values: readonly string[]): T {
    // Only values within the bounds were added, so the common case costs one look-up per label.
    return this.#find(values) ?? this.#addFitting(values);
  }

  /** All counters, in the order in which they were created. */
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
