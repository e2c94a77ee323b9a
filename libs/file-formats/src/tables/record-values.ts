import type { RawTree } from '@throughline/connector';
import type { MutableTree } from '../trees/set-value.ts';
import { byNumber, type Cell } from './columns.ts';

/** The fields of a row under the names of their columns, or why they do not fit. */
export function valuesOf(
  fields: readonly Cell[],
  names: readonly string[] | undefined,
  lengths: 'exact' | 'free',
  unnamed: (index: number) => string = byNumber,
): RawTree | string {
  const values: MutableTree = {};
  if (names === undefined) {
    // A sheet has gaps: what is not filled is not mentioned.
    for (let index = 0; index < fields.length; index += 1) {
      const field = fields[index];
      if (field !== undefined) values[unnamed(index)] = field;
    }
    return values;
  }
  const shared = Math.min(fields.length, names.length);
  if (fields.length !== names.length && (lengths === 'exact' || !blankFrom(fields, shared)))
    return `has ${fields.length} fields for ${names.length} columns`;
  for (let index = 0; index < shared; index += 1) values[names[index] as string] = fields[index] as Cell;
  return values;
}

function blankFrom(fields: readonly Cell[], from: number): boolean {
  for (let index = from; index < fields.length; index += 1) {
    if ((fields[index] ?? '').trim() !== '') return false;
  }
  return true;
}
