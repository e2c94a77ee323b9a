import type { StoredFile } from '../stores/file-store.ts';
import type { Delivery } from './delivery.ts';
import type { DocumentName } from './pattern.ts';

/** A document that lies where documents arrive. */
export interface FoundDocument extends StoredFile, DocumentName {
  /** The last part of its path. */
  name: string;
  /** Null when it was not read. */
  sha256: string | null;
}

/** A document that may be used now, after those before it. */
export interface ReadyDocument extends FoundDocument {
  sha256: string;
  /** Records that it has to hold by its manifest; null when no manifest says so. */
  records: number | null;
  /** Numbers between the one before it and its own that were never seen. */
  gap: { from: number; to: number } | null;
  /** Names of earlier documents that lie there and cannot be used as they are. */
  unresolved: string[];
}

/**
 * What was decided of a document: plain data, kept by whoever handles documents, in the transaction that handles it. The
 * newest one that was handled is kept for ever, the others for as long as their content may come again.
 */
export interface DocumentRecord extends FoundDocument {
  decision: 'handled' | 'rejected';
  /** Why it was rejected. */
  reason: string | null;
  /**
   * Where it is: to be put away (`arrived`), put away to `movedTo`, left where it arrived, or taken by others before it
   * could be put away.
   */
  place: 'arrived' | 'moved' | 'left' | 'gone';
  movedTo: string | null;
  acknowledgement: Delivery | null;
}

/** What to keep of a document that was used. */
export function handled(document: FoundDocument): DocumentRecord {
  return decided(document, 'handled', null);
}

/** What to keep of a document that is refused. @param reason for people; it must not hold personal data */
export function rejected(document: FoundDocument, reason: string): DocumentRecord {
  return decided(document, 'rejected', reason);
}

function decided(
  { path, name, size, modified, identity, sha256, seq, asOf }: FoundDocument,
  decision: DocumentRecord['decision'],
  reason: string | null,
): DocumentRecord {
  return {
    path,
    name,
    size,
    modified,
    identity,
    sha256,
    seq,
    asOf,
    decision,
    reason,
    place: 'arrived',
    movedTo: null,
    acknowledgement: null,
  };
}
