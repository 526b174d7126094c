import type { Usage } from '@laneway/contracts';

import type { TokenFigures } from './interval-report.ts';

/** Adds tokens up. */
export class TokenCount {
  #prompt = 0;
  #cached = 0;
  #completion = 0;
  #reasoning = 0;
  #estimated = 0;
  #separate = 0;

  /** Prompt and completion together, without those of separate quotas. */
  get total(): number {
    return this.#prompt + this.#completion;
  }

  /** `exact`: false if the gateway estimated them. */
  add(usage: Usage, exact: boolean): void {
    if (usage.separateQuota === true) {
      this.#separate += usage.promptTokens + usage.completionTokens;
      return;
    }
    this.#prompt += usage.promptTokens;
    this.#cached += usage.cachedTokens;
    this.#completion += usage.completionTokens;
    this.#reasoning += usage.reasoningTokens;
    if (!exact) this.#estimated += usage.promptTokens + usage.completionTokens;
  }

  /** Adds the counts of `other`. */
  merge(other: TokenCount): void {
    this.#prompt += other.#prompt;
    this.#cached += other.#cached;
    this.#completion += other.#completion;
    this.#reasoning += other.#reasoning;
    this.#estimated += other.#estimated;
    this.#separate += other.#separate;
  }

  figures(): TokenFigures {
    return {
      prompt: this.#prompt,
      cached: this.#cached,
      completion: this.#completion,
      reasoning: this.#reasoning,
      estimated: this.#estimated,
      separate: this.#separate,
    };
  }
}
