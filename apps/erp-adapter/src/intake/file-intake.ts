import { type Format, readRecords } from '@throughline/file-formats';
import {
  type DocumentReader,
  type FileStore,
  type Scan,
  type ReadyDocument,
  handled,
  putAway,
  readDocument,
  rejected,
  watchDocuments,
} from '@throughline/file-stores';
import { type DataSource, transaction } from '@throughline/persistence';
import {
  isSuperseded,
  repeatedDocument,
  saveDocument,
  lastDocument,
  goneWithinADay,
} from '../landing/landed-documents.tables.ts';
import type { LandedDocument } from '../landing/landed-documents.tables.ts';
import type { LandedReader } from '../landing/landed-record.ts';
import type { Leadership } from '../sources/leadership.ts';
import { receiveDocument } from './document-intake.tables.ts';
import { type Expectations, judge } from './judgement.ts';
import { readerState, saveColumns, saveFindings, saveTrouble } from './reader-states.tables.ts';
import { addReceivedFile, receivedFiles, saveReceivedFile } from './received-files.tables.ts';
import type { RecordStream } from './received-document.ts';

/** A kind of files of a source, and what is done with them. */
export interface FileReaderParts {
  readonly landed: LandedReader;
  readonly documents: DocumentReader;
  readonly format: Format;
  readonly says: 'everything' | 'changes';
  readonly expected: Expectations;
  /** Whether a column that vanished stops it. */
  readonly columnsStop: boolean;
  /** Whether a person has to accept each document. */
  byHand(): Promise<boolean>;
  /** How many records of a document rules would hold back, by flow. */
  trial(document: LandedDocument): Promise<Record<string, number>>;
}

/** Brings the files of a source into landing, and judges each as a whole. What was accepted is applied elsewhere. */
export class FileIntake {
  constructor(
    private readonly dataSource: DataSource,
    private readonly store: FileStore,
    private readonly leadership: Pick<Leadership, 'hold'>,
    private readonly reader: FileReaderParts,
  ) {}

  /** Runs until the leadership ends. @throws what the store throws; then it is called anew */
  async run(judged: () => void, signal: AbortSignal): Promise<void> {
    const { landed, documents } = this.reader;
    const known = async () =>
      (await receivedFiles(this.dataSource, landed.source, landed.reader)).map(({ record }) => record);
    for await (const scan of watchDocuments(this.store, documents, { known, signal }))
      await this.deal(scan, judged, signal);
  }

  private async deal({ ready, findings }: Scan, judged: () => void, signal: AbortSignal): Promise<void> {
    const { source, reader } = this.reader.landed;
    for (const file of await receivedFiles(this.dataSource, source, reader))
      await putAway(this.store, this.reader.documents.settings, file.record, (record) =>
        saveReceivedFile(this.dataSource, file.id, record),
      );
    for (const document of ready) {
      if (signal.aborted) return;
      await this.take(document);
      judged();
    }
    await transaction(this.dataSource, async (tx) => {
      await saveTrouble(tx, source, reader, null);
      await saveFindings(
        tx,
        source,
        reader,
        findings
          .filter(({ cause }) => cause !== 'waiting')
          .map(({ cause, name, detail }) => ({ cause, name, detail })),
      );
    });
  }

  /** Lands and judges a file, and has the store know what became of it. */
  private async take(file: ReadyDocument): Promise<void> {
    const { landed, format, documents } = this.reader;
    const { source, reader } = landed;
    const last = await lastDocument(this.dataSource, source, reader);
    const columns = new Set<string>();
    const stream = readRecords(readDocument(this.store, file), format);
    const end = { whole: true, proven: false };
    const document = await receiveDocument(
      this.dataSource,
      landed,
      {
        ...{ source, reader, name: file.name, contentHash: file.sha256, bytes: file.size },
        ...{ says: this.reader.says, sequence: file.seq, receivedBy: null, asOf: instantOf(file, last) },
      },
      recordsOf(stream, columns, (whole, proven) => {
        const told = file.records;
        const agrees = told === null || told === stream.verdict().records;
        end.whole = whole && agrees;
        end.proven = proven || ('still' in documents.settings.ready ? false : end.whole);
        return { endProven: end.proven && end.whole, miscounted: agrees ? null : told };
      }),
    );
    await this.judge(document, file, end, [...columns]);
  }

