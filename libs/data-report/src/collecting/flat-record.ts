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

export function flatRecord({ values, position }: RawRecord): FlatRecord {
  const cells: Cell[] = [];
  const visit = (column: string, value: RawValue): void => {
    if (value === null || typeof value === 'string') cells.push({ column, value });
    else if (Array.isArray(value)) for (const element of value as readonly RawValue[]) visit(column, element);
    else
      for (const [name, inner] of Object.entries(value))
        visit(column === '' ? name : `${column}.${name}`, inner);
  };
  visit('', values);
  return { position, cells };
}

/** The first text of a column that is not blank; null when there is none. */
export function textOf({ cells }: FlatRecord, column: string): string | null {
  for (const cell of cells)
    if (cell.column === column && cell.value !== null && cell.value.trim() !== '') return cell.value;
  return null;
}
