import type { RawTree } from '@throughline/connector';
import type { ColumnProfile } from '../shapes/column-profile.ts';
import { shareLike } from '../shapes/column-profile.ts';
import type { Concept } from '../words/vocabulary.ts';
import { valueAt } from './value-at.ts';

const entities: readonly Concept[] = ['item', 'order', 'invoice', 'customer', 'warehouse', 'list'];

/** Columns that are tried together. */
const tried = 8;

/**
 * The column, or the two or three together, in which no two rows are alike; none where no such are found. Those that
 * look like a key come first: named like one, whole numbers or codes, far to the left.
 */
export function uniqueColumns(
  columns: readonly ColumnProfile[],
  rows: readonly RawTree[],
  own: readonly Concept[] = [],
): string[] {
  if (rows.length < 2) return columns.length > 0 && rows.length === 1 ? firstOf(columns, own) : [];
  const likely = columns
    .filter(({ filled, longest }) => filled === rows.length && longest <= 200)
    .map((column) => ({ column, score: keyScore(column, own) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || a.column.index - b.column.index);
  const single = likely.find(({ column, score }) => column.unique && score >= 0.5);
  if (single !== undefined) return [single.column.name];
  const parts = likely.slice(0, tried).map(({ column }) => column);
  for (const size of [2, 3])
    for (const chosen of combinations(parts, size))
      if (areUnique(chosen, rows))
        return chosen.toSorted((a, b) => a.index - b.index).map(({ name }) => name);
  return likely
    .filter(({ column }) => column.unique)
    .slice(0, 1)
    .map(({ column }) => column.name);
}

function firstOf(columns: readonly ColumnProfile[], own: readonly Concept[]): string[] {
  const best = columns
    .filter(({ filled }) => filled > 0)
    .toSorted((a, b) => keyScore(b, own) - keyScore(a, own) || a.index - b.index)[0];
  return best === undefined ? [] : [best.name];
}

function keyScore(column: ColumnProfile, own: readonly Concept[]): number {
  const { concepts } = column.about;
  const named =
    (concepts.some((concept) => ['sku', 'number', 'id', 'code', 'line'].includes(concept)) ? 2 : 0) +
    (concepts.some((concept) => entities.includes(concept)) ? 1 : 0) +
    (concepts.some((concept) => own.includes(concept)) || concepts.includes('sku') ? 1 : 0) -
    (concepts.includes('supplier') && !own.includes('supplier') ? 2.5 : 0);
  if (concepts.includes('changed') || concepts.includes('serial') || shareLike(column, 'uuid') > 0.9)
    return 0.1;
  // Amounts and texts are different by chance.
  const made =
    (shareLike(column, 'fraction') > 0.1 ? -3 : 0) +
    (concepts.some((concept) =>
      ['amount', 'price', 'cost', 'text', 'quantity', 'net', 'gross', 'total'].includes(concept),
    )
      ? -2
      : 0);
  const shape = shareLike(column, 'integer') > 0.9 ? 1 : shareLike(column, 'code') > 0.9 ? 0.8 : 0;
  return Math.max(0.01, 1 + named + shape + made - column.index * 0.02);
}

function* combinations(columns: readonly ColumnProfile[], size: number): Generator<ColumnProfile[]> {
  const [first, ...rest] = columns;
  if (first === undefined) return;
  if (size === 1) {
    yield* columns.map((column) => [column]);
    return;
  }
  for (const others of combinations(rest, size - 1)) yield [first, ...others];
  yield* combinations(rest, size);
}

/** Whether no two rows have the same in these columns. */
export function areUnique(columns: readonly ColumnProfile[], rows: readonly RawTree[]): boolean {
  const seen = new Set<string>();
  for (const row of rows) {
    const key = JSON.stringify(columns.map(({ path }) => valueAt(row, path)));
    if (seen.has(key)) return false;
    seen.add(key);
  }
  return true;
}
