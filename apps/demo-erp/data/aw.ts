import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Reads AdventureWorks' files: tab separated, or `+|` between columns and `&|` at row ends; no header rows. */
export function reader(folder: string): (name: string) => string[][] {
  return (name) => {
    const text = readFileSync(join(folder, `${name}.csv`), 'utf8').replace(/^\uFEFF/, '');
    const piped = text.includes('&|');
    const rows = piped ? text.split(/&\|\r?\n?/) : text.split(/\r?\n/);
    return rows
      .filter((row) => row.trim() !== '')
      .map((row) => row.split(piped ? '+|' : '\t').map((cell) => cell.trim()));
  };
}

/** A number from 0 to 2^32-1 that depends on the text alone, so that the data set is the same at every run. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const char of text) value = Math.imul(value ^ char.charCodeAt(0), 0x01000193) >>> 0;
  return value;
}

export function cell(row: string[], index: number): string {
  return row[index] ?? '';
}
