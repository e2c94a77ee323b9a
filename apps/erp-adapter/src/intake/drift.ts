import type { CatalogueColumn, ReaderProfile, ValueProfile } from '../landing/column-profile.ts';

/**
 * How a column differs from before. `new`, `gone`; `wider`, `narrower`: its values or the column itself; `type`: numbers
 * that are text now, dates in another format, another decimal mark, another type of the catalogue; `empty`: it says
 * nothing far more often.
 */
export const driftKinds = ['new', 'gone', 'wider', 'narrower', 'type', 'empty'] as const;
export type DriftKind = (typeof driftKinds)[number];

export interface Drift {
  readonly kind: DriftKind;
  readonly column: string;
  /** What it was and is, in words; null of what was or is not there. */
  readonly before: string | null;
  readonly after: string | null;
  /** Whether a person is asked first. */
  readonly stops: boolean;
}

/** Whether each kind is told, or stops the reader until a person has looked. */
export type DriftRules = Readonly<Record<DriftKind, 'tell' | 'stop'>>;

/** Values that a column has to have before anything is concluded from them, and records from how often it is filled. */
const least = { values: 50, records: 200 };
/** Shares: of records that have a column which counts as there, of values that make its kind, and of a leap of empty ones. */
const shares = { there: 0.5, was: 0.99, is: 0.9, leap: 0.2 };
/** How many times as long as before counts as wider, and the other way round as narrower. */
const times = 2;
const mostListed = 100;

/** How the columns of a reader differ from those that were accepted last. */
export function driftsOf(before: ReaderProfile, now: ReaderProfile, rules: DriftRules): Drift[] {
  // A document without records says nothing of columns.
  if (before.records > 0 && now.records === 0) return [];
  const found: Drift[] = [];
  const add = (kind: DriftKind, column: string, was: string | null, is: string | null) =>
    found.push({ kind, column, before: was, after: is, stops: rules[kind] === 'stop' });
  for (const [name, column] of Object.entries(before.columns))
    if (!Object.hasOwn(now.columns, name) && isThere(column)) add('gone', name, wordsOf(column), null);
  for (const [name, column] of Object.entries(now.columns)) {
    const known = Object.hasOwn(before.columns, name) ? before.columns[name] : undefined;
    if (known === undefined) {
      if (isThere(column)) add('new', name, null, wordsOf(column));
    } else if ('type' in known && 'type' in column) catalogueDrifts(name, known, column, add);
    else if ('kinds' in known && 'kinds' in column) valueDrifts(name, known, column, add);
  }
  return found.toSorted((a, b) => Number(b.stops) - Number(a.stops)).slice(0, mostListed);
}

type Adds = (kind: DriftKind, column: string, was: string | null, is: string | null) => unknown;

function isThere(column: ValueProfile | CatalogueColumn): boolean {
  return 'type' in column || column.present >= shares.there * column.records;
}

function catalogueDrifts(name: string, known: CatalogueColumn, column: CatalogueColumn, add: Adds): void {
  if (known.type !== column.type) add('type', name, wordsOf(known), wordsOf(column));
  else if (known.length !== column.length) {
    const [was, is] = [known.length ?? Number.POSITIVE_INFINITY, column.length ?? Number.POSITIVE_INFINITY];
    add(is > was ? 'wider' : 'narrower', name, wordsOf(known), wordsOf(column));
  }
}

function valueDrifts(name: string, known: ValueProfile, column: ValueProfile, add: Adds): void {
  if (known.records >= least.records && column.records >= least.records) {
    const [was, is] = [1 - known.filled / known.records, 1 - column.filled / column.records];
    if (is - was >= shares.leap) add('empty', name, percent(was), percent(is));
  }
  if (known.filled < least.values || column.filled < least.values) return;
  const was = familyOf(known);
  if (was !== null && shareOf(column, was) < shares.is) add('type', name, was, otherFamily(column, was));
  else if (was === 'numbers' && isOtherMark(known, column))
    add('type', name, marksOf(known), marksOf(column));
  else if (column.longest > times * known.longest)
    add('wider', name, characters(known.longest), characters(column.longest));
  else if (known.longest > times * column.longest)
    add('narrower', name, characters(known.longest), characters(column.longest));
}

const numbers: ReadonlySet<string> = new Set(['whole', 'comma', 'point']);

/** What kinds are together: numbers however they are written, each format of dates, everything else. */
function families({ kinds }: ValueProfile): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [kind, count] of Object.entries(kinds)) {
    const family = numbers.has(kind) ? 'numbers' : kind.startsWith('date ') ? kind : 'text';
    counts.set(family, (counts.get(family) ?? 0) + count);
  }
  return counts;
}

/** What nearly all values are; null where they are mixed, and of texts, which may be anything. */
function familyOf(column: ValueProfile): string | null {
  const [family = null] =
    [...families(column)].find(([, count]) => count >= shares.was * column.filled) ?? [];
  return family === 'text' ? null : family;
}

/** What most values are; `mixed` where that is what nearly all were. */
function otherFamily(column: ValueProfile, was: string): string {
  const main = mainFamily(column);
  return main === was ? 'mixed' : main;
}

function mainFamily(column: ValueProfile): string {
  const [main] = [...families(column)].toSorted(([, a], [, b]) => b - a);
  return main?.[0] ?? 'text';
}

function shareOf(column: ValueProfile, family: string): number {
  return (families(column).get(family) ?? 0) / column.filled;
}

/** Whether decimals had the one mark alone, and have mostly the other. */
function isOtherMark({ kinds: was }: ValueProfile, { kinds: is }: ValueProfile): boolean {
  const turned = (mark: string, other: string) =>
    (was[mark] ?? 0) > 0 && (was[other] ?? 0) === 0 && (is[other] ?? 0) > (is[mark] ?? 0);
  return turned('comma', 'point') || turned('point', 'comma');
}

function marksOf({ kinds }: ValueProfile): string {
  return (kinds['comma'] ?? 0) > (kinds['point'] ?? 0) ? 'decimals with a comma' : 'decimals with a point';
}

function wordsOf(column: ValueProfile | CatalogueColumn): string {
  if ('type' in column) return column.length === null ? column.type : `${column.type}(${column.length})`;
  return column.filled === 0 ? 'nothing' : mainFamily(column);
}

const percent = (share: number): string => `empty in ${Math.round(share * 100)}%`;
const characters = (count: number): string => `at most ${count} characters`;

/** A drift in words for people. */
export function driftText({ kind, column, before, after }: Drift): string {
  if (kind === 'new') return `${column} is new`;
  if (kind === 'gone') return `${column} is gone`;
  return `${column} was ${before ?? ''} and is ${after ?? ''}`;
}

/**
 * What is known of the columns once a document counts: of a column with few values, what was known before.
 * @param says whether the document has all there is
 */
export function settledProfile(
  before: ReaderProfile | null,
  now: ReaderProfile,
  says: 'everything' | 'changes',
): ReaderProfile {
  if (before === null) return now;
  const isTelling = (column: ValueProfile | CatalogueColumn | undefined) =>
    column !== undefined && ('type' in column || column.filled >= least.values);
  const kept = Object.entries(before.columns).filter(([name, column]) => {
    if (Object.hasOwn(now.columns, name)) return isTelling(column) && !isTelling(now.columns[name]);
    return says === 'changes' && now.records < least.values;
  });
  return { records: now.records, columns: { ...now.columns, ...Object.fromEntries(kept) } };
}
