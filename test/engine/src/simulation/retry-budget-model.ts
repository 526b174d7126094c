/** The retries of a facade: at most a share of recent requests plus ten, where an event of 10 s ago counts about a third. */
export class RetryBudgetModel {
  readonly #share: number;
  readonly #requests: number[] = [];
  readonly #retries: number[] = [];

  constructor(share: number) {
    this.#share = share;
  }

  noteRequest(nowMs: number): void {
    this.#requests.push(nowMs);
  }

  /** The last request that was noted was rejected before it was counted. */
  forgetRequest(): void {
    this.#requests.pop();
  }

  spend(nowMs: number): boolean {
    if (recent(this.#retries, nowMs) + 1 > 10 + this.#share * recent(this.#requests, nowMs)) return false;
    this.#retries.push(nowMs);
    return true;
  }
}

function recent(times: readonly number[], nowMs: number): number {
  return times.reduce((sum, atMs) => sum + Math.exp((atMs - nowMs) / 10_000), 0);
}
