import { ewma } from '../numbers/ewma.ts';

/** Answer tokens to expect before an answer was seen. */
const firstGuess = 256;
/** EWMA weight of a new answer. */
const alpha = 0.1;

/** Foretells the tokens of a facade's exchanges from the size of the request and from earlier answers. */
export class CostEstimator {
  #meanAnswer = firstGuess;

  /** Tokens of prompt and answer together, at least 1. `maxTokens`: what the caller allows the answer, if it says so. */
  estimate(promptTokens: number, maxTokens: number | undefined): number {
    const answer = Math.min(this.#meanAnswer, maxTokens ?? Infinity);
    return Math.max(1, Math.ceil(promptTokens + answer));
  }

  /** An answer had so many tokens. */
  learn(completionTokens: number): void {
    // Backends and processors say it, and one bad number would stay in the average for good.
    if (!Number.isFinite(completionTokens) || completionTokens < 0) return;
    this.#meanAnswer = ewma(this.#meanAnswer, completionTokens, alpha);
  }
}

/** How many tokens a parsed body allows the answer; `undefined` if it doesn't say. */
export function maxTokensOf(json: unknown): number | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const { max_tokens, max_completion_tokens, max_output_tokens } = json as Readonly<Record<string, unknown>>;
  return [max_tokens, max_completion_tokens, max_output_tokens].find(isTokenCount);
}

function isTokenCount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0;
}
