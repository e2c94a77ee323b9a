import type { RawTree, RawValue } from '@throughline/connector';

/** A value that a person has laid over what a source says, for as long as that says what it replaced. */
export interface LaidValue {
  /** Names that lead to it. */
  path: readonly string[];
  /** What the source says there; null where that is nothing. */
  replaced: string | null;
  value: string | null;
}

/** The text at a path; null where there is nothing, undefined where there is no single text. */
export function textAt(values: RawTree, path: readonly string[]): string | null | undefined {
  let at: RawValue | undefined = values;
  for (const name of path) {
    if (at === null || at === undefined) return null;
    if (!isTree(at)) return undefined;
    at = Object.hasOwn(at, name) ? at[name] : undefined;
  }
  if (at === undefined || at === null) return null;
  return typeof at === 'string' ? at : undefined;
}

/** The values with those that people have laid over them; one whose place says something else by now is left out. */
export function laidOver(values: RawTree, repairs: readonly LaidValue[]): RawTree {
  return repairs.reduce((laid, { path, replaced, value }) => {
    return textAt(laid, path) === replaced ? withText(laid, path, value) : laid;
  }, values);
}

/** The values with another text at a path. */
export function withText(values: RawTree, [name, ...rest]: readonly string[], value: string | null): RawTree {
  if (name === undefined) return values;
  if (rest.length === 0) return { ...values, [name]: value };
  const inner = values[name];
  return { ...values, [name]: withText(inner !== undefined && isTree(inner) ? inner : {}, rest, value) };
}

/** The names that a column stands for: one of the row itself, or what leads into it, with ` / ` between. */
export function pathOf(values: RawTree, column: string): string[] {
  return Object.hasOwn(values, column) ? [column] : column.split(' / ');
}

function isTree(value: RawValue): value is RawTree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
