/** One of a kind is let through in so many milliseconds. */
const quietMs = 60_000;
/** Kinds that are remembered; the one heard of first is forgotten first. */
const mostKinds = 1_000;

interface Kind {
  readonly sinceMs: number;
  heldBack: number;
}

/** Holds back what has been said within the last minute, so that one fault can't fill a log. */
export class Repeats {
  readonly #kinds = new Map<string, Kind>();

  /** How many of its kind were held back before this one; `undefined` if this one is to be held back too. */
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
