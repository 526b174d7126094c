/** The ratios of all rounds as one text: the median, and the distance of the quartiles from it. */
export function ratioText(ratios: readonly number[]): string {
  const sorted = ratios.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.round(share * (sorted.length - 1))] ?? NaN).toFixed(2);
  return `${at(0.5)}x   (quartiles ${at(0.25)} to ${at(0.75)})`;
}
