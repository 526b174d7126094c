/** Milliseconds in three or four characters, for a column: `87 ms`, `1.5 s`, `4 min`. */
export function shortDuration(milliseconds: number): string {
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 9_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  if (milliseconds < 99_500) return `${Math.round(milliseconds / 1000)} s`;
  return `${Math.round(milliseconds / 60_000)} min`;
}
