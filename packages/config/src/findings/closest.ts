/**
 * The candidate nearest to `word`, or `undefined` if none is near. Near: at most one edit (insertion, deletion,
 * substitution, transposition of neighbours) per three letters, ignoring case.
 */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  // The distance costs the square of the length.
  if (word.length > 64) return undefined;
  let best: string | undefined;
  let fewest = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    if (candidate.length > 64) continue;
    const edits = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (edits < fewest) [best, fewest] = [candidate, edits];
  }
  return best;
}

/** `closest` as part of a finding: empty if there is nothing to suggest. */
export function didYouMean(word: string, candidates: Iterable<string>): { readonly suggestion?: string } {
  const suggestion = closest(word, candidates);
  return suggestion === undefined ? {} : { suggestion };
}

// Damerau-Levenshtein distance, optimal string alignment variant: three rows of the table are enough.
function editDistance(a: string, b: string): number {
  let twoAbove: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const substituted = cell(above, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1);
      let edits = Math.min(cell(above, column) + 1, cell(current, column - 1) + 1, substituted);
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        edits = Math.min(edits, cell(twoAbove, column - 2) + 1);
      }
      current.push(edits);
    }
    [twoAbove, above] = [above, current];
  }
  return cell(above, b.length);
}

function cell(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
