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
  /** Whether its end was proven: a trailer, a closing element, a total. */
  endProven: boolean;
  faults: readonly ReadingFault[];
  /** How many there were in all, where not each is listed. */
  faultCount: number;
}

/** Records in batches, and at the end what the reading came to. */
export type RecordStream = AsyncGenerator<readonly RawRecord[], ReadingResult>;
