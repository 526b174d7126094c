/** Shortest time between two of a kind that pass. Milliseconds. */
const quietMs = 60_000;
/** Kinds that are remembered at most; the oldest is forgotten first. */
const mostKinds = 1_000;

interface Kind {
  readonly sinceMs: number;
  heldBack: number;
}

/** Holds repetitions back for a minute, so that one fault cannot fill a log. */
export class Repeats {
  readonly #kinds = new Map<string, Kind>();

  /** Number of repetitions held back since the last one that passed; `undefined` if this one must be held back too. */
  pass(kind: string, nowMs: number): number | undefined {
    const known = this.#kinds.get(kind);
    if (known !== undefined && nowMs < known.sinceMs + quietMs) {
      known.heldBack += 1;
      return undefined;
    }
    this.#remember(kind, nowMs);
    return known?.heldBack ?? 0;
  }

  #remember(kind: string, nowMs: number): void {
    this.#kinds.delete(kind);
    const [oldest] = this.#kinds.keys();
    if (this.#kinds.size >= mostKinds && oldest !== undefined) this.#kinds.delete(oldest);
    this.#kinds.set(kind, { sinceMs: nowMs, heldBack: 0 });
  }
}
