import type { RawTree, RawValue } from '@throughline/connector';
import type { ColumnSpec } from '@throughline/source-documents';

/** No text that a person typed holds it. */
const separator = '\u001F';

/**
 * The texts of some columns as one, byte for byte.
 * @returns null when one of them says nothing, or holds no text
 */
export function keyOf(values: RawTree, columns: readonly ColumnSpec[]): string | null {
  const parts = columns.map((column) => valueAt(values, column));
  if (parts.some((part) => typeof part !== 'string' || part === '' || part.includes(separator))) return null;
  return parts.join(separator);
}

function valueAt(values: RawTree, column: ColumnSpec): RawValue | undefined {
  if (typeof column === 'string') return values[column];
  return column.reduce<RawValue | undefined>(
    (value, name) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? (value as RawTree)[name]
        : undefined,
    values,
  );
}
