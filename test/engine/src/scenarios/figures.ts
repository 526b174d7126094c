import type { CallRecord } from './scenario-run.ts';

/** The results of a scenario: for each case, a number for each figure. */
export type Figures = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Time until the call got a slot, in milliseconds; `NaN` if it never got one. */
export function waitMs({ sentAtMs, startedAtMs = NaN }: CallRecord): number {
  return startedAtMs - sentAtMs;
}

/** Time until the call ended, in milliseconds; `NaN` if it has not ended. */
export function totalMs({ sentAtMs, endedAtMs = NaN }: CallRecord): number {
  return endedAtMs - sentAtMs;
}

/** The smallest of `values` that at least a `share` (0 to 1) of them do not exceed; `NaN` if there are none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

/** Fairness index: 1 if all amounts are equal, 1/n if one of n has everything. Source: Jain, Chiu and Hawe, DEC-TR-301, 1984. */
export function jainIndex(amounts: readonly number[]): number {
  const total = sum(amounts);
  return total ** 2 / (amounts.length * sum(amounts.map((amount) => amount ** 2)));
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
