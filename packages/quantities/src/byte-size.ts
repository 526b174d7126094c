import type { Quantity } from './quantity.ts';

const unitBytes = new Map([
  ['B', 1],
  ['KB', 1e3],
  ['KiB', 2 ** 10],
  ['MB', 1e6],
  ['MiB', 2 ** 20],
  ['GB', 1e9],
  ['GiB', 2 ** 30],
]);

const examples = ['512B', '64KiB', '64KB', '1MiB', '2GB'];

/** Reads `64KiB` or `1.5MB` as whole bytes, at most 2^53 - 1. Units in any case; a number alone is bytes. */
export function parseByteSize(written: unknown): Quantity {
  if (typeof written !== 'string' && typeof written !== 'number')
    return { problem: 'Expected a size.', allowed: examples };
  const [, sign, digits, unit] = /^\s*([-+]?)(\d+(?:\.\d+)?)\s*([a-zA-Z]*)\s*$/.exec(String(written)) ?? [];
  if (digits === undefined || unit === undefined)
    return { problem: 'This is not a size.', allowed: examples };
  if (sign === '-') return { problem: 'A size must not be negative.', allowed: examples };
  const factor = unit === '' ? 1 : factorOf(unit);
  if (factor === undefined) return { problem: 'This is not a unit of size.', allowed: [...unitBytes.keys()] };
  const value = Number(digits) * factor;
  if (value > Number.MAX_SAFE_INTEGER) return { problem: 'A size must be at most 2^53 - 1 bytes.' };
  return Number.isInteger(value) ? { value } : { problem: 'A size must be a whole number of bytes.' };
}

/** The shortest way to write whole bytes exactly. */
export function formatByteSize(bytes: number): string {
  if (bytes === 0) return '0B';
  const [unit, factor] = [...unitBytes].findLast(([, candidate]) => bytes % candidate === 0) ?? ['B', 1];
  return `${bytes / factor}${unit}`;
}

function factorOf(unit: string): number | undefined {
  for (const [name, factor] of unitBytes) {
    if (name.toLowerCase() === unit.toLowerCase()) return factor;
  }
  return undefined;
}
