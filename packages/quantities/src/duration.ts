import type { Quantity } from './quantity.ts';

const unitMs = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

const examples = ['250ms', '2s', '5m', '1h', '1d'];

// Node's timers fire at once if the delay is more than 2^31 - 1 ms.
const longestMs = 24 * 86_400_000;

/** Reads `250ms`, `2s`, `1.5h` or `1d` as whole milliseconds, at most 24 days. `0` needs no unit. */
export function parseDuration(written: unknown): Quantity {
  if (written === 0 || written === '0') return { value: 0 };
  if (typeof written === 'number' && written > 0 && written < Infinity) return withoutUnit(String(written));
  if (typeof written !== 'string' && typeof written !== 'number') {
    return { problem: 'Expected a duration.', allowed: examples };
  }
  const [, sign, digits, unit] = /^\s*([-+]?)(\d+(?:\.\d+)?)\s*([a-zA-Zµ]*)\s*$/.exec(String(written)) ?? [];
  if (digits === undefined || unit === undefined)
    return { problem: 'This is not a duration.', allowed: examples };
  if (sign === '-') return { problem: 'A duration must not be negative.', allowed: examples };
  if (unit === '') return withoutUnit(digits);
  const factor = unitMs.get(unit);
  if (factor === undefined) return { problem: 'This is not a unit of time.', allowed: [...unitMs.keys()] };
  const value = Math.round(Number(digits) * factor);
  return value <= longestMs ? { value } : { problem: 'A duration must be at most 24d.' };
}

/** The shortest way to write whole milliseconds exactly. */
export function formatDuration(ms: number): string {
  if (ms === 0) return '0s';
  const [unit, factor] = [...unitMs].findLast(([, candidate]) => ms % candidate === 0) ?? ['ms', 1];
  return `${ms / factor}${unit}`;
}

function withoutUnit(digits: string): Quantity {
  return { problem: 'A duration needs a unit.', allowed: examples, suggestion: `${digits}s` };
}
