/** Share of events that are hits, of late: both counts lose half their weight every `halfLifeMs`. */
export class DecayedShare {
  readonly #halfLifeMs: number;
  #events = 0;
  #hits = 0;
  #atMs = 0;

  constructor(halfLifeMs: number) {
    this.#halfLifeMs = halfLifeMs;
  }

  add(nowMs: number, events: number, hits: number): void {
    const weight = 2 ** ((this.#atMs - nowMs) / this.#halfLifeMs);
    this.#atMs = nowMs;
    this.#events = this.#events * weight + events;
    this.#hits = this.#hits * weight + hits;
  }

  /** 0 to 1; 0 before the first event. */
  get share(): number {
    return this.#events === 0 ? 0 : this.#hits / this.#events;
  }
}
