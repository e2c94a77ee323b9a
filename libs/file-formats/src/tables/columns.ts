import { Unreadable } from '../fault.ts';

/** A cell: text, or null where a sheet has nothing. */
export type Cell = string | null;

/**
 * The columns that a header names: blanks around a name are no part of it, a column without a name goes by its number.
 * Throws where two have the same name, because nobody could say which is meant.
 */
export function namesOf(cells: readonly Cell[], row: number, unnamed: (index: number) => string): string[] {
  const names = cells.map((cell, index) => (cell ?? '').trim() || unnamed(index));
  return distinct(names, row);
}

export function distinct(names: readonly string[], row: number): string[] {
  const seen = new Map<string, number>();
  for (const [index, name] of names.entries()) {
    const first = seen.get(name);
    if (first !== undefined)
      throw new Unreadable(row, `columns ${first + 1} and ${index + 1} have the same name`);
    if (name === '__proto__') throw new Unreadable(row, `column ${index + 1} is called __proto__`);
    seen.set(name, index);
  }
  return [...names];
}

/** Names from two rows, of which the upper may stand over several columns. */
export function mergedNames(
  upper: readonly Cell[],
  lower: readonly Cell[],
  { fill, join }: { fill: 'none' | 'right'; join: string },
): string[] {
  const names: string[] = [];
  let above = '';
  for (let index = 0; index < Math.max(upper.length, lower.length); index += 1) {
    const own = (upper[index] ?? '').trim();
    above = own !== '' || fill === 'none' ? own : above;
    names.push([above, (lower[index] ?? '').trim()].filter(Boolean).join(join));
  }
  return names;
}

export const byNumber = (index: number): string => String(index + 1);

/** The letters of a column of a sheet, from index 0. */
export function byLetter(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : byLetter(Math.floor(index / 26) - 1) + last;
}

/** The index of a column by its letters. */
export function indexOfLetters(letters: string): number {
  let index = 0;
  for (const letter of letters) index = index * 26 + letter.charCodeAt(0) - 64;
  return index - 1;
}
