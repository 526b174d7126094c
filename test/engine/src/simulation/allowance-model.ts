/** What is let pass beyond a window's share of the quota: how it is smoothed is not for here to say. */
const tolerance = 1.6;

/** What an endpoint may be sent of one kind, as far as is certain: not much more in a window than its quota, and something after a pause. */
export class AllowanceModel {
  readonly #windowMs: number;
  readonly #spent: { readonly atMs: number; readonly amount: number }[] = [];
  #perMinute: number | undefined;
  #touchedAtMs = -Infinity;

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  configure(perMinute: number | undefined): void {
    // What was sent without a quota isn't counted later.
    if (perMinute === undefined) this.#spent.length = 0;
    this.#perMinute = perMinute;
  }

  take(amount: number, nowMs: number): void {
    this.correct(amount, nowMs, nowMs);
  }

  /** For what was taken at `takenAtMs`, so much more was really used, or less if it is negative. */
  correct(more: number, takenAtMs: number, nowMs: number): void {
    this.#touchedAtMs = nowMs;
    if (this.#perMinute !== undefined) this.#spent.push({ atMs: takenAtMs, amount: more });
  }

  /** Whether nothing may be sent: far more than the window's share of the quota is spent. */
  empty(nowMs: number): boolean {
    if (this.#perMinute === undefined) return false;
    const recent = this.#spent.filter(({ atMs }) => nowMs - atMs < this.#windowMs);
    const spent = recent.reduce((sum, { amount }) => sum + amount, 0);
    return spent > 1 + tolerance * ((this.#perMinute * this.#windowMs) / 60_000);
  }

  /** Whether something may certainly be sent. */
  surelyHasRoom(nowMs: number): boolean {
    return this.#perMinute === undefined || nowMs - this.#touchedAtMs > 1.1 * this.#windowMs;
  }
}
