import type { Passage } from './rehearsal.ts';

/** What a scenario prints: a row for each case, a number for each column. */
export type Figures = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Time without a slot, in milliseconds; `NaN` for a call that never got one. */
export function waitMs({ sentAtMs, startedAtMs = NaN }: Passage): number {
  return startedAtMs - sentAtMs;
}

/** Time from request to end, in milliseconds; `NaN` for a call that hasn't ended. */
export function totalMs({ sentAtMs, endedAtMs = NaN }: Passage): number {
  return endedAtMs - sentAtMs;
}

/** The smallest value that `share` (0 to 1) of all do not exceed; `NaN` of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

/** How equal amounts are: 1 if all are, 1/n if one has everything. Source: Jain, Chiu and Hawe, DEC-TR-301, 1984. */
export function jainIndex(amounts: readonly number[]): number {
  const total = sum(amounts);
  return total ** 2 / (amounts.length * sum(amounts.map((amount) => amount ** 2)));
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
