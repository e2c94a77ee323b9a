import type { ErpOrder, ExportDifference, OrderPlaced } from '@throughline/events';
import type { UnpublishedPart } from '@throughline/connector';
import {
  type FoundDifference,
  type StoredDifference,
  restoredDifference,
  sameDifferences,
  sinceFirstSeen,
} from './difference.ts';
import { differencesFrom, secondDocument, unreadableDocument } from './differences.ts';
import type { CancelledUnits, ExportState } from '../export.ts';

/** A document that carries our number and is not that of the order, and what it comes to. */
export interface SecondDocument {
  document: string;
  net: string;
}

/** An order whose document may have changed. */
export interface FollowedExport {
  order: string;
  state: ExportState;
  erpNumber: string | null;
  document: OrderPlaced;
  differences: readonly StoredDifference[];
  /** Units that the back office was told to cancel. */
  told: CancelledUnits;
  seconds: readonly SecondDocument[];
  /** Customer number of its account in the back office, null while it is not known. */
  customer: string | null;
}

/** A document of the back office as it was read; `theirs` is null when it is gone, or held back. */
export interface ReadDocument {
  number: string;
  theirs: ErpOrder | null;
  isHeld: boolean;
  unpublished: UnpublishedPart;
}

export const nothingUnpublished: UnpublishedPart = { namesOrder: null, changedRecipient: [] };

/** What follows for an order from documents that were read. */
export interface Followed {
  differences: ExportDifference[];
  changed: boolean;
  seconds: readonly SecondDocument[];
  /** Number of a document that nobody expected any more, and that is the order's all the same. */
  rebound: string | null;
  /** Whether the back office is to be told of cancellations again: a line that it lacked could not be cancelled. */
  toTellAgain: boolean;
}

/**
 * @param own its document, when that was read
 * @param others documents that were read and are not its own
 * @param at the instant of the snapshot
 */
export function follow(
  known: FollowedExport,
  own: ReadDocument | undefined,
  others: readonly ReadDocument[],
  at: Date,
): Followed {
  const seconds = secondsAfter(known, others);
  const before = known.differences.map(restoredDifference);
  const found =
    own === undefined
      ? before.filter(({ kind }) => kind !== 'second-document')
      : sinceFirstSeen(differencesOf(known, own), before, at);
  const erpNumber = known.erpNumber ?? own?.number ?? null;
  const doubled = sinceFirstSeen(
    seconds.map((second) => secondDocument(erpNumber, second)),
    before,
    at,
  );
  const differences = [...found, ...doubled];
  return {
    differences,
    changed: !sameDifferences(before, differences),
    seconds,
    rebound: own?.theirs && known.erpNumber === null && known.state === 'cancelled' ? own.number : null,
    toTellAgain: cameBack(before, found),
  };
}

/** The document of an order as it was read; null when it is gone, also where its number was given to somebody else's. */
export function ownDocument(
  { order }: Pick<FollowedExport, 'order'>,
  { theirs }: ReadDocument,
): ErpOrder | null {
  return theirs?.channelOrder === order ? theirs : null;
}

function differencesOf(known: FollowedExport, own: ReadDocument): FoundDifference[] {
  const { document, told, customer } = known;
  const { isHeld, unpublished } = own;
  const theirs = ownDocument(known, own);
  if (isHeld) return [unreadableDocument(document)];
  const { changedRecipient } = unpublished;
  try {
    return differencesFrom(document, told, theirs && { theirs, changedRecipient }, customer);
  } catch (error) {
    // Figures that nobody can count with keep nobody else.
    if (error instanceof RangeError) return [unreadableDocument(document)];
    throw error;
  }
}

/** Those that were known and were not read again, and those that were read. One that is cancelled is none any more. */
function secondsAfter(
  { order, seconds }: FollowedExport,
  others: readonly ReadDocument[],
): readonly SecondDocument[] {
  const read = new Set(others.map(({ number }) => number));
  return [
    ...seconds.filter(({ document }) => !read.has(document)),
    ...others.flatMap(({ number, theirs, unpublished }) =>
      theirs === null || theirs.status === 'cancelled' || unpublished.namesOrder !== order
        ? []
        : { document: number, net: theirs.net },
    ),
  ];
}

/** Whether a line that was missing is there again, with units that it should not have. */
function cameBack(before: readonly ExportDifference[], now: readonly ExportDifference[]): boolean {
  const isMissing = (list: readonly ExportDifference[], number: number | null) =>
    list.some(
      ({ kind, line }) => kind === 'missing-document' || (kind === 'missing-line' && line === number),
    );
  return now.some(
    ({ kind, line }) => kind === 'cancellation' && isMissing(before, line) && !isMissing(now, line),
  );
}
