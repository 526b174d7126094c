import type { Quantity } from './quantity.ts';

const examples = ['0%', '20%', '12.5%', '100%'];

/** Reads `20%` as 0.2. 0 % to 100 %. `0` needs no sign. */
export function parsePercentage(written: unknown): Quantity {
  if (written === 0 || written === '0') return { value: 0 };
  if (typeof written === 'number') return withoutSign(written);
  if (typeof written !== 'string') return { problem: 'Expected a percentage.', allowed: examples };
  const [, digits, sign] = /^\s*(-?\d+(?:\.\d+)?)\s*(%?)\s*$/.exec(written) ?? [];
  if (digits === undefined) return { problem: 'This is not a percentage.', allowed: examples };
  const percent = Number(digits);
  if (sign === '') return withoutSign(percent);
  if (percent < 0 || percent > 100) return { problem: 'A percentage must be from 0% to 100%.' };
  return { value: percent / 100 };
}

/** Writes 0.2 as `20%`; exact to a millionth of a percent. */
export function formatPercentage(share: number): string {
  return `${Number((share * 100).toFixed(6))}%`;
}

// 0.2 can only be a share and 20 only percent; 1 may be either, so nothing is suggested.
function withoutSign(number: number): Quantity {
  const problem = 'A percentage needs a % sign.';
  if (number > 0 && number < 1) return { problem, allowed: examples, suggestion: formatPercentage(number) };
  if (number > 1 && number <= 100) return { problem, allowed: examples, suggestion: `${number}%` };
  return { problem, allowed: examples };
}
