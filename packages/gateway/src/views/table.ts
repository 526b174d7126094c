import { stripVTControlCharacters } from 'node:util';

type Cell = string | number;

/** Rows as lines with aligned columns; a column that holds numbers to the right. Texts may be coloured. */
export function table(rows: readonly (readonly Cell[])[]): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const layout = Array.from({ length: columns }, (_, column) => {
    const cells = rows.flatMap((row) => row[column] ?? []);
    return {
      width: Math.max(...cells.map(width)),
      isNumeric: cells.some((cell) => typeof cell === 'number'),
    };
  });
  return rows.map((row) =>
    layout
      .map(({ width: wanted, isNumeric }, column) => pad(row[column] ?? '', wanted, isNumeric))
      .join('  ')
      .trimEnd(),
  );
}

function pad(cell: Cell, wanted: number, toTheRight: boolean): string {
  const blanks = ' '.repeat(wanted - width(cell));
  return toTheRight ? `${blanks}${cell}` : `${cell}${blanks}`;
}

function width(cell: Cell): number {
  return stripVTControlCharacters(String(cell)).length;
}

function isNumber(cell: Cell): boolean {
  return /^\d+$/.test(stripVTControlCharacters(String(cell)));
}
