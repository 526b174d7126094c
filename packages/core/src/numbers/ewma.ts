/**
 * Exponentially weighted moving average: `mean` after one more sample.
 * `alpha`: weight of the new sample, above 0 and at most 1. The average remembers about `2 / alpha` samples.
 */
export function ewma(mean: number, sample: number, alpha: number): number {
  return mean + alpha * (sample - mean);
}
