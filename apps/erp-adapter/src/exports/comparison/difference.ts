import type { ExportDifference } from '@throughline/events';
import { type Decimal, isZero } from '@throughline/money';

/** What a difference is of; see OrderExport. */
export type DifferenceKind =
  | 'missing-document'
  | 'second-document'
  | 'missing-line'
  | 'added-line'
  | 'substituted'
  | 'split'
  | 'lowered'
  | 'raised'
  | 'unit'
  | 'price'
  | 'charge'
  | 'components'
  | 'address'
  | 'customer'
  | 'reference'
  | 'currency'
  | 'cancellation'
  | 'total';

/** A difference that a comparison found, whenever that was first. */
export type FoundDifference = Omit<ExportDifference, 'since' | 'kind'> & { kind: DifferenceKind };

/** A difference as it is kept; one that was kept before 0.3 lacks what came then. */
export type StoredDifference = Pick<ExportDifference, 'field' | 'ours' | 'theirs'> &
  Partial<Omit<ExportDifference, 'since'>> & { since?: string | Date | null };

/** @param of the line that it concerns and its worth; nothing where that is zero */
export function difference(
  kind: DifferenceKind,
  field: string,
  ours: string,
  theirs: string,
  { line = null, worth = '0' }: { line?: number | null; worth?: Decimal } = {},
): FoundDifference {
  return { kind, field, ours, theirs, line, worth: isZero(worth) ? null : worth };
}

export function restoredDifference({
  kind = '',
  line = null,
  since = null,
  worth = null,
  ...figures
}: StoredDifference): ExportDifference {
  return { kind, ...figures, line, since: since === null ? null : new Date(since), worth };
}

/** What was found, each with the instant at which it was first: kept as long as it lasts, also when its figures change. */
export function sinceFirstSeen(
  found: readonly FoundDifference[],
  before: readonly StoredDifference[],
  at: Date,
): ExportDifference[] {
  const known = new Map(before.map(restoredDifference).map((each) => [identityOf(each), each.since]));
  return found.map((each) => ({ ...each, since: known.get(identityOf(each)) ?? at }));
}

function identityOf({
  kind,
  line,
  field,
  theirs,
}: Pick<ExportDifference, 'kind' | 'line' | 'field' | 'theirs'>) {
  return JSON.stringify([kind, line, field, kind === 'second-document' ? theirs : null]);
}

/** Whether two sets say the same. */
export function sameDifferences(a: readonly StoredDifference[], b: readonly StoredDifference[]): boolean {
  const text = (list: readonly StoredDifference[]) =>
    JSON.stringify(list.map((each) => Object.entries(restoredDifference(each)).toSorted()));
  return text(a) === text(b);
}
