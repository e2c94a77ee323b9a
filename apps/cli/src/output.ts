/** What a command found: JSON for scripts, lines for people, and whether all is well. */
export interface Output {
  readonly json: unknown;
  readonly lines: readonly string[];
  /** Exit status; 1 when something is wrong that a script should notice. */
  readonly status?: 0 | 1;
}

type Cell = string | number | null | undefined;

/** Aligned columns; numbers to the right, also where some are missing. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string[] {
  const texts = rows.map((row) => row.map((cell) => String(cell ?? '')));
  const widths = head.map((title, i) => Math.max(title.length, ...texts.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[], numbers: readonly boolean[]): string =>
    cells
      .map((cell, i) => (numbers[i] ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  const numeric = head.map((_, i) => isNumeric(rows.map((row) => row[i])));
  return [line(head, numeric), ...texts.map((row) => line(row, numeric))];
}

function isNumeric(cells: readonly Cell[]): boolean {
  const given = cells.filter((cell) => cell !== null && cell !== undefined);
  return given.length > 0 && given.every((cell) => typeof cell === 'number');
}
