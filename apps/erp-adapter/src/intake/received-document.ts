import type { RawRecord } from '@throughline/connector';

/** Something that was found wrong while a document was read, and where. */
export interface ReadingFault {
  /** Line, row or ordinal, from 1; 0 of the document as a whole. */
  position: number;
  field: string | null;
  reason: string;
}

/** What reading a document to its end came to. */
export interface ReadingResult {
  /** Whether nothing shows that a part of it is missing. */
  whole: boolean;
  /** Whether its end was proven: a trailer, a closing element, a total, or a writer that says when it is done. */
  endProven: boolean;
  /** Columns that its records have. */
  columns: readonly string[];
  faults: readonly ReadingFault[];
  /** How many there were in all, where not each is listed. */
  faultCount: number;
}

/** Records in batches, and at the end what the reading came to. */
export type RecordStream = AsyncGenerator<readonly RawRecord[], ReadingResult>;
