import type { RawRecord, RawValue } from '@throughline/connector';

export interface Cell {
  /** Names on the way with points between; the elements of a list share theirs. */
  readonly column: string;
  readonly value: string | null;
}

/** A record as cells; of a nested one, several may be of one column. */
export interface FlatRecord {
  readonly position: number;
  readonly cells: readonly Cell[];
}

/** What is nested deeper is not looked at: no document of a back office is, and the stack has an end. */
const deepest = 64;

export function flatRecord({ values, position }: RawRecord): FlatRecord {
  const cells: Cell[] = [];
  const visit = (column: string, value: RawValue, depth: number): void => {
    if (value === null || typeof value === 'string') cells.push({ column, value });
    else if (depth >= deepest) return;
    else if (Array.isArray(value))
      for (const element of value as readonly RawValue[]) visit(column, element, depth + 1);
    else
      for (const [name, inner] of Object.entries(value))
        visit(column === '' ? name : `${column}.${name}`, inner, depth + 1);
  };
  visit('', values, 0);
  return { position, cells };
}

/** The first text of a column that is not blank; null when there is none. */
export function textOf({ cells }: FlatRecord, column: string): string | null {
  for (const cell of cells)
    if (cell.column === column && cell.value !== null && cell.value.trim() !== '') return cell.value;
  return null;
}
