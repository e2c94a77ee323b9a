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
import { type LandedDocument, lastDocument } from '../landing/landed-documents.tables.ts';
import type { Leadership } from '../sources/leadership.ts';
import { receiveDocument } from './document-intake.tables.ts';
import { type Judging, judgeDocument } from './judging.tables.ts';
import { saveFindings, saveTrouble } from '../landing/reader-states.tables.ts';
import { recordsOf } from './records-of.ts';
import { addReceivedFile, receivedFiles, saveReceivedFile } from './received-files.tables.ts';

/** A kind of files of a source, and what is done with them. */
export interface FileReaderParts extends Judging {
  readonly documents: DocumentReader;
  readonly format: Format;
  readonly says: 'everything' | 'changes';
  /** Texts that say nothing in its columns. */
  readonly nothing: readonly string[];
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
    const { landed, format, documents, says, nothing } = this.reader;
    const { source, reader } = landed;
    const last = await lastDocument(this.dataSource, source, reader);
    const about = {
      ...{ source, reader, name: file.name, contentHash: file.sha256, bytes: file.size },
      ...{ says, sequence: file.seq, receivedBy: null, asOf: instantOf(file, last) },
    };
    const tellsItsEnd = !('still' in documents.settings.ready);
    const stream = recordsOf(readRecords(readDocument(this.store, file), format), file.records, tellsItsEnd);
    const document = await receiveDocument(this.dataSource, landed, about, stream, { nothing });
    let id = 0;
    let record = handled(file);
    await judgeDocument(this.dataSource, this.leadership, this.reader, document, async (tx, judgement) => {
      if (judgement.state === 'refused') record = rejected(file, judgement.because);
      id = await addReceivedFile(tx, { source, reader, document: document.id, record });
    });
    await putAway(this.store, documents.settings, record, (changed) =>
      saveReceivedFile(this.dataSource, id, changed),
    );
  }
}

/** When the content was so, by the source: its name says it, or when it was written; never before what came before it. */
function instantOf({ asOf, modified }: ReadyDocument, last: LandedDocument | null): Date {
  if (asOf !== null) return new Date(asOf);
  const written = new Date(modified);
  return last !== null && written <= last.asOf ? new Date(last.asOf.getTime() + 1) : written;
}