  private async judge(
    document: LandedDocument,
    file: ReadyDocument,
    end: { whole: boolean; proven: boolean },
    columns: readonly string[],
  ): Promise<void> {
    const { landed, expected, documents } = this.reader;
    const { source, reader } = landed;
    const held = await this.reader.trial(document);
    const byHand = await this.reader.byHand();
    const state = await readerState(this.dataSource, source, reader);
    // Nothing proves that it is all there is: what it does not mention stays.
    const says = end.whole && !end.proven ? ('changes' as const) : document.says;
    await transaction(this.dataSource, async (tx) => {
      await this.leadership.hold(tx);
      const verdict = {
        ...(document.verdict ?? {
          endProven: false,
          faults: [],
          faultCount: 0,
          added: 0,
          changed: 0,
          gone: 0,
          known: 0,
        }),
        ...(says === 'changes' && { endProven: end.whole, gone: 0 }),
        held,
      };
      const known = new Set(state.columns ?? columns);
      const judgement = judge(verdict, says, document.records, expected, {
        isSuperseded: await isSuperseded(tx, document),
        repeats: await repeatedDocument(tx, document),
        goneBefore: await goneWithinADay(tx, document),
        columns: {
          missing: this.reader.columnsStop ? [...known].filter((name) => !columns.includes(name)) : [],
          added: columns.filter((name) => !known.has(name)),
        },
        byHand,
      });
      const because =
        judgement.state === 'refused'
          ? judgement.because
          : judgement.state === 'waiting'
            ? judgement.guards.map((guard) => guard.because).join('; ')
            : null;
      await saveDocument(tx, { ...document, says, state: judgement.state, because, verdict });
      if (judgement.state === 'accepted') await saveColumns(tx, source, reader, columns);
      const record = judgement.state === 'refused' ? rejected(file, judgement.because) : handled(file);
      await addReceivedFile(tx, { source, reader, document: document.id, record });
    });
    for (const one of (await receivedFiles(this.dataSource, source, reader)).slice(-1))
      await putAway(this.store, documents.settings, one.record, (record) =>
        saveReceivedFile(this.dataSource, one.id, record),
      );
  }
}

/** When the content was so, by the source: its name says it, or when it was written; never before what came before it. */
function instantOf({ asOf, modified }: ReadyDocument, last: LandedDocument | null): Date {
  if (asOf !== null) return new Date(asOf);
  const written = new Date(modified);
  return last !== null && written <= last.asOf ? new Date(last.asOf.getTime() + 1) : written;
}

async function* recordsOf(
  stream: ReturnType<typeof readRecords>,
  columns: Set<string>,
  ended: (whole: boolean, proven: boolean) => { endProven: boolean; miscounted: number | null },
): RecordStream {
  let first = true;
  for await (const batch of stream) {
    if (first) for (const { values } of batch) for (const name in values) columns.add(name);
    first = false;
    yield batch;
  }
  const { whole, endProven, faults, faultCount } = stream.verdict();
  const end = ended(whole, endProven);
  const all = faults.map(({ position, field, reason }) => ({ position, field: field ?? null, reason }));
  const miscounted = {
    position: 0,
    field: null,
    reason: `has not the ${end.miscounted} records that its list says`,
  };
  return {
    endProven: end.endProven,
    faults: end.miscounted === null ? all : [miscounted, ...all],
    faultCount: faultCount + (end.miscounted === null ? 0 : 1),
  };
}
