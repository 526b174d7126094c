/** Spending up to this multiple of a window's quota is tolerated: how the engine smooths it is not modelled. */
const tolerance = 1.6;

/** What may certainly be sent to an endpoint of tokens or of requests: not much more per window than its quota, and something after a pause. */
export class AllowanceModel {
  readonly #windowMs: number;
  readonly #spent: { readonly atMs: number; readonly amount: number }[] = [];
  #perMinute: number | undefined;
  #touchedAtMs = -Infinity;

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  configure(perMinute: number | undefined): void {
    // Amounts that were sent without a quota do not count towards a later one.
    if (perMinute === undefined) this.#spent.length = 0;
    this.#perMinute = perMinute;
  }

  take(amount: number, nowMs: number): void {
    this.correct(amount, nowMs, nowMs);
  }

  /** For an amount that was taken at `takenAtMs`, `more` was used in addition; negative if less was used. */
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
