import { z } from 'zod';

const status = z.int().min(300).max(599);
const range = z
  .string()
  .refine((text) => isRange(text), 'This is not a range of statuses such as 520-599, the lower one first.');

/** A list of HTTP statuses and of ranges of them, such as `520-599`; parsed to the statuses, each of them once. */
export const statuses = z
  .array(z.union([status, range]).meta({ title: 'status or range' }))
  .transform((list) => [...new Set(list.flatMap((each) => (typeof each === 'number' ? each : allIn(each))))]);

/** The shortest list of statuses and ranges that parses to these statuses, in ascending order. */
export function formatStatuses(list: readonly number[]): (number | string)[] {
  const runs: [first: number, last: number][] = [];
  for (const each of [...list].sort((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run !== undefined && each <= run[1] + 1) run[1] = each;
    else runs.push([each, each]);
  }
  return runs.flatMap(([first, last]): (number | string)[] => {
    const written = `${first}-${last}`;
    return last - first > 2 ? [written] : allIn(written);
  });
}

function isRange(text: string): boolean {
  return /^[3-5]\d\d-[3-5]\d\d$/.test(text) && text.slice(0, 3) <= text.slice(4);
}

function allIn(text: string): number[] {
  const first = Number(text.slice(0, 3));
  return Array.from({ length: Number(text.slice(4)) - first + 1 }, (_, index) => first + index);
}
