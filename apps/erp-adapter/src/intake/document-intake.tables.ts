import { type DataSource, transaction } from '@throughline/persistence';
import type { Leadership } from '../sources/leadership.ts';
import { type LandedReader, landedRecord } from '../landing/landed-record.ts';
import { ProfileTally } from '../landing/column-profile.ts';
import { compareDocument, goneKeys } from '../landing/landed-comparison.tables.ts';
import { withoutErasedKeys } from '../landing/landed-erasures.tables.ts';
import {
  type LandedDocument,
  type NewDocument,
  addDocument,
  saveDocument,
  saveDocumentProfile,
} from '../landing/landed-documents.tables.ts';
import { land, withdraw } from '../landing/landed-records.tables.ts';
import { addPartition, rowsAfter, saveRows } from '../landing/landed-rows.tables.ts';
import type { ReadingFault, RecordStream } from './received-document.ts';

/** Records dealt with in one transaction. */
const chunkSize = 2_000;
const listedFaults = 100;

export interface ReceivingOptions {
  /** What its bytes were, where that is known only at their end. */
  readonly content?: () => Pick<LandedDocument, 'contentHash' | 'bytes'>;
  /** Texts that say nothing in its columns. */
  readonly nothing?: readonly string[];
}

/**
 * Lands a document as received, in chunks; none of it counts. What a kill leaves behind is `landing` for ever, and
 * received anew.
 * @returns the document, `landed`, with what reading it and comparing it came to
 */
export async function receiveDocument(
  dataSource: DataSource,
  reader: LandedReader,
  about: NewDocument,
  stream: RecordStream,
  { content, nothing }: ReceivingOptions = {},
): Promise<LandedDocument> {
  let document = await transaction(dataSource, async (tx) => {
    const made = await addDocument(tx, about);
    await addPartition(tx, made.landedOn);
    return made;
  });
  const place = { document: document.id, landedOn: document.landedOn };
  const withoutKey: ReadingFault[] = [];
  let withoutKeyCount = 0;
  const columns = new ProfileTally(nothing);
  let records = 0;
  for (;;) {
    const { value, done } = await stream.next();
    if (done) {
      const faults = [...value.faults, ...withoutKey];
      // Where nothing proves that it is all there is, what it does not mention stays.
      const says = value.endProven ? document.says : ('changes' as const);
      document = { ...document, ...content?.(), says, state: 'landed', records };
      return transaction(dataSource, async (tx) => {
        const compared = await compareDocument(tx, document);
        const verdict = {
          ...compared,
          ...{ whole: value.whole, columns: value.columns },
          faults: faults.slice(0, listedFaults),
          faultCount: value.faultCount + withoutKeyCount,
          ...{ held: {}, drift: [] },
        };
        await saveDocument(tx, { ...document, verdict });
        await saveDocumentProfile(tx, document.id, columns.profile);
        return { ...document, verdict };
      });
    }
    const landed = value.flatMap((raw) => {
      columns.add(raw.values);
      const record = landedRecord(reader, raw);
      if (record !== null) return record;
      withoutKeyCount++;
      if (withoutKey.length < listedFaults)
        withoutKey.push({ position: raw.position, field: null, reason: `has no key (${keyText(reader)})` });
      return [];
    });
    for (let from = 0; from < landed.length; from += chunkSize) {
      const chunk = landed.slice(from, from + chunkSize);
      const first = records + 1;
      records += await transaction(dataSource, async (tx) => {
        const kept = await withoutErasedKeys(tx, reader, chunk);
        await saveRows(tx, place, first, kept);
        return kept.length;
      });
    }
  }
}

function keyText({ key }: LandedReader): string {
  return key.map((column) => (typeof column === 'string' ? column : column.join('.'))).join(', ');
}

/**
 * Has the next chunk of an accepted document count. It goes on where it stopped, also after a kill; the transaction is
 * fenced by the leadership.
 * @returns the document, `applied` when that was all of it
 */
export async function applyChunk(
  dataSource: DataSource,
  reader: LandedReader,
  document: LandedDocument,
  leadership: Pick<Leadership, 'hold'>,
): Promise<LandedDocument> {
  const told = { asOf: document.asOf, traceparent: null, says: document.says };
  const place = { document: document.id, landedOn: document.landedOn };
  return transaction(dataSource, async (tx) => {
    await leadership.hold(tx);
    const rows = await rowsAfter(tx, place, document.appliedTo, chunkSize);
    const last = rows.at(-1);
    if (last !== undefined) {
      await land(
        tx,
        reader,
        told,
        rows.flatMap((row) => landedRecord(reader, row) ?? []),
      );
      const next = { ...document, appliedTo: last.ordinal };
      await saveDocument(tx, next);
      return next;
    }
    if (document.says === 'everything') {
      const gone = await goneKeys(tx, document, '', chunkSize);
      await withdraw(tx, reader, told, gone);
      if (gone.length === chunkSize) return document;
    }
    const done = { ...document, state: 'applied' as const };
    await saveDocument(tx, done);
    return done;
  });
}
