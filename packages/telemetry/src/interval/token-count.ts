import type { Usage } from '@laneway/contracts';

import type { TokenFigures } from './interval-report.ts';

/** Adds tokens up. */
export class TokenCount {
  #prompt = 0;
  #cached = 0;
  #completion = 0;
  #reasoning = 0;
  #estimated = 0;
  #apart = 0;

  /** Prompt and completion together, without those apart. */
  get total(): number {
    return this.#prompt + this.#completion;
  }

  /** `exact`: false if the gateway estimated them. */
  add(usage: Usage, exact: boolean): void {
    if (usage.apart === true) {
      this.#apart += usage.promptTokens + usage.completionTokens;
      return;
    }
    this.#prompt += usage.promptTokens;
    this.#cached += usage.cachedTokens;
    this.#completion += usage.completionTokens;
    this.#reasoning += usage.reasoningTokens;
    if (!exact) this.#estimated += usage.promptTokens + usage.completionTokens;
  }

  /** Adds what `other` has counted. */
  merge(other: TokenCount): void {
    this.#prompt += other.#prompt;
    this.#cached += other.#cached;
    this.#completion += other.#completion;
    this.#reasoning += other.#reasoning;
    this.#estimated += other.#estimated;
    this.#apart += other.#apart;
  }

  figures(): TokenFigures {
    return {
      prompt: this.#prompt,
      cached: this.#cached,
      completion: this.#completion,
      reasoning: this.#reasoning,
      estimated: this.#estimated,
      apart: this.#apart,
    };
  }
}
