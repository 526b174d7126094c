import { stripVTControlCharacters } from 'node:util';

type Cell = string | number;

/** Rows as lines with aligned columns; columns with whole numbers are right-aligned. Texts may be coloured. */
export function table(rows: readonly (readonly Cell[])[]): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const layout = Array.from({ length: columns }, (_, column) => {
    const cells = rows.flatMap((row) => row[column] ?? []).map(plain);
    return {
      width: Math.max(...cells.map((cell) => cell.length)),
      isNumeric: cells.some((cell) => /^\d+$/.test(cell)),
    };
  });
  return rows.map((row) =>
    layout
      .map(({ width, isNumeric }, column) => pad(row[column] ?? '', width, isNumeric))
      .join('  ')
      .trimEnd(),
  );
}

function pad(cell: Cell, width: number, toTheRight: boolean): string {
  const blanks = ' '.repeat(width - plain(cell).length);
  return toTheRight ? `${blanks}${cell}` : `${cell}${blanks}`;
}

function plain(cell: Cell): string {
  return stripVTControlCharacters(String(cell));
}

/** A short text for milliseconds: `87 ms`, `1.5 s`, `4 min`. */
export function shortDuration(milliseconds: number): string {
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 9_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  if (milliseconds < 99_500) return `${Math.round(milliseconds / 1000)} s`;
  return `${Math.round(milliseconds / 60_000)} min`;
}
