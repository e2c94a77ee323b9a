import type { RawTree, RawValue } from '@throughline/connector';
import type { PathSpec } from '../documents/mapping-schema.ts';
import type { Scope } from '../values/scope.ts';
import { trimmed } from '../values/texts.ts';
import { Misfit } from '../values/value-type.ts';

/** A field that the source could not tell, such as a long text that did not change in a change log. */
export const unavailable = Symbol('unavailable');

/**
 * What a column says: a text without blanks around it, several of them where a path names all elements of a list, null
 * for nothing, undefined when it is not there.
 */
export type Cell = string | readonly string[] | null | undefined | typeof unavailable | Misfit;

/** Texts that stand for something else in every column of a reader. */
export interface CellWords {
  /** Stand for nothing, beside the empty text. */
  readonly nothing: ReadonlySet<string>;
  /** Stands for a value that the source could not tell; null when it has no such text. */
  readonly unavailable: string | null;
}

export type ReadsRaw = (scope: Scope) => RawValue | undefined | Misfit;
export type ReadsCell = (scope: Scope) => Cell;

type Segment = Exclude<PathSpec, string>[number];

/** The segments of a path; a plain name is one. */
export const segmentsOf = (path: PathSpec): readonly Segment[] => (typeof path === 'string' ? [path] : path);

/** Whether it reads all elements of a list. */
export const isListPath = (path: PathSpec): boolean => Array.isArray(path) && path.includes('*');

/** The path as people read it. */
export function pathName(path: PathSpec): string {
  return segmentsOf(path)
    .map((segment) => (typeof segment === 'string' ? segment : JSON.stringify(segment)))
    .join(' / ');
}

/** How many records further out a path begins, and the rest of it. */
export function outwards(path: PathSpec): { up: number; inner: readonly Segment[] } {
  const segments = segmentsOf(path);
  const up = segments.findIndex((segment) => segment !== '..');
  return up < 0 ? { up: segments.length, inner: [] } : { up, inner: segments.slice(up) };
}

/** Reads whatever a path leads to; undefined where there is no such name, a misfit where it names one of several. */
export function rawReader(path: PathSpec): ReadsRaw {
  const { up, inner } = outwards(path);
  const [only] = inner;
  if (up === 0 && inner.length === 1 && typeof only === 'string' && only !== '*' && only !== '.')
    return Array.isArray(path) ? ({ value }) => named(value, only) : ({ value }) => memberOf(value, only);
  const read = along(inner.filter((segment) => segment !== '.'));
  return (scope) => {
    let at: Scope | null = scope;
    for (let index = 0; index < up && at !== null; index += 1) at = at.parent;
    return at === null ? undefined : read(at.value);
  };
}

type Reads = (value: RawValue) => RawValue | undefined | Misfit;

function along([segment, ...others]: readonly Segment[]): Reads {
  if (segment === undefined) return (value) => value;
  const rest = along(others);
  if (segment === '*')
    return (value) => {
      const made: RawValue[] = [];
      for (const element of elementsOf(value)) {
        const next = rest(element);
        if (next instanceof Misfit) return next;
        if (Array.isArray(next)) made.push(...(next as readonly RawValue[]));
        else if (next !== undefined) made.push(next);
      }
      return made;
    };
  const step: Reads = typeof segment === 'string' ? (value) => named(value, segment) : selector(segment);
  return (value) => {
    const next = step(value);
    return next === undefined || next === null || next instanceof Misfit ? next : rest(next);
  };
}

/** The elements of a list; what is no list is one element, since what repeats in some records only is a list in those. */
export function elementsOf(value: RawValue | undefined): readonly RawValue[] {
  if (Array.isArray(value)) return value as readonly RawValue[];
  return value === null || value === undefined ? [] : [value];
}

function named(value: RawValue, name: string): RawValue | undefined | Misfit {
  if (!Array.isArray(value)) return memberOf(value, name);
  const list = value as readonly RawValue[];
  if (/^[1-9]\d*$/.test(name)) return list[Number(name) - 1];
  if (list.length > 1) return new Misfit(`is one of ${list.length}: say which`);
  return list[0] === undefined ? undefined : memberOf(list[0], name);
}

function memberOf(value: RawValue, name: string): RawValue | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const member = (value as RawTree)[name];
  return typeof member === 'string' || Object.hasOwn(value, name) ? member : undefined;
}

function selector(wanted: Readonly<Record<string, string | readonly string[]>>): Reads {
  const tests = Object.entries(wanted).map(([name, texts]) => [name, new Set([texts].flat())] as const);
  const fits = (element: RawValue) =>
    tests.every(([name, texts]) => {
      const value = memberOf(element, name) ?? '';
      return typeof value === 'string' && texts.has(trimmed(value));
    });
  return (value) => {
    const found = elementsOf(value).filter(fits);
    return found.length > 1 ? found : found[0];
  };
}

/** Reads what a column says. */
export function cellReader(path: PathSpec, words: CellWords): ReadsCell {
  const read = rawReader(path);
  if (isListPath(path)) return (scope) => listCell(read(scope), words);
  return (scope) => {
    const value = read(scope);
    return typeof value === 'string' ? textCell(value, words) : otherCell(value, words);
  };
}

/** What a text says, without blanks around it. */
export function textCell(value: string, { nothing, unavailable: placeholder }: CellWords): Cell {
  const text = trimmed(value);
  if (text === '' || nothing.has(text)) return null;
  return text === placeholder ? unavailable : text;
}

function otherCell(value: RawValue | undefined | Misfit, words: CellWords): Cell {
  if (value === undefined || value === null || value instanceof Misfit) return value;
  if (!Array.isArray(value)) return new Misfit('is a record of its own, and no text');
  const list = value as readonly RawValue[];
  if (list.length > 1) return new Misfit(`is one of ${list.length}: say which`);
  const [only] = list;
  return typeof only === 'string' ? textCell(only, words) : otherCell(only, words);
}

function listCell(value: RawValue | undefined | Misfit, words: CellWords): Cell {
  if (value === undefined || value === null || value instanceof Misfit) return value;
  const texts: string[] = [];
  for (const element of elementsOf(value)) {
    const cell = typeof element === 'string' ? textCell(element, words) : otherCell(element, words);
    if (cell instanceof Misfit || cell === unavailable) return cell;
    if (typeof cell === 'string') texts.push(cell);
  }
  return texts;
}
