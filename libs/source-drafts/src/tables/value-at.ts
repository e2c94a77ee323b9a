import type { RawTree, RawValue } from '@throughline/connector';

export const isTree = (value: RawValue): value is RawTree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What stands at a path; null where nothing does. */
export function valueAt(values: RawTree, path: readonly string[]): RawValue {
  let value: RawValue = values;
  for (const name of path) {
    if (!isTree(value) || !Object.hasOwn(value, name)) return null;
    value = value[name] ?? null;
  }
  return value;
}
