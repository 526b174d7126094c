import { ewma } from '../numbers/ewma.ts';

/** Tokens to expect of an answer before any answer was seen. */
const firstEstimate = 256;
/** EWMA weight of a new answer. */
const alpha = 0.1;

/** Estimates what a facade's requests cost, from the size of the prompt and from earlier answers. */
export class CostEstimator {
  #meanAnswer = firstEstimate;

  /** Tokens of prompt and answer together, at least 1. `maxTokens`: what the caller allows the answer; absent: any number. */
  estimate(promptTokens: number, maxTokens: number | undefined): number {
    const answer = Math.min(this.#meanAnswer, maxTokens ?? Infinity);
    return Math.max(1, Math.ceil(promptTokens + answer));
  }

  /** An answer had `completionTokens`. Values that are not a number of tokens are ignored. */
  learn(completionTokens: number): void {
    // Reported by backends and processors: one invalid number would spoil the average for ever.
    if (!Number.isFinite(completionTokens) || completionTokens < 0) return;
    this.#meanAnswer = ewma(this.#meanAnswer, completionTokens, alpha);
  }
}
